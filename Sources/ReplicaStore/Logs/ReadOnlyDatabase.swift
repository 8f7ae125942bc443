internal import Foundation
internal import Glibc
public import GRDB

/// A database whose folder can only be read: on a disk that is mounted so, such as a backup. What is
/// in it can be looked at all the same.
public enum ReadOnlyDatabase {
  /// Whether a database file is there and nothing may be written beside it.
  public static func isNeeded(for file: String) -> Bool {
    guard access(file, F_OK) == 0 else { return false }
    let folder = URL(filePath: file).deletingLastPathComponent().path
    return access(file, W_OK) != 0 || access(folder, W_OK) != 0
  }

  /// Opens the file for reading.
  ///
  /// - Parameters:
  ///   - file: The database file.
  ///   - configuration: As for one that is written to.
  ///   - migrator: Those of the schema that is expected.
  /// - Returns: The connections; whatever writes fails with SQLite's code for a database that can only
  ///   be read.
  /// - Throws: ``ReplicaError/readOnlyAndOlder(file:)``; `DatabaseError`.
  public static func open(
    _ file: String, _ configuration: Configuration, _ migrator: DatabaseMigrator
  ) throws -> DatabasePool {
    var configuration = configuration
    configuration.readonly = true
    // A database that was closed in good order has no write-ahead log, and none can be made here. Then
    // nobody writes to it either, and SQLite may take it for one that does not change.
    let log = try? FileManager.default.attributesOfItem(atPath: file + "-wal")[.size] as? Int
    let isAtRest = (log ?? 0) == 0
    let address = URL(filePath: file).absoluteString + "?immutable=1"
    let pool = try DatabasePool(path: isAtRest ? address : file, configuration: configuration)
    guard try pool.read({ try migrator.hasCompletedMigrations($0) }) else {
      throw ReplicaError.readOnlyAndOlder(file: file)
    }
    return pool
  }
}
