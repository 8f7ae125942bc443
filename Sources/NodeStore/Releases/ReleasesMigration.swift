extension NodeDatabase {
  /// The ledger of releases and the measurements that were drawn.
  ///
  /// What a release's state is, the ledger alone says; there is no second place that could differ.
  static let releasesMigration = Migration(
    "0003-releases",
    sql: """
      CREATE TABLE releaseLedger (
        sequence INTEGER NOT NULL PRIMARY KEY CHECK (sequence > 0),
        entry    BLOB NOT NULL,        -- canonical JSON, see Protocol/Releases.md
        hash     TEXT NOT NULL UNIQUE  -- of the entry before and this one
      ) STRICT;

      CREATE TRIGGER releaseLedgerKeepsEntries BEFORE UPDATE ON releaseLedger
      BEGIN SELECT RAISE(ABORT, 'the release ledger is only added to'); END;

      CREATE TRIGGER releaseLedgerKeepsRows BEFORE DELETE ON releaseLedger
      BEGIN SELECT RAISE(ABORT, 'the release ledger is only added to'); END;

      CREATE TABLE releaseMeasurement (
        release    TEXT NOT NULL PRIMARY KEY,  -- such as police-2026-05-P
        source     TEXT NOT NULL,
        period     INTEGER NOT NULL,  -- months since January of the year 0
        slot       TEXT NOT NULL CHECK (slot IN ('P', 'R', 'F')),
        schemeHash TEXT NOT NULL,
        manifest   BLOB NOT NULL,  -- as it is sent
        payload    BLOB NOT NULL,  -- as it is sent
        draws      BLOB NOT NULL CHECK (length(draws) = length(payload)),  -- the noise; stays here
        UNIQUE (source, period, slot)
      ) STRICT;

      CREATE TRIGGER releaseMeasurementIsDrawnOnce BEFORE UPDATE ON releaseMeasurement
      BEGIN SELECT RAISE(ABORT, 'a measurement is drawn once'); END;

      CREATE TRIGGER releaseMeasurementIsKept BEFORE DELETE ON releaseMeasurement
      BEGIN SELECT RAISE(ABORT, 'a measurement is drawn once'); END;
      """)
}
