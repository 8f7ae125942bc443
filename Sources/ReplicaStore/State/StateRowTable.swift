internal import GRDB
internal import SignedLogs
internal import SyncProtocol

/// The state of one scope as rows of the database, for the fold.
///
/// What a transaction writes stays in memory until `write()`: a row that is written many times is
/// stored once, and the rows go to the database in its own order.
final class StateRowTable: StateRows {
  typealias Failure = any Error

  private struct Entry {
    var value: StateValue?
    var isChanged: Bool
  }

  private let db: Database
  private let scope: Int64
  private let select: FastStatement
  private var entries: [StateKey: Entry] = [:]
  /// The rows of sets and of bulk content among them: those that are looked for by what they are of.
  private var items: [ObjectID: Set<StateKey>] = [:]

  init(_ db: Database, scope: Int64) throws {
    self.db = db
    self.scope = scope
    select = try FastStatement(db, "SELECT value FROM stateRow WHERE scope = ? AND key = ?")
  }

  func value(at key: StateKey) throws -> StateValue? {
    if let entry = entries[key] { return entry.value }
    select.bind(1, scope)
    select.bind(2, key.bytes)
    let value: StateValue?
    if try select.next() {
      value = try StateValue(bytes: select.bytes(0), at: key)
      select.reset()
    } else {
      value = nil
    }
    entries[key] = Entry(value: value, isChanged: false)
    return value
  }

  func keys(of object: ObjectID, part: StateKey.Part, field: UInt32) throws -> [StateKey] {
    var start = StateKey.prefix(of: object)
    start.append(part.rawValue)
    start.append(ordered: UInt64(field))
    let statement = try FastStatement(
      db, "SELECT key FROM stateRow WHERE scope = ? AND key > ? AND key < ? ORDER BY key")
    statement.bind(1, scope)
    statement.bind(2, start)
    // No number begins with such a byte: behind every key that begins so.
    statement.bind(3, start + [0xFF])
    var keys: Set<StateKey> = []
    while try statement.next() { keys.insert(try StateKey(bytes: statement.bytes(0))) }
    for key in items[object] ?? [] where key.part == part && key.field == field {
      if entries[key]?.value == nil { keys.remove(key) } else { keys.insert(key) }
    }
    return keys.sorted()
  }

  func keep(_ value: StateValue?, at key: StateKey) {
    entries[key] = Entry(value: value, isChanged: true)
    if key.part == .element || key.part == .content { items[key.object, default: []].insert(key) }
  }

  /// Takes away every row of an object.
  func remove(_ object: ObjectID) throws {
    for row in try StateRowReader(db: db, scope: scope).rows(of: object) { keep(nil, at: row.key) }
    for key in entries.keys where key.object == object { keep(nil, at: key) }
  }

  /// Stores what was changed and forgets what was read.
  func write() throws {
    let changed = entries.filter(\.value.isChanged).map { ($0.key.bytes, $0.key, $0.value.value) }
      .sorted { $0.0.lexicographicallyPrecedes($1.0) }
    let insert = try FastStatement(
      db,
      """
      INSERT INTO stateRow (scope, key, value) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET value = excluded.value
      """)
    insert.bind(1, scope)
    let delete = try FastStatement(db, "DELETE FROM stateRow WHERE scope = ? AND key = ?")
    delete.bind(1, scope)
    for (bytes, key, value) in changed {
      if let value {
        insert.bind(2, bytes)
        insert.bind(3, value.bytes)
        try insert.execute()
      } else {
        delete.bind(2, bytes)
        try delete.execute()
      }
      if key.part == .header { try note(value, of: key.object) }
    }
    entries.removeAll(keepingCapacity: true)
    items.removeAll(keepingCapacity: true)
  }

  /// Keeps the list of objects as the header rows have it.
  private func note(_ header: StateValue?, of object: ObjectID) throws {
    let name = StateKey.prefix(of: object)
    guard case .header(let header)? = header else {
      let statement = try FastStatement(
        db, "DELETE FROM sharedObject WHERE scope = ? AND name = ?")
      statement.bind(1, scope)
      statement.bind(2, name)
      try statement.execute()
      return
    }
    let statement = try FastStatement(
      db,
      """
      INSERT INTO sharedObject (scope, name, kind, reference) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET kind = excluded.kind, reference = excluded.reference
      """)
    statement.bind(1, scope)
    statement.bind(2, name)
    statement.bind(3, Int64(header.kind))
    statement.bind(4, header.reference)
    try statement.execute()
  }

  /// How many rows are held in memory.
  var count: Int { entries.count }
}
