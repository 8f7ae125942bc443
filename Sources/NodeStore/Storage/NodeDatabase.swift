public import Foundation
public import GRDB
internal import ReplicaStore

/// A partnership's database: the one place that opens it.
///
/// Many may read while one writes. A commit has reached the disk when it returns. Everything that a
/// command or page asks is a method in an extension; a transaction is the closure that needs it.
public final class NodeDatabase: Sendable {
  /// The connections. For modules that keep tables of their own in the same file.
  public let pool: DatabasePool

  /// All migrations of this module, in order. A new one is appended here.
  public static var migrations: [Migration] {
    [
      areasMigration, policeRecordsMigration, releasesMigration, sharingMigration,
      Migration("0005-segments", apply: LogTables.storeSegments),
      Migration("0007-proofs", apply: LogTables.createProofs),
      Migration("0008-told-erasures", apply: LogTables.noteToldErasures),
      Migration("0009-former-members", apply: LogTables.noteFormerMembers),
      Migration("0010-shared-copies") { db in
        try db.execute(sql: "UPDATE localTask SET fields = '{}' WHERE scopeID IS NOT NULL")
      },
      Migration("0011-recent-names", apply: LogTables.createRecentNames),
      Migration("0012-repeating", apply: LogTables.createRepeating),
    ]
  }

  /// Whether it can only be looked at: nothing can be written where it lies.
  public let isReadOnly: Bool

  /// Opens a database or makes it, and brings it to the present version. Where nothing can be written,
  /// it is opened for reading.
  ///
  /// - Parameters:
  ///   - file: The database file; its folder must exist.
  ///   - additional: Registers the migrations of other modules' tables; they run afterwards.
  /// - Throws: ``NodeStoreError/cannotOpen(file:reason:)`` and
  ///   ``NodeStoreError/newerDatabase(file:)``; ``NodeStoreError/storage(resultCode:reason:)`` for one
  ///   that is damaged.
  public init(at file: URL, additional: (inout DatabaseMigrator) -> Void = { _ in }) throws {
    do {
      let migrator = Self.migrator(additional)
      isReadOnly = ReadOnlyDatabase.isNeeded(for: file.path)
      guard !isReadOnly else {
        pool = try ReadOnlyDatabase.open(file.path, Self.configuration, migrator)
        return
      }
      pool = try DatabasePool(path: file.path, configuration: Self.configuration)
      // GRDB relaxes this for write-ahead logs; a release or commit must survive a power cut.
      try pool.writeWithoutTransaction { try LogTables.makeDurable($0) }
      let isNewer = try pool.read { try migrator.hasBeenSuperseded($0) }
      guard !isNewer else { throw NodeStoreError.newerDatabase(file: file.path) }
      try migrator.migrate(pool)
    } catch let error as DatabaseError {
      guard error.resultCode == .SQLITE_CANTOPEN else { throw NodeStoreError(error) }
      throw NodeStoreError.cannotOpen(
        file: file.path, reason: error.message ?? "SQLite code \(error.resultCode.rawValue)")
    }
  }

  static func migrator(
    _ additional: (inout DatabaseMigrator) -> Void = { _ in }
  ) -> DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for migration in migrations {
      migrator.registerMigration(migration.name) { db in try migration.apply(db) }
    }
    additional(&migrator)
    return migrator
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(10)
    configuration.maximumReaderCount = 4
    configuration.prepareDatabase { db in
      // 16 MB a connection: the indexes of a year's region, and within the memory of an old machine.
      try db.execute(sql: "PRAGMA cache_size = -16384")
      try db.execute(sql: "PRAGMA trusted_schema = OFF")
      try LogTables.prepare(db)
    }
    return configuration
  }

  /// Runs a step; turns what SQLite refuses into an error that says what to do.
  func run<Value>(_ step: () throws -> Value) throws -> Value {
    do {
      return try step()
    } catch let error as DatabaseError {
      throw NodeStoreError(error)
    }
  }

  /// Reads in one view of the database.
  func read<Value>(_ step: (Database) throws -> Value) throws -> Value {
    try run { try pool.read(step) }
  }

  /// Writes in one transaction.
  func write<Value>(_ step: (Database) throws -> Value) throws -> Value {
    try run { try pool.write(step) }
  }
}
