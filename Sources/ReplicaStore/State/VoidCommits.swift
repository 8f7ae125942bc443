internal import CausalHistory
internal import GRDB
internal import SyncProtocol

/// The commits that have no effect, and why.
struct VoidCommits {
  let db: Database
  let scope: Int64

  func holds(_ dot: Dot) throws -> Bool { try reason(of: dot) != nil }

  /// Why a commit has no effect; `nil` if it has, or is not here.
  func reason(of dot: Dot) throws -> String? {
    let statement = try FastStatement(
      db, "SELECT reason FROM voidCommit WHERE scope = ? AND logIndex = ? AND counter = ?")
    bind(statement, dot)
    guard try statement.next() else { return nil }
    defer { statement.reset() }
    return statement.text(0)
  }

  /// Notes why a commit has no effect; no reason: it has.
  func keep(_ reason: VoidReason?, of dot: Dot) throws {
    guard let reason else {
      let statement = try FastStatement(
        db, "DELETE FROM voidCommit WHERE scope = ? AND logIndex = ? AND counter = ?")
      bind(statement, dot)
      try statement.execute()
      return
    }
    let statement = try FastStatement(
      db,
      """
      INSERT INTO voidCommit (scope, logIndex, counter, reason) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET reason = excluded.reason
      """)
    bind(statement, dot)
    statement.bind(4, reason.rawValue)
    try statement.execute()
  }

  private func bind(_ statement: FastStatement, _ dot: Dot) {
    statement.bind(1, scope)
    statement.bind(2, Int64(dot.logIndex))
    statement.bind(3, stored(dot.counter))
  }
}
