public import GRDB

/// The tables of a replica's scopes: control logs, members' logs, and what has been folded from
/// them. A node and the hub have the same.
public enum LogTables {
  /// The tables of what commits have been folded into, and of what finds it.
  static let folded = [
    "stateRow", "sharedObject", "openConflict", "objectCommit", "recentName", "voidCommit",
  ]

  /// Creates the tables as they are today, in an empty database that knows no migrations.
  public static func createToday(_ db: Database) throws {
    try create(db)
    try storeSegments(db)
    try createProofs(db)
    try createPassingOn(db)
    try noteToldErasures(db)
    try noteFormerMembers(db)
    try createRepeating(db)
  }

  /// Prepares a connection to a database with these tables; whoever opens one calls it.
  ///
  /// What is deleted is overwritten at once, so that a payload that was withdrawn is in no page that
  /// happens to be free.
  public static func prepare(_ db: Database) throws {
    try db.execute(sql: "PRAGMA secure_delete = ON")
  }

  /// Has every transaction wait for the disk: what a session acknowledges is there after a power cut.
  /// Once for the connection that writes.
  public static func makeDurable(_ db: Database) throws {
    try db.execute(sql: "PRAGMA synchronous = FULL")
  }

  /// Creates the tables; a migration calls it once.
  public static func create(_ db: Database) throws {
    try db.execute(sql: records)
    try db.execute(sql: foldedState)
    try db.execute(sql: sessions)
  }

  /// What was signed, byte for byte as it came. Nothing here is ever changed.
  private static let records = """
    CREATE TABLE scope (
      key       INTEGER PRIMARY KEY,
      scopeID   BLOB NOT NULL UNIQUE CHECK (length(scopeID) = 32),
      genesis   BLOB NOT NULL,
      signature BLOB NOT NULL
    ) STRICT;

    CREATE TABLE controlRecord (
      scope     INTEGER NOT NULL REFERENCES scope,
      sequence  INTEGER NOT NULL CHECK (sequence >= 1),
      content   BLOB NOT NULL,
      signature BLOB NOT NULL,
      PRIMARY KEY (scope, sequence)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE logCommit (
      ordinal  INTEGER PRIMARY KEY,  -- the order in which this replica applied them
      scope    INTEGER NOT NULL REFERENCES scope,
      logIndex INTEGER NOT NULL CHECK (logIndex >= 1),
      counter  INTEGER NOT NULL CHECK (counter >= 1),
      header   BLOB NOT NULL,
      salt     BLOB NOT NULL,
      payload  BLOB NOT NULL,
      UNIQUE (scope, logIndex, counter)
    ) STRICT;

    CREATE TABLE seal (
      scope     INTEGER NOT NULL REFERENCES scope,
      logIndex  INTEGER NOT NULL,
      counter   INTEGER NOT NULL,
      signature BLOB NOT NULL,
      PRIMARY KEY (scope, logIndex, counter)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE ownLog (
      scope     INTEGER NOT NULL PRIMARY KEY REFERENCES scope,
      logID     BLOB NOT NULL UNIQUE CHECK (length(logID) = 32),
      content   BLOB NOT NULL,  -- the log's genesis
      signature BLOB NOT NULL,
      keyName   TEXT NOT NULL   -- of the private key, which is in the key folder
    ) STRICT;
    """

  /// What the records above add up to; could be made again from them.
  private static let foldedState = """
    CREATE TABLE logPosition (
      scope    INTEGER NOT NULL REFERENCES scope,
      logIndex INTEGER NOT NULL,
      counter  INTEGER NOT NULL,
      position BLOB NOT NULL,  -- JSON: what is needed to check the next commit
      PRIMARY KEY (scope, logIndex)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sharedObject (
      scope          INTEGER NOT NULL REFERENCES scope,
      logIndex       INTEGER NOT NULL,
      counter        INTEGER NOT NULL,
      operationIndex INTEGER NOT NULL,
      kind           INTEGER NOT NULL,
      reference      TEXT NOT NULL,
      conflicts      INTEGER NOT NULL CHECK (conflicts >= 0),  -- fields that wait for a person
      state          BLOB NOT NULL,
      PRIMARY KEY (scope, logIndex, counter, operationIndex)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sharedObject_kind ON sharedObject (kind, reference);
    CREATE INDEX sharedObject_conflicts ON sharedObject (scope) WHERE conflicts > 0;

    CREATE TABLE objectChunk (
      scope          INTEGER NOT NULL REFERENCES scope,
      logIndex       INTEGER NOT NULL,
      counter        INTEGER NOT NULL,
      operationIndex INTEGER NOT NULL,
      place          INTEGER NOT NULL,
      writerLog      INTEGER NOT NULL,
      writerCounter  INTEGER NOT NULL,
      content        BLOB NOT NULL,
      PRIMARY KEY (scope, logIndex, counter, operationIndex, place, writerLog, writerCounter)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE voidCommit (
      scope    INTEGER NOT NULL REFERENCES scope,
      logIndex INTEGER NOT NULL,
      counter  INTEGER NOT NULL,
      reason   TEXT NOT NULL,
      PRIMARY KEY (scope, logIndex, counter)
    ) STRICT, WITHOUT ROWID;
    """

  private static let sessions = """
    CREATE TABLE receipt (
      scope      INTEGER NOT NULL PRIMARY KEY REFERENCES scope,
      receivedAt INTEGER NOT NULL,  -- milliseconds since 1970 by the hub's clock
      message    BLOB NOT NULL      -- as signed by the hub
    ) STRICT;

    CREATE TABLE acknowledgement (
      scope    INTEGER NOT NULL REFERENCES scope,
      peer     BLOB NOT NULL CHECK (length(peer) = 32),
      logIndex INTEGER NOT NULL,
      counter  INTEGER NOT NULL,
      PRIMARY KEY (scope, peer, logIndex)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE session (
      id              INTEGER PRIMARY KEY,
      peer            BLOB,              -- NULL: it never said who it is
      endedAt         REAL NOT NULL,     -- seconds since 1970
      outcome         TEXT NOT NULL,     -- finished, refused, refused-by-peer, disconnected
      code            TEXT,              -- why it was refused
      detail          TEXT,
      commitsSent     INTEGER NOT NULL,
      commitsReceived INTEGER NOT NULL,
      bytesSent       INTEGER NOT NULL,
      bytesReceived   INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX session_peer ON session (peer, endedAt);
    """
}
