import GRDB
import ReplicaStore

extension HubDatabase {
  /// Settings, people, invitations, members, and the log of those who were refused.
  static func createMembers(_ db: Database) throws {
    try SettingsTable.create(db)
    try PeopleTable.create(db)
    try db.execute(
      sql: """
        CREATE TABLE invitation (
          code      BLOB NOT NULL PRIMARY KEY CHECK (length(code) = 16),  -- random, used once
          name      TEXT NOT NULL,
          reference TEXT NOT NULL CHECK (length(reference) = 3),
          districts TEXT NOT NULL,  -- area codes with spaces between
          expiresAt REAL NOT NULL,  -- seconds since 1970
          usedAt    REAL
        ) STRICT;

        CREATE TABLE member (
          nodeID             BLOB NOT NULL PRIMARY KEY CHECK (length(nodeID) = 32),
          name               TEXT NOT NULL,
          reference          TEXT NOT NULL UNIQUE CHECK (length(reference) = 3),
          districts          TEXT NOT NULL,  -- area codes with spaces between
          identityKey        BLOB NOT NULL CHECK (length(identityKey) = 32),
          transportKeyHash   BLOB NOT NULL UNIQUE CHECK (length(transportKeyHash) = 32),
          certificateExpires REAL NOT NULL,  -- seconds since 1970
          enrolledAt         REAL NOT NULL,
          lastSeenAt         REAL,           -- NULL: never yet
          revokedAt          REAL,           -- NULL: in good standing
          revocationReason   TEXT,
          CHECK ((revokedAt IS NULL) = (revocationReason IS NULL))
        ) STRICT;

        CREATE TABLE refusal (
          id            INTEGER PRIMARY KEY,
          refusedAt     REAL NOT NULL,  -- seconds since 1970
          code          TEXT NOT NULL,  -- stable, such as tls-revoked
          detail        TEXT NOT NULL,
          remoteAddress TEXT NOT NULL,
          nodeID        BLOB            -- if the peer could be named
        ) STRICT;
        """)
  }
}
