import GRDB
import ReplicaStore

extension HubDatabase {
  /// The scopes' logs, the look-ups that say which tables a partnership releases, the releases that
  /// came, and what is estimated from them.
  static func createLogsAndReleases(_ db: Database) throws {
    try LogTables.create(db)
    try db.execute(
      sql: """
        ALTER TABLE invitation ADD COLUMN content BLOB NOT NULL DEFAULT x'';

        CREATE TABLE baseZone (
          zone     TEXT NOT NULL PRIMARY KEY,  -- LSOA 2011
          middle   TEXT NOT NULL,              -- MSOA 2011
          district TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX baseZone_district ON baseZone (district);

        CREATE TABLE receivedRelease (
          nodeID     BLOB NOT NULL REFERENCES member (nodeID),
          release    TEXT NOT NULL,             -- such as police-2026-05-P
          manifest   BLOB NOT NULL,             -- as it came
          payload    BLOB NOT NULL,             -- as it came
          receivedAt REAL NOT NULL,             -- seconds since 1970
          state      TEXT NOT NULL CHECK (state IN ('arrived', 'accepted', 'refused')),
          refusal    TEXT,                      -- the code of why it was refused
          PRIMARY KEY (nodeID, release)
        ) STRICT;
        CREATE INDEX receivedRelease_state ON receivedRelease (state) WHERE state = 'arrived';

        -- What the releases of a partnership and month together say; made again when another comes.
        CREATE TABLE estimate (
          nodeID   BLOB NOT NULL REFERENCES member (nodeID),
          period   INTEGER NOT NULL,  -- months since January of the year 0
          category INTEGER NOT NULL,  -- -1: all together
          value    REAL NOT NULL,
          variance REAL NOT NULL,
          slots    TEXT NOT NULL,     -- which releases it comes from, such as PR
          PRIMARY KEY (nodeID, period, category)
        ) STRICT, WITHOUT ROWID;
        """)
  }
}
