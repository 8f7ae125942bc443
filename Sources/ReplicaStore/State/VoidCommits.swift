internal import CausalHistory
internal import GRDB

/// The commits that have no effect, and why.
struct VoidCommits {
  let db: Database
  let scope: Int64

  func holds(_ dot: Dot) throws -> Bool { try reason(of: dot) != nil }

  /// Why a commit has no effect; `nil` if it has, or is not here.
  func reason(of dot: Dot) throws -> String? {
    let statement = try FastStatement(
      db, "SELECT reason FROM voidCommit WHERE scope = ? AND logIndex = ? AND counter = ?")
    statement.bind(1, scope)
    statement.bind(2, Int64(dot.logIndex))
    statement.bind(3, stored(dot.counter))
    guard try statement.next() else { return nil }
    defer { statement.reset() }
    return statement.text(0)
  }
}
