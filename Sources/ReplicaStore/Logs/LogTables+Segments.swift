public import GRDB
internal import SignedLogs
internal import SyncProtocol

extension LogTables {
  /// Stores logs in stretches and state in small rows, and brings over what an earlier version of
  /// the product stored; a migration calls it once.
  ///
  /// - Throws: ``ReplicaError/storedRecordDamaged(table:)`` if a stored commit cannot be read.
  public static func storeSegments(_ db: Database) throws {
    try db.execute(
      sql: """
        ALTER TABLE logPosition RENAME TO earlierPosition;
        ALTER TABLE seal RENAME TO earlierSeal;
        ALTER TABLE logCommit RENAME TO earlierCommit;
        DROP TABLE sharedObject;
        DROP TABLE objectChunk;
        DELETE FROM voidCommit;
        """)
    try db.execute(sql: logs)
    try db.execute(sql: state)
    try createRecentNames(db)
    try ScopeMembers.create(db)
    let records = ScopeRecords(db)
    for scope in try records.scopes() {
      try bringOver(scope, records)
      // A control log that was damaged on disk is told by the examination, not by an upgrade.
      guard let control = try? records.control(of: scope) else { continue }
      try ScopeMembers.note(
        from: ControlState(genesis: control.genesis), to: control,
        scope: try records.requiredKey(of: scope), in: db)
    }
    try db.execute(
      sql: "DROP TABLE earlierPosition; DROP TABLE earlierSeal; DROP TABLE earlierCommit;")
  }

  private static let logs = """
    CREATE TABLE controlHead (
      scope INTEGER NOT NULL PRIMARY KEY REFERENCES scope,
      hash  BLOB NOT NULL CHECK (length(hash) = 32)  -- of the last control record
    ) STRICT;

    -- Commits `first` to `last` of a log with their seals, byte for byte as they came.
    CREATE TABLE logSegment (
      scope    INTEGER NOT NULL REFERENCES scope,
      logIndex INTEGER NOT NULL CHECK (logIndex >= 0),  -- 0: the own log before it is admitted
      first    INTEGER NOT NULL CHECK (first >= 1),
      last     INTEGER NOT NULL CHECK (last >= first),
      position BLOB NOT NULL,  -- where the log stood before `first`
      content  BLOB NOT NULL,
      PRIMARY KEY (scope, logIndex, first)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE logPosition (
      scope    INTEGER NOT NULL REFERENCES scope,
      logIndex INTEGER NOT NULL,
      counter  INTEGER NOT NULL,
      position BLOB NOT NULL,  -- what is needed to check the next commit
      floor    INTEGER NOT NULL DEFAULT 0,  -- of this commit and those before there are no bytes
      seal     BLOB,                        -- over the commit `floor`
      PRIMARY KEY (scope, logIndex)
    ) STRICT, WITHOUT ROWID;
    """

