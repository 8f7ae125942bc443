extension NodeDatabase {
  /// Settings, areas with their shapes and people, and premises.
  static let areasMigration = Migration(
    "0001-areas",
    sql: """
      CREATE TABLE setting (
        key   TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE area (
        kind TEXT NOT NULL,  -- lsoa11, lsoa21, msoa11, msoa21, ward13, ward25 or district
        code TEXT NOT NULL CHECK (length(code) = 9),  -- of the Office for National Statistics
        name TEXT NOT NULL,  -- empty if no file has named it yet
        PRIMARY KEY (kind, code)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE areaParent (
        childKind  TEXT NOT NULL,
        child      TEXT NOT NULL,
        parentKind TEXT NOT NULL,
        parent     TEXT NOT NULL,
        PRIMARY KEY (childKind, child, parentKind),
        FOREIGN KEY (childKind, child) REFERENCES area (kind, code) ON DELETE CASCADE,
        FOREIGN KEY (parentKind, parent) REFERENCES area (kind, code) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;

      -- Which areas of a kind make up a larger one?
      CREATE INDEX areaParentOnParent ON areaParent (parentKind, parent, childKind, child);

      CREATE TABLE areaBoundary (
        kind     TEXT NOT NULL,
        code     TEXT NOT NULL,
        polygons BLOB NOT NULL,  -- see BoundaryBlob
        PRIMARY KEY (kind, code),
        FOREIGN KEY (kind, code) REFERENCES area (kind, code) ON DELETE CASCADE
      ) STRICT;

      CREATE TABLE population (
        kind    TEXT NOT NULL,
        code    TEXT NOT NULL,
        source  TEXT NOT NULL,  -- such as mid-2020
        persons INTEGER NOT NULL CHECK (persons >= 0),
        PRIMARY KEY (kind, source, code),
        FOREIGN KEY (kind, code) REFERENCES area (kind, code) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE premises (
        id        INTEGER NOT NULL PRIMARY KEY,
        source    TEXT NOT NULL,  -- the file of a register, which is replaced as a whole
        type      TEXT NOT NULL,
        name      TEXT NOT NULL,
        longitude REAL,           -- degrees, WGS 84
        latitude  REAL,           -- degrees, WGS 84
        CHECK ((longitude IS NULL) = (latitude IS NULL))
      ) STRICT;

      -- Which premises of a type are there, for overlays on the map?
      CREATE INDEX premisesOnType ON premises (type);

      -- Which premises does a newer file of the register replace?
      CREATE INDEX premisesOnSource ON premises (source);
      """)
}
