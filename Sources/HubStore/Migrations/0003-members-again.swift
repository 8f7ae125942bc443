import GRDB

extension HubDatabase {
  /// Lets a partnership whose node was revoked join again with another node: its reference is
  /// unique among members in good standing, no longer among all there ever were.
  static func letMembersJoinAgain(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE newMember (
          nodeID             BLOB NOT NULL PRIMARY KEY CHECK (length(nodeID) = 32),
          name               TEXT NOT NULL,
          reference          TEXT NOT NULL CHECK (length(reference) = 3),
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
        INSERT INTO newMember SELECT nodeID, name, reference, districts, identityKey,
          transportKeyHash, certificateExpires, enrolledAt, lastSeenAt, revokedAt, revocationReason
          FROM member;
        DROP TABLE member;
        ALTER TABLE newMember RENAME TO member;
        CREATE UNIQUE INDEX member_inGoodStanding ON member (reference) WHERE revokedAt IS NULL;
        """)
  }
}