  /// What the logs add up to; could be made again from them.
  private static let state = """
    CREATE TABLE stateRow (
      scope INTEGER NOT NULL REFERENCES scope,
      key   BLOB NOT NULL,  -- object, part, field, commit
      value BLOB NOT NULL,
      PRIMARY KEY (scope, key)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sharedObject (
      scope     INTEGER NOT NULL REFERENCES scope,
      name      BLOB NOT NULL,  -- as keys of `stateRow` begin
      kind      INTEGER NOT NULL,
      reference TEXT NOT NULL,
      PRIMARY KEY (scope, name)
    ) STRICT, WITHOUT ROWID;
    -- Which objects are of a kind? Which are called so?
    CREATE INDEX sharedObject_kind ON sharedObject (kind, reference);
    CREATE INDEX sharedObject_reference ON sharedObject (reference);

    CREATE TABLE openConflict (
      scope INTEGER NOT NULL REFERENCES scope,
      name  BLOB NOT NULL,
      field INTEGER NOT NULL,
      PRIMARY KEY (scope, name, field)
    ) STRICT, WITHOUT ROWID;

    -- Which commits name an object? Those that came last are in `recentName`.
    CREATE TABLE objectCommit (
      scope INTEGER NOT NULL REFERENCES scope,
      name  BLOB NOT NULL,  -- object, commit
      PRIMARY KEY (scope, name)
    ) STRICT, WITHOUT ROWID;

    -- The rows, as they stood at the floor of the logs, of objects that commits above it changed.
    CREATE TABLE baseRow (
      scope INTEGER NOT NULL REFERENCES scope,
      key   BLOB NOT NULL,
      value BLOB NOT NULL,
      PRIMARY KEY (scope, key)
    ) STRICT, WITHOUT ROWID;

    -- A snapshot that was made here, or that is on its way here.
    CREATE TABLE snapshot (
      scope    INTEGER NOT NULL REFERENCES scope,
      hash     BLOB NOT NULL CHECK (length(hash) = 32),
      manifest BLOB NOT NULL,
      PRIMARY KEY (scope, hash)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE snapshotPart (
      scope   INTEGER NOT NULL,
      hash    BLOB NOT NULL,
      place   INTEGER NOT NULL CHECK (place >= 0),
      content BLOB NOT NULL,
      PRIMARY KEY (scope, hash, place),
      FOREIGN KEY (scope, hash) REFERENCES snapshot ON DELETE CASCADE
    ) STRICT;

    -- Commits that a fork verdict set aside: kept, shown, and sent to nobody.
    CREATE TABLE disputedCommit (
      scope    INTEGER NOT NULL REFERENCES scope,
      logIndex INTEGER NOT NULL,
      counter  INTEGER NOT NULL,
      hash     BLOB NOT NULL CHECK (length(hash) = 32),
      header   BLOB NOT NULL,
      salt     BLOB NOT NULL,
      payload  BLOB NOT NULL,
      PRIMARY KEY (scope, logIndex, counter, hash)
    ) STRICT;

    -- Payloads that were withdrawn; `erasedAt` once no byte of them is in the database's files.
    CREATE TABLE erasure (
      scope    INTEGER NOT NULL REFERENCES scope,
      logIndex INTEGER NOT NULL,
      counter  INTEGER NOT NULL,
      erasedAt REAL,            -- seconds since 1970
      PRIMARY KEY (scope, logIndex, counter)
    ) STRICT, WITHOUT ROWID;
    """

  /// Applies the commits of an earlier version again, in the order in which they were applied.
  private static func bringOver(_ scope: ScopeID, _ records: ScopeRecords) throws {
    let key = try records.requiredKey(of: scope)
    let commits = try Row.fetchCursor(
      records.db,
      sql: """
        SELECT logIndex, counter, header, salt, payload FROM earlierCommit WHERE scope = ?
        ORDER BY ordinal
        """, arguments: [key])
    guard var row = try commits.next() else { return }
    let control = try records.control(of: scope)
    var writer = try ScopeWriter(records, scope: key, control: control)
    var positions: [UInt32: LogPosition] = [:]
    while true {
      let logIndex: UInt32 = row["logIndex"]
      guard let log = control.logs[logIndex]?.genesis.log else {
        throw ReplicaError.storedRecordDamaged(table: "logCommit")
      }
      let commit = UnverifiedCommit(
        header: bytes(row["header"]), salt: bytes(row["salt"]), payload: bytes(row["payload"]))
      let before = positions[logIndex] ?? .start(logIndex: logIndex, logID: log)
      for read in try readStored(from: before, commits: [commit]) {
        _ = try writer.append(read)
        positions[logIndex] = read.position
        if let seal = try seal(of: logIndex, at: row["counter"], key, records.db) {
          writer.append(seal, of: logIndex)
        }
      }
      try writer.writeIfLarge()
      guard let next = try commits.next() else { break }
      row = next
    }
    try writer.write()
  }

  private static func seal(
    of logIndex: UInt32, at counter: Int64, _ scope: Int64, _ db: Database
  ) throws -> Seal? {
    let statement = try FastStatement(
      db, "SELECT signature FROM earlierSeal WHERE scope = ? AND logIndex = ? AND counter = ?")
    statement.bind(1, scope)
    statement.bind(2, Int64(logIndex))
    statement.bind(3, counter)
    guard try statement.next() else { return nil }
    defer { statement.reset() }
    return Seal(counter: UInt64(clamping: counter), signature: statement.bytes(0))
  }
}
