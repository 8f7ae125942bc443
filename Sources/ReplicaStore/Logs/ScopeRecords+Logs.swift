public import CausalHistory
internal import Foundation
internal import GRDB
public import SignedLogs
public import SyncProtocol

extension ScopeRecords {
  /// Where each log of a scope stands, by log index.
  public func positions(of scope: ScopeID) throws -> [UInt32: LogPosition] {
    try positions(scope: try requiredKey(of: scope))
  }

  func positions(scope key: Int64) throws -> [UInt32: LogPosition] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT logIndex, position FROM logPosition WHERE scope = ?", arguments: [key])
    var positions: [UInt32: LogPosition] = [:]
    for row in rows {
      let content: Data = row["position"]
      guard let position = try? JSONDecoder().decode(LogPosition.self, from: content) else {
        throw ReplicaError.storedRecordDamaged(table: "logPosition")
      }
      positions[row["logIndex"]] = position
    }
    return positions
  }

  /// The last applied counter of every log of a scope: the scope's version vector here.
  public func frontier(of scope: ScopeID) throws -> VersionVector {
    try frontier(scope: try requiredKey(of: scope))
  }

  func frontier(scope key: Int64) throws -> VersionVector {
    let rows = try Row.fetchAll(
      db, sql: "SELECT logIndex, counter FROM logPosition WHERE scope = ?", arguments: [key])
    return VersionVector(
      rows.map { row in
        let counter: Int64 = row["counter"]
        return VersionVector.Entry(logIndex: row["logIndex"], counter: UInt64(clamping: counter))
      })
  }

  /// Applies commits up to a seal; what is here already is passed over.
  ///
  /// - Parameters:
  ///   - run: Verified, and with its past here.
  ///   - scope: The scope.
  /// - Returns: What each commit that was new changed.
  /// - Throws: ``ReplicaError``.
  @discardableResult
  public func apply(_ run: VerifiedRun, to scope: ScopeID) throws -> [StateChange] {
    let key = try requiredKey(of: scope)
    let control = try control(of: scope)
    let frontier = try frontier(scope: key)
    var changes: [StateChange] = []
    for commit in run.commits where !frontier.covers(commit.dot) {
      try keep(commit, scope: key)
      if let change = try fold(commit, scope: key, control: control) { changes.append(change) }
    }
    try keep(run.seal, logIndex: run.position.logIndex, scope: key)
    return changes
  }

  func keep(_ commit: VerifiedCommit, scope key: Int64) throws {
    try db.execute(
      sql: """
        INSERT INTO logCommit (scope, logIndex, counter, header, salt, payload)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        key, commit.dot.logIndex, stored(commit.dot.counter), Data(commit.bytes.header),
        Data(commit.bytes.salt), Data(commit.bytes.payload),
      ])
    try keep(commit.position, scope: key)
  }

  private func keep(_ position: LogPosition, scope key: Int64) throws {
    try db.execute(
      sql: """
        INSERT INTO logPosition (scope, logIndex, counter, position) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET counter = excluded.counter, position = excluded.position
        """,
      arguments: [
        key, position.logIndex, stored(position.head.counter), try JSONEncoder().encode(position),
      ])
  }

  func keep(_ seal: Seal, logIndex: UInt32, scope key: Int64) throws {
    try db.execute(
      sql: "INSERT OR IGNORE INTO seal VALUES (?, ?, ?, ?)",
      arguments: [key, logIndex, stored(seal.counter), Data(seal.signature)])
  }

  /// The fold, or why the commit has no effect.
  func fold(_ commit: VerifiedCommit, scope key: Int64, control: ControlState) throws
    -> StateChange?
  {
    if let reason = Authority.void(commit, control: control) {
      try db.execute(
        sql: "INSERT OR REPLACE INTO voidCommit VALUES (?, ?, ?, ?)",
        arguments: [key, commit.dot.logIndex, stored(commit.dot.counter), reason.rawValue])
      return nil
    }
    var objects = ObjectRows(db: db, scope: key)
    return try CommitFold.apply(commit, to: &objects)
  }
}
