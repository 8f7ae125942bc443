import Foundation
import GRDB
import ReplicaStore
import SignedLogs
import SyncProtocol

/// A database of a node or of the hub, looked at from outside: by its tables, not by the product's
/// own opinion of them.
struct KillDatabase {
  let queue: DatabaseQueue

  init(_ path: String) throws {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    queue = try DatabaseQueue(path: path, configuration: configuration)
  }

  func rows(_ sql: String) throws -> [Row] {
    try queue.read { try Row.fetchAll($0, sql: sql) }
  }

  /// What SQLite finds wrong with the file itself, or with keys to other tables.
  func damage() throws -> [String] {
    let integrity = try rows("PRAGMA integrity_check").map { $0[0] as String }
    let keys = try rows("PRAGMA foreign_key_check").map { "key of \($0[0] as String) to nowhere" }
    return (integrity == ["ok"] ? [] : integrity) + keys
  }

  /// Every commit, as its bytes.
  func commits() throws -> [KillCommitName: Data] {
    let found = try rows(
      """
      SELECT scopeID, logIndex, first
      FROM logSegment JOIN scope ON scope.key = logSegment.scope
      """)
    var commits: [KillCommitName: Data] = [:]
    for row in found {
      let first: UInt64 = row["first"]
      guard let scope = ScopeID(row["scopeID"] as Data) else { continue }
      let request = LoadRequest.run(
        scope, logIndex: row["logIndex"], first: first, last: .max, limit: .max, byteLimit: .max)
      let content = try queue.read { try ScopeRecords($0).load(request) }
      guard case .run(_, _, _, let stored, _)? = content else { continue }
      for (place, commit) in stored.enumerated() {
        let name = KillCommitName(
          scope: row["scopeID"], logIndex: row["logIndex"], counter: Int64(first) + Int64(place))
        commits[name] = Data(commit.header + commit.salt + commit.payload)
      }
    }
    return commits
  }

  /// How far each log is folded, by scope and log index.
  func positions() throws -> [KillCommitName: Int64] {
    let found = try rows(
      """
      SELECT scopeID, logIndex, counter
      FROM logPosition JOIN scope ON scope.key = logPosition.scope
      """)
    return Dictionary(
      uniqueKeysWithValues: found.map { row in
        (
          KillCommitName(scope: row["scopeID"], logIndex: row["logIndex"], counter: 0),
          row["counter"] as Int64
        )
      })
  }

  /// How many rows the tables have that only grow, to see whether anything was made durable.
  func size(of tables: [String]) throws -> Int {
    let commits = "(SELECT coalesce(sum(counter), 0) FROM logPosition)"
    let counts = tables.map { "(SELECT count(*) FROM \($0))" }.reduce(commits) { "\($0) + \($1)" }
    return try queue.read { try Int.fetchOne($0, sql: "SELECT \(counts)") } ?? 0
  }
}
