internal import GRDB
internal import Foundation
public import SignedLogs
internal import Synchronization

/// Finds out which scopes of a database have gone on, whoever wrote: this process or another.
///
/// Asking costs next to nothing while nothing was written.
public final class ReplicaWatch: Sendable {
  private let queue: DatabaseQueue
  private let known = Mutex(Known())

  private struct Known {
    var version: Int64?
    var marks: [ScopeID: Mark] = [:]
  }

  /// Numbers that grow whenever something is added to a scope.
  private struct Mark: Equatable {
    var commits: Int64
    var records: Int64
  }

  /// - Parameter path: The database's file. The watch has a connection of its own: only another
  ///   connection's writing shows there.
  /// - Throws: `DatabaseError` if the file cannot be opened.
  public init(path: String) throws {
    var configuration = Configuration()
    configuration.readonly = true
    queue = try DatabaseQueue(path: path, configuration: configuration)
  }

  /// Whether anything was written since this or ``changedScopes()`` was asked last; so when it is asked
  /// first. For who also wants to know of what is written beside the scopes' logs.
  public func hasBeenWritten() throws -> Bool {
    let now = try queue.inDatabase { try Int64.fetchOne($0, sql: "PRAGMA data_version") }
    return known.withLock { known in
      defer { known.version = now }
      return known.version != now
    }
  }

  /// The scopes that have gone on since this was asked last, ascending; all when it is asked first.
  public func changedScopes() throws -> [ScopeID] {
    try queue.inDatabase { db in
      let now = try Int64.fetchOne(db, sql: "PRAGMA data_version")
      guard known.withLock({ $0.version }) != now else { return [] }
      let found = try Self.marks(db)
      let before = known.withLock { known in
        defer { known = Known(version: now, marks: found) }
        return known.marks
      }
      return found.filter { before[$0.key] != $0.value }.keys.sorted()
    }
  }

  private static func marks(_ db: Database) throws -> [ScopeID: Mark] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT scopeID,
          (SELECT total(counter) + count(*) FROM logPosition WHERE scope = scope.key) AS commits,
          (SELECT max(sequence) FROM controlRecord WHERE scope = scope.key) AS records
        FROM scope
        """)
    var marks: [ScopeID: Mark] = [:]
    while let row = try rows.next() {
      let id: Data = row["scopeID"]
      guard let scope = ScopeID(id) else { continue }
      let commits: Double = row["commits"]
      marks[scope] = Mark(commits: Int64(commits), records: row["records"] ?? 0)
    }
    return marks
  }
}
