internal import GRDB
internal import SignedLogs
internal import SyncProtocol

/// Reads the stored rows of a scope's state.
struct StateRowReader {
  let db: Database
  let scope: Int64

  /// All rows of an object, ascending; of bulk content the keys only.
  func rows(of object: ObjectID) throws -> [StateRow] {
    let prefix = StateKey.prefix(of: object)
    let statement = try FastStatement(
      db,
      """
      SELECT key, CASE WHEN substr(key, ?4, 1) = x'05' THEN x'' ELSE value END FROM stateRow
      WHERE scope = ?1 AND key > ?2 AND key < ?3 ORDER BY key
      """)
    statement.bind(1, scope)
    statement.bind(2, prefix)
    statement.bind(3, prefix + [0xFF])
    statement.bind(4, Int64(prefix.count + 1))
    var rows: [StateRow] = []
    while try statement.next() {
      let key = try StateKey(bytes: statement.bytes(0))
      rows.append(StateRow(key: key, value: try StateValue(bytes: statement.bytes(1), at: key)))
    }
    return rows
  }

  /// The same with the bulk content.
  func wholeRows(of object: ObjectID) throws -> [StateRow] {
    try rows(of: object).map { row in
      guard row.key.part == .content else { return row }
      let name = ChunkName(object: object, index: row.key.field, dot: row.key.dot)
      return StateRow(key: row.key, value: .content(try content(name) ?? []))
    }
  }

  func object(_ id: ObjectID) throws -> ObjectState? {
    ObjectState(id: id, rows: try rows(of: id))
  }

  /// A part of an object's bulk content; `nil` if it is not here.
  func content(_ name: ChunkName) throws -> [UInt8]? {
    let statement = try FastStatement(
      db, "SELECT value FROM stateRow WHERE scope = ? AND key = ?")
    statement.bind(1, scope)
    statement.bind(2, name.key.bytes)
    guard try statement.next() else { return nil }
    defer { statement.reset() }
    return statement.bytes(0)
  }

  /// Every row in order, as bytes.
  func each(_ step: (_ key: [UInt8], _ value: [UInt8]) throws -> Void) throws {
    let statement = try FastStatement(
      db, "SELECT key, value FROM stateRow WHERE scope = ? ORDER BY key")
    statement.bind(1, scope)
    while try statement.next() { try step(statement.bytes(0), statement.bytes(1)) }
  }
}
