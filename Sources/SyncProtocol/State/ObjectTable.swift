public import SignedLogs

/// The state of one scope in memory.
public struct ObjectTable: StateRows, Sendable, Equatable {
  public typealias Failure = Never

  private var rows: [ObjectID: [StateKey: StateValue]] = [:]

  public init() {}

  public func value(at key: StateKey) -> StateValue? { rows[key.object]?[key] }

  public func keys(of object: ObjectID, part: StateKey.Part, field: UInt32) -> [StateKey] {
    guard let rows = rows[object] else { return [] }
    return rows.keys.filter { $0.part == part && $0.field == field }.sorted()
  }

  public mutating func keep(_ value: StateValue?, at key: StateKey) {
    rows[key.object, default: [:]][key] = value
    if rows[key.object]?.isEmpty == true { rows[key.object] = nil }
  }

  /// Takes away everything of an object.
  public mutating func remove(_ object: ObjectID) { rows[object] = nil }

  /// The names of the objects, ascending.
  public var names: [ObjectID] { rows.keys.sorted() }

  /// The rows of an object, ascending.
  public func rows(of object: ObjectID) -> [StateRow] {
    (rows[object] ?? [:]).map { StateRow(key: $0.key, value: $0.value) }.sorted { $0.key < $1.key }
  }

  /// Every row, ascending.
  public var allRows: [StateRow] { names.flatMap(rows(of:)) }

  /// The objects, ascending by name.
  public var all: [ObjectState] { names.compactMap(object) }

  /// An object; nothing if there is none of that name.
  public func object(_ id: ObjectID) -> ObjectState? { ObjectState(id: id, rows: rows(of: id)) }

  /// The bulk content of an object, its parts joined.
  public func content(of object: ObjectState) -> [UInt8] {
    object.chunkNames.flatMap { value(at: $0.key)?.bytes ?? [] }
  }
}
