extension NodeDatabase {
  /// Incidents, outcomes and searches of data.police.uk, the table of counts, and the imports.
  static let policeRecordsMigration = Migration(
    "0002-police-records",
    sql: """
      CREATE TABLE force (
        id   INTEGER NOT NULL PRIMARY KEY,
        slug TEXT NOT NULL UNIQUE,  -- as in file names: northumbria
        name TEXT NOT NULL          -- as in the files: Northumbria Police
      ) STRICT;

      CREATE TABLE label (
        id   INTEGER NOT NULL PRIMARY KEY,
        name TEXT NOT NULL UNIQUE  -- an outcome, or a search's type, law or object
      ) STRICT;

      CREATE TABLE importBatch (
        id         INTEGER NOT NULL PRIMARY KEY,
        file       TEXT NOT NULL,     -- its name, or that of the archive's member
        kind       TEXT NOT NULL CHECK (kind IN ('street', 'outcomes', 'stop-and-search')),
        digest     BLOB NOT NULL,     -- SHA-256 of the unpacked bytes
        districts  TEXT NOT NULL,     -- the districts kept, codes with commas between
        importedAt INTEGER NOT NULL,  -- seconds since 1970, UTC
        report     TEXT NOT NULL      -- ImportReport as JSON
      ) STRICT;

      -- Have these very bytes been imported?
      CREATE INDEX importBatchOnDigest ON importBatch (digest);

      CREATE TABLE importMonth (
        kind     TEXT NOT NULL,
        force    INTEGER NOT NULL REFERENCES force (id),
        month    INTEGER NOT NULL,  -- months since January of the year 0
        importId INTEGER NOT NULL REFERENCES importBatch (id) ON DELETE CASCADE,
        kept     INTEGER NOT NULL CHECK (kept >= 0),
        PRIMARY KEY (kind, force, month, importId)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE place (
        id          INTEGER NOT NULL PRIMARY KEY,
        longitudeE6 INTEGER NOT NULL,  -- millionths of a degree, WGS 84
        latitudeE6  INTEGER NOT NULL,  -- millionths of a degree, WGS 84
        street      TEXT NOT NULL,     -- without 'On or near'; empty if never stated
        statedArea  TEXT,              -- the LSOA in the police file
        computed11  TEXT,              -- the LSOA 2011 whose boundary holds the place
        computed21  TEXT,              -- the LSOA 2021 whose boundary holds the place
        area        TEXT NOT NULL,     -- LSOA 2011 it counts for: the stated, else the computed
        UNIQUE (longitudeE6, latitudeE6)
      ) STRICT;

      CREATE TABLE event (
        id       INTEGER NOT NULL PRIMARY KEY,
        month    INTEGER NOT NULL,  -- months since January of the year 0
        category INTEGER NOT NULL CHECK (category BETWEEN 0 AND 255),  -- CrimeCategory
        placeId  INTEGER REFERENCES place (id),  -- NULL without coordinates
        force    INTEGER NOT NULL REFERENCES force (id),
        outcome  INTEGER REFERENCES label (id),  -- the last one stated
        importId INTEGER NOT NULL REFERENCES importBatch (id),
        crimeId  BLOB CHECK (length(crimeId) = 32)  -- NULL for anti-social behaviour
      ) STRICT;

      -- Is this crime known already?
      CREATE UNIQUE INDEX eventOnCrimeId ON event (crimeId) WHERE crimeId IS NOT NULL;

      -- Where did what happen in a month?
      CREATE INDEX eventOnMonth ON event (month, category, placeId);

      CREATE TABLE crimeOutcome (
        crimeId  BLOB NOT NULL CHECK (length(crimeId) = 32),
        month    INTEGER NOT NULL,  -- of the outcome, not of the crime
        outcome  INTEGER NOT NULL REFERENCES label (id),
        importId INTEGER NOT NULL REFERENCES importBatch (id),
        PRIMARY KEY (crimeId, month, outcome)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE stopSearch (
        id          INTEGER NOT NULL PRIMARY KEY,
        minute      INTEGER NOT NULL,  -- minutes since 1970, UTC
        month       INTEGER NOT NULL,  -- months since January of the year 0
        placeId     INTEGER REFERENCES place (id),
        force       INTEGER NOT NULL REFERENCES force (id),
        type        INTEGER REFERENCES label (id),
        legislation INTEGER REFERENCES label (id),
        object      INTEGER REFERENCES label (id),
        outcome     INTEGER REFERENCES label (id),
        isLinked    INTEGER CHECK (isLinked IN (0, 1)),  -- outcome had to do with the object
        importId    INTEGER NOT NULL REFERENCES importBatch (id)
      ) STRICT;

      -- Is this search known already, and which were made in a month?
      CREATE INDEX stopSearchOnMonth ON stopSearch (month, minute, placeId);

      -- Placed events of the node's districts; kept up to date in each import's transaction.
      CREATE TABLE cube (
        area     TEXT NOT NULL,  -- LSOA 2011
        month    INTEGER NOT NULL,
        category INTEGER NOT NULL,
        count    INTEGER NOT NULL CHECK (count >= 0),
        PRIMARY KEY (area, month, category)
      ) STRICT, WITHOUT ROWID;
      """)
}
