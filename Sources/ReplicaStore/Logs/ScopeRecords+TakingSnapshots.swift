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
  ///   - scope: The scope. Commits that are here and that the snapshot does not cover stay: they
  ///     are folded upon it.
  /// - Throws: `SyncError.snapshotRefused`; then nothing has changed once the transaction is undone.
  public func install(_ snapshot: ScopeSnapshot, in scope: ScopeID) throws {
    let key = try requiredKey(of: scope)
    let control = try control(of: scope)
    let beyond = try goBack(to: snapshot, key, control)
    try clear(LogTables.folded + ["baseRow"], of: key)
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
      let positions = LogPositions(db: db, scope: key)
      try positions.keep(log)
      if let head = beyond[log.position.logIndex] { try positions.keep(head) }
    }
    try db.execute(sql: "DELETE FROM snapshot WHERE scope = ?", arguments: [key])
    try foldAll(key, under: control)
  }

  /// Lets go of the commits that a snapshot covers.
  ///
  /// - Returns: Where the logs stand that are further here.
  /// - Throws: `SyncError.snapshotRefused` if a log has another history here.
  private func goBack(to snapshot: ScopeSnapshot, _ key: Int64, _ control: ControlState) throws
    -> [UInt32: LogPosition]
  {
    let segments = LogSegments(db: db, scope: key)
    let covered = Dictionary(
      snapshot.logs.map { ($0.position.logIndex, $0.position.head) },
      uniquingKeysWith: { first, _ in first })
    var beyond: [UInt32: LogPosition] = [:]
    for (logIndex, here) in try positions(scope: key) {
      let head = covered[logIndex] ?? .genesis(here.head.logID)
      if here.head.counter > head.counter {
        beyond[logIndex] = here
        guard try holds(head, of: logIndex, key, control) else {
          throw SyncError.snapshotRefused(reason: "log \(logIndex) has another history here")
        }
        try segments.letGo(of: logIndex, through: head.counter, under: control)
      } else {
        try db.execute(
          sql: "DELETE FROM logSegment WHERE scope = ? AND logIndex = ?",
          arguments: [key, logIndex])
      }
    }
    return beyond
  }

  /// Whether a log that goes on from here has this place in it.
  private func holds(
    _ head: LogHead, of logIndex: UInt32, _ key: Int64, _ control: ControlState
  ) throws -> Bool {
    guard head.counter > 0 else { return true }
    let segments = LogSegments(db: db, scope: key)
    if let segment = try segments.segment(of: logIndex, holding: head.counter) {
      let place = Int(head.counter - segment.first)
      return try segment.read(under: control)[place].position.head == head
    }
    return try segments.segment(of: logIndex, holding: head.counter + 1)?.before.head == head
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
