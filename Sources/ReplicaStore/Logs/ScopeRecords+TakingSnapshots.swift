internal import CausalHistory
internal import Foundation
internal import GRDB
internal import ProtocolMessages
public import SignedLogs
public import SyncProtocol

extension ScopeRecords {
  /// Notes a snapshot that is on its way here. Its parts may come in several sessions.
  ///
  /// - Returns: The first part that is not here yet.
  public func begin(_ snapshot: ScopeSnapshot, of scope: ScopeID) throws -> Int {
    let key = try requiredKey(of: scope)
    try insert(snapshot: snapshot.hash, manifest: snapshot.bytes, scope: key)
    return try Int.fetchOne(
      db, sql: "SELECT coalesce(max(place), -1) + 1 FROM snapshotPart WHERE scope = ? AND hash = ?",
      arguments: [key, Data(snapshot.hash.bytes)]) ?? 0
  }

  /// Keeps the next part of a snapshot that is on its way.
  ///
  /// - Throws: `SyncError.snapshotRefused` if it is not the part that the manifest names.
  public func keep(
    part: [UInt8], at place: Int, of snapshot: ScopeSnapshot, in scope: ScopeID
  ) throws {
    guard SnapshotCheck.isPart(place, part, of: snapshot) else {
      throw SyncError.snapshotRefused(reason: "part \(place) is not the one that it names")
    }
    try insert(part: part, at: place, of: snapshot.hash, scope: try requiredKey(of: scope))
  }

  /// Takes a snapshot in whose parts are all here: the scope stands as if all commits up to its
  /// frontier had been applied.
  ///
  /// - Parameters:
  ///   - snapshot: Its manifest has been verified against the scope's control log.
  ///   - scope: The scope, of which nothing is here that the snapshot does not cover.
  /// - Throws: `SyncError.snapshotRefused`; then nothing has changed once the transaction is undone.
  public func install(_ snapshot: ScopeSnapshot, in scope: ScopeID) throws {
    let key = try requiredKey(of: scope)
    let frontier = VersionVector(
      snapshot.logs.map {
        VersionVector.Entry(
          logIndex: $0.position.logIndex, counter: $0.position.head.counter)
      })
    guard frontier.covers(try self.frontier(scope: key)) else {
      throw SyncError.snapshotRefused(reason: "there is more here than it covers")
    }
    let tables = [
      "stateRow", "sharedObject", "openConflict", "objectCommit", "voidCommit", "baseRow",
      "logSegment",
    ]
    for table in tables {
      let kept = table == "logSegment" ? " AND logIndex > 0" : ""
      try db.execute(sql: "DELETE FROM \(table) WHERE scope = ?\(kept)", arguments: [key])
    }
    var check = SnapshotCheck(snapshot)
    let writer = try SnapshotRowWriter(db, scope: key)
    for place in snapshot.message.part.indices {
      guard let part = try snapshotPart(place, of: snapshot.hash, in: scope) else {
        throw SyncError.snapshotRefused(reason: "part \(place) is missing")
      }
      try check.take(part) { try writer.insert(key: $0, value: $1) }
    }
    try check.finish()
    for log in snapshot.logs {
      try LogPositions(db: db, scope: key).keep(log)
    }
    try db.execute(sql: "DELETE FROM snapshot WHERE scope = ?", arguments: [key])
    try foldWaiting(key, under: try control(of: scope))
  }

  /// Folds what waits in the own log for its admission onto a state that has just come.
  private func foldWaiting(_ key: Int64, under control: ControlState) throws {
    var writer = try ScopeWriter(self, scope: key, control: control)
    try LogSegments(db: db, scope: key).each(of: 0) { segment in
      for commit in try segment.read(under: control) { _ = try writer.fold(commit) }
      return true
    }
    try writer.write()
  }
}

/// Stores the rows of a snapshot, which come in the order of the table.
private final class SnapshotRowWriter {
  private let scope: Int64
  private let row: FastStatement
  private let title: FastStatement
  private let conflicts: OpenConflicts

  init(_ db: Database, scope: Int64) throws {
    self.scope = scope
    row = try FastStatement(db, "INSERT INTO stateRow (scope, key, value) VALUES (?, ?, ?)")
    title = try FastStatement(
      db, "INSERT INTO sharedObject (scope, name, kind, reference) VALUES (?, ?, ?, ?)")
    conflicts = OpenConflicts(db: db, scope: scope)
  }

  func insert(key: [UInt8], value: [UInt8]) throws {
    row.bind(1, scope)
    row.bind(2, key)
    row.bind(3, value)
    try row.execute()
    let stateKey = try StateKey(bytes: key)
    // A register that has one value needs no closer look.
    guard stateKey.part == .header || stateKey.part == .register && value.first != 1 else { return }
    switch try StateValue(bytes: value, at: stateKey) {
    case .header(let header):
      title.bind(1, scope)
      title.bind(2, StateKey.prefix(of: stateKey.object))
      title.bind(3, Int64(header.kind))
      title.bind(4, header.reference)
      try title.execute()
    case .register(let siblings) where siblings.contains(where: { $0.value != siblings[0].value }):
      try conflicts.keep([FieldName(object: stateKey.object, field: stateKey.field): true])
    case .register, .item, .content: break
    }
  }
}
