public import GRDB
internal import ReplicaStore

/// The hub's SQLite database: the one place that opens it, migrates it, and writes to it.
///
/// It never holds an event, a coordinate, a street or a Crime ID: nothing that a node sends it has
/// room for one.
public struct HubDatabase: Sendable {
  public let writer: any DatabaseWriter

  /// Whether it can only be looked at: nothing can be written where it lies.
  public var isReadOnly: Bool { writer.configuration.readonly }

  /// Opens a database file, or makes it, and brings its schema up to date. Where nothing can be
  /// written, it is opened for reading.
  ///
  /// - Parameter path: The file; its folder exists.
  /// - Throws: `DatabaseError` if the file cannot be opened or a migration fails. A failed
  ///   migration changes nothing.
  public init(path: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { db in
      // The one connection that writes comes back to the same pages of all scopes again and again.
      let kilobytes = db.configuration.readonly ? 16_384 : 65_536
      try db.execute(sql: "PRAGMA cache_size = -\(kilobytes); PRAGMA wal_autocheckpoint = 4000")
      try LogTables.prepare(db)
    }
    guard !ReadOnlyDatabase.isNeeded(for: path) else {
      self.init(readOnly: try ReadOnlyDatabase.open(path, configuration, Self.migrator))
      return
    }
    let pool = try DatabasePool(path: path, configuration: configuration)
    // FULL: what was acknowledged survives a loss of power. Not in `prepareDatabase`, after which
    // GRDB relaxes it for write-ahead logs.
    try pool.writeWithoutTransaction { try LogTables.makeDurable($0) }
    try self.init(pool)
  }

  /// Uses a database that is open already, and brings its schema up to date.
  public init(_ writer: any DatabaseWriter) throws {
    self.writer = writer
    try Self.migrator.migrate(writer)
  }

  private init(readOnly pool: DatabasePool) { writer = pool }

  /// The migrations in order; released ones are never edited.
  public static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("0001-members", migrate: createMembers)
    migrator.registerMigration("0002-logs-and-releases", migrate: createLogsAndReleases)
    migrator.registerMigration("0003-members-again", migrate: letMembersJoinAgain)
    migrator.registerMigration("0004-segments", migrate: LogTables.storeSegments)
    migrator.registerMigration("0006-proofs", migrate: LogTables.createProofs)
    migrator.registerMigration("0007-passing-on", migrate: LogTables.createPassingOn)
    migrator.registerMigration("0008-told-erasures", migrate: LogTables.noteToldErasures)
    migrator.registerMigration("0009-former-members", migrate: LogTables.noteFormerMembers)
    migrator.registerMigration("0010-recent-names", migrate: LogTables.createRecentNames)
    migrator.registerMigration("0011-repeating", migrate: LogTables.createRepeating)
    migrator.registerMigration("0012-log-admissions", migrate: LogAdmissions.create)
    migrator.registerMigration("0013-decisions-heard", migrate: DecisionsHeard.create)
    return migrator
  }
}
