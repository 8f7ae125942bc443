internal import CausalHistory
internal import GRDB
internal import SignedLogs
internal import SyncProtocol

/// Takes out of the state what a withdrawn commit wrote whose bytes are gone already: what the
/// authority left of it stands in its place, and what it had replaced stays replaced.
struct WithdrawnRows {
  let db: Database
  let scope: Int64

  func replace(_ withdrawal: Withdrawal) throws {
    for table in ["stateRow", "baseRow"] {
      var changes: [(key: [UInt8], value: [UInt8]?)] = []
      let statement = try FastStatement(
        db, "SELECT key, value FROM \(table) WHERE scope = ? ORDER BY key")
      statement.bind(1, scope)
      while try statement.next() {
        let bytes = statement.bytes(0)
        let key = try StateKey(bytes: bytes)
        let value = try StateValue(bytes: statement.bytes(1), at: key)
        let next = withdrawal.left(of: value, at: key)
        if next != value { changes.append((bytes, next?.bytes)) }
      }
      for change in changes { try write(change.value, at: change.key, in: table) }
    }
    try db.execute(
      sql: """
        DELETE FROM sharedObject WHERE scope = ? AND NOT EXISTS (
          SELECT 1 FROM stateRow
          WHERE stateRow.scope = sharedObject.scope AND key = CAST(name || x'01' AS BLOB))
        """, arguments: [scope])
  }

  private func write(_ value: [UInt8]?, at key: [UInt8], in table: String) throws {
    let statement = try FastStatement(
      db,
      value == nil
        ? "DELETE FROM \(table) WHERE scope = ?1 AND key = ?2"
        : "UPDATE \(table) SET value = ?3 WHERE scope = ?1 AND key = ?2")
    statement.bind(1, scope)
    statement.bind(2, key)
    if let value { statement.bind(3, value) }
    try statement.execute()
  }
}

extension Withdrawal {
  /// What remains of a row; `nil` if nothing does.
  fileprivate func left(of value: StateValue, at key: StateKey) -> StateValue? {
    let isMaker = key.object.logIndex == dot.logIndex && key.object.counter == dot.counter
    if isMaker, operation(at: key.object.operationIndex) == nil { return nil }
    switch value {
    case .header(let header):
      let left = operation(at: key.object.operationIndex)
      guard isMaker, case .create(let kind, let reference)? = left else { return value }
      return .header(
        ObjectHeader(
          kind: kind, reference: reference, createdAt: header.createdAt,
          createdBy: header.createdBy, needsNewerRelease: header.needsNewerRelease))
    case .content:
      guard key.dot == dot else { return value }
      return part(key.field).map { .content($0) }
    case .register(let siblings):
      let left = siblings.compactMap { sibling -> Sibling? in
        guard sibling.dot == dot else { return sibling }
        return set(key).map {
          Sibling(
            dot: dot, value: $0, hybridTime: sibling.hybridTime, actor: sibling.actor)
        }
      }
      return left.isEmpty ? nil : .register(left)
    case .item(let item):
      guard item.dot == dot else { return value }
      switch operation(at: item.operationIndex) {
      case .add(_, _, let value)?, .append(_, _, let value)?:
        return .item(
          FieldItem(
            dot: dot, operationIndex: item.operationIndex, value: value,
            hybridTime: item.hybridTime, actor: item.actor))
      default: return nil
      }
    }
  }

  /// What the authority left at a place.
  private func operation(at place: UInt32) -> SharedOperation? {
    for (index, reading) in remainder.readings.enumerated() {
      if case .known(let operation) = reading, UInt32(index) == place { return operation }
    }
    return nil
  }

  /// What the authority left of a part of bulk content.
  private func part(_ place: UInt32) -> [UInt8]? {
    for case .known(.putChunk(_, let index, let content)) in remainder.readings
    where index == place { return content }
    return nil
  }

  private func set(_ key: StateKey) -> SharedValue? {
    for reading in remainder.readings {
      if case .known(.set(let object, let field, let value, _, _, _)) = reading,
        field == key.field,
        object == key.object
          || object.logIndex == 0 && dot.logIndex == key.object.logIndex
            && object.counter == key.object.counter
            && object.operationIndex == key.object.operationIndex
      {
        return value
      }
    }
    return nil
  }
}
