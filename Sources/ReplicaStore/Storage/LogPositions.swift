internal import CausalHistory
internal import Foundation
internal import GRDB
internal import SignedLogs
internal import SyncProtocol

/// Where the logs of a scope stand.
struct LogPositions {
  let db: Database
  let scope: Int64

  func position(of logIndex: UInt32) throws -> LogPosition? {
    try position("SELECT position FROM logPosition WHERE scope = ? AND logIndex = ?", logIndex)
  }

  private func position(_ query: String, _ logIndex: UInt32) throws -> LogPosition? {
    let statement = try FastStatement(db, query)
    statement.bind(1, scope)
    statement.bind(2, Int64(logIndex))
    guard try statement.next() else { return nil }
    defer { statement.reset() }
    return try Self.read(statement.bytes(0))
  }

  /// Every position, by log index.
  func all() throws -> [UInt32: LogPosition] {
    let statement = try FastStatement(
      db, "SELECT logIndex, position FROM logPosition WHERE scope = ? AND logIndex > 0")
    statement.bind(1, scope)
    var positions: [UInt32: LogPosition] = [:]
    while try statement.next() {
      positions[UInt32(clamping: statement.integer(0))] = try Self.read(statement.bytes(1))
    }
    return positions
  }

  /// The counters alone.
  func frontier() throws -> VersionVector {
    let statement = try FastStatement(
      db,
      """
      SELECT logIndex, counter FROM logPosition WHERE scope = ? AND logIndex > 0
      ORDER BY logIndex
      """)
    statement.bind(1, scope)
    var entries: [VersionVector.Entry] = []
    while try statement.next() {
      entries.append(
        VersionVector.Entry(
          logIndex: UInt32(clamping: statement.integer(0)),
          counter: UInt64(clamping: statement.integer(1))))
    }
    return VersionVector(entries)
  }

  func keep(_ position: LogPosition) throws {
    let statement = try FastStatement(
      db,
      """
      INSERT INTO logPosition (scope, logIndex, counter, position) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET counter = excluded.counter, position = excluded.position
      """)
    statement.bind(1, scope)
    statement.bind(2, Int64(position.logIndex))
    statement.bind(3, stored(position.head.counter))
    statement.bind(4, position.bytes)
    try statement.execute()
  }

  /// Keeps where a log stood before the commits that a verdict set aside; of two places the earlier.
  func keep(disputedBase position: LogPosition) throws {
    try db.execute(
      sql: """
        INSERT INTO disputedBase VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET counter = excluded.counter, position = excluded.position
        WHERE excluded.counter < counter
        """,
      arguments: [
        scope, position.logIndex, stored(position.head.counter), Data(position.bytes),
      ])
  }

  /// Where a log stood before the commits that a verdict set aside.
  func disputedBase(of logIndex: UInt32) throws -> LogPosition? {
    try position("SELECT position FROM disputedBase WHERE scope = ? AND logIndex = ?", logIndex)
  }

  /// Takes away where a log stands.
  func remove(_ logIndex: UInt32) throws {
    try db.execute(
      sql: "DELETE FROM logPosition WHERE scope = ? AND logIndex = ?",
      arguments: [scope, logIndex])
  }

  /// The commit below which no bytes are here, with the seal over it; `nil` if all are here.
  func floor(of logIndex: UInt32) throws -> (counter: UInt64, seal: Seal)? {
    let statement = try FastStatement(
      db, "SELECT floor, seal FROM logPosition WHERE scope = ? AND logIndex = ? AND floor > 0")
    statement.bind(1, scope)
    statement.bind(2, Int64(logIndex))
    guard try statement.next() else { return nil }
    defer { statement.reset() }
    let counter = UInt64(clamping: statement.integer(0))
    return (counter, Seal(counter: counter, signature: statement.bytes(1)))
  }

  /// The commit of each log below which no bytes are here; logs of which all are here are left out.
  func floors() throws -> [UInt32: UInt64] {
    let statement = try FastStatement(
      db,
      "SELECT logIndex, floor FROM logPosition WHERE scope = ? AND floor > 0 AND logIndex > 0")
    statement.bind(1, scope)
    var floors: [UInt32: UInt64] = [:]
    while try statement.next() {
      floors[UInt32(clamping: statement.integer(0))] = UInt64(clamping: statement.integer(1))
    }
    return floors
  }

  /// Keeps where a log stands whose commits are not here.
  func keep(_ log: SnapshotLog) throws {
    try keep(log.position)
    let statement = try FastStatement(
      db, "UPDATE logPosition SET floor = counter, seal = ? WHERE scope = ? AND logIndex = ?")
    statement.bind(1, log.seal.signature)
    statement.bind(2, scope)
    statement.bind(3, Int64(log.position.logIndex))
    try statement.execute()
  }

  private static func read(_ bytes: [UInt8]) throws -> LogPosition {
    guard let position = try? LogPosition(bytes: bytes) else {
      throw ReplicaError.storedRecordDamaged(table: "logPosition")
    }
    return position
  }
}
