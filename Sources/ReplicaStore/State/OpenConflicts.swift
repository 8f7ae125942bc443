internal import GRDB
internal import SignedLogs
internal import SyncProtocol

/// The fields on which people disagree, kept as the fold opens and closes them.
struct OpenConflicts {
  let db: Database
  let scope: Int64

  /// Opens and closes conflicts: whether each field is in conflict now.
  func keep(_ changes: [FieldName: Bool]) throws {
    for (name, isOpen) in changes.sorted(by: { $0.key < $1.key }) {
      let statement = try FastStatement(
        db,
        isOpen
          ? "INSERT INTO openConflict (scope, name, field) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
          : "DELETE FROM openConflict WHERE scope = ? AND name = ? AND field = ?")
      statement.bind(1, scope)
      statement.bind(2, StateKey.prefix(of: name.object))
      statement.bind(3, Int64(name.field))
      try statement.execute()
    }
  }

  /// Says anew which fields of an object are in conflict.
  func keep(_ fields: [UInt32], of object: ObjectID) throws {
    let statement = try FastStatement(
      db, "DELETE FROM openConflict WHERE scope = ? AND name = ?")
    statement.bind(1, scope)
    statement.bind(2, StateKey.prefix(of: object))
    try statement.execute()
    try keep(
      Dictionary(
        uniqueKeysWithValues: fields.map { (FieldName(object: object, field: $0), true) }))
  }
}
