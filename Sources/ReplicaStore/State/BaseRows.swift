internal import GRDB
internal import SignedLogs
internal import SyncProtocol

/// What objects were at the floor of their scope's logs: where folding one anew begins, once the
/// commits below are gone.
///
/// An object that no commit above the floor names needs none: what it is now, it was then. The first
/// commit that names it takes a copy.
struct BaseRows {
  let db: Database
  let scope: Int64

  /// Whether commits are gone of any log of the scope.
  func areNeeded() throws -> Bool {
    let statement = try FastStatement(
      db, "SELECT 1 FROM logPosition WHERE scope = ? AND floor > 0 LIMIT 1")
    statement.bind(1, scope)
    defer { statement.reset() }
    return try statement.next()
  }

  /// Takes a copy of an object as it is stored, unless a commit above the floor named it already.
  func save(_ object: ObjectID) throws {
    guard try ObjectIndex(db: db, scope: scope).commits(of: object).isEmpty else { return }
    let statement = try FastStatement(
      db,
      """
      INSERT OR REPLACE INTO baseRow (scope, key, value)
      SELECT scope, key, value FROM stateRow WHERE scope = ? AND key > ? AND key < ?
      """)
    try Self.bind(statement, scope, object)
    try statement.execute()
  }

  func rows(of object: ObjectID) throws -> [StateRow] {
    let statement = try FastStatement(
      db, "SELECT key, value FROM baseRow WHERE scope = ? AND key > ? AND key < ? ORDER BY key")
    try Self.bind(statement, scope, object)
    var rows: [StateRow] = []
    while try statement.next() {
      let key = try StateKey(bytes: statement.bytes(0))
      rows.append(StateRow(key: key, value: try StateValue(bytes: statement.bytes(1), at: key)))
    }
    return rows
  }

  /// Keeps other rows of an object; none if it needs none any more.
  func keep(_ rows: [StateRow], of object: ObjectID) throws {
    let delete = try FastStatement(
      db, "DELETE FROM baseRow WHERE scope = ? AND key > ? AND key < ?")
    try Self.bind(delete, scope, object)
    try delete.execute()
    let insert = try FastStatement(db, "INSERT INTO baseRow (scope, key, value) VALUES (?, ?, ?)")
    for row in rows {
      insert.bind(1, scope)
      insert.bind(2, row.key.bytes)
      insert.bind(3, row.value.bytes)
      try insert.execute()
    }
  }

  private static func bind(_ statement: FastStatement, _ scope: Int64, _ object: ObjectID) throws {
    let prefix = StateKey.prefix(of: object)
    statement.bind(1, scope)
    statement.bind(2, prefix)
    statement.bind(3, prefix + [0xFF])
  }
}
