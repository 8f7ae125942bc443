internal import CausalHistory
internal import GRDB
internal import ProtocolMessages
internal import SignedLogs
internal import SyncProtocol

/// Which commits name which object: what history is read by, and what folds one object anew.
struct ObjectIndex {
  let db: Database
  let scope: Int64

  /// The commits that name an object, those without effect included, ascending.
  func commits(of object: ObjectID) throws -> [Dot] {
    let prefix = StateKey.prefix(of: object)
    let statement = try FastStatement(
      db, "SELECT name FROM objectCommit WHERE scope = ? AND name > ? AND name < ? ORDER BY name")
    statement.bind(1, scope)
    statement.bind(2, prefix)
    statement.bind(3, prefix + [0xFF])
    var dots: [Dot] = []
    while try statement.next() {
      dots.append(try StateKey.dot(in: statement.bytes(0), from: prefix.count))
    }
    return dots
  }

  /// Adds what commits name; the names are those of ``name(of:dot:)``.
  func insert(_ names: [[UInt8]]) throws {
    let statement = try FastStatement(
      db, "INSERT INTO objectCommit (scope, name) VALUES (?, ?) ON CONFLICT DO NOTHING")
    statement.bind(1, scope)
    for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      statement.bind(2, name)
      try statement.execute()
    }
  }

  /// The first object with an entry after another's; `nil` if there is none.
  func object(after object: ObjectID?) throws -> ObjectID? {
    let statement = try FastStatement(
      db, "SELECT name FROM objectCommit WHERE scope = ? AND name > ? ORDER BY name LIMIT 1")
    statement.bind(1, scope)
    statement.bind(2, object.map { StateKey.prefix(of: $0) + [0xFF] } ?? [])
    guard try statement.next() else { return nil }
    defer { statement.reset() }
    return try StateKey.objectBeginning(statement.bytes(0))
  }

  /// Takes an entry away.
  func remove(_ name: [UInt8]) throws {
    let statement = try FastStatement(
      db, "DELETE FROM objectCommit WHERE scope = ? AND name = ?")
    statement.bind(1, scope)
    statement.bind(2, name)
    try statement.execute()
  }

  /// An entry of the index: the object's name ‖ the commit's.
  static func name(of object: ObjectID, dot: Dot) -> [UInt8] {
    var name = StateKey.prefix(of: object)
    name.append(dot: dot)
    return name
  }
}
