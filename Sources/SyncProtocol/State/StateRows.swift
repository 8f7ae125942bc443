public import SignedLogs

/// Where the rows of one scope's state are kept: a database, or memory.
///
/// The fold is the same code over either.
public protocol StateRows {
  /// What reading and keeping may throw; `Never` for memory.
  associatedtype Failure: Error = any Error

  /// A row as it was last kept, or nothing if there is none.
  func value(at key: StateKey) throws(Failure) -> StateValue?
  /// The keys of an object's rows of one part and field, ascending.
  func keys(of object: ObjectID, part: StateKey.Part, field: UInt32) throws(Failure) -> [StateKey]
  /// Keeps a row; no value takes it away.
  mutating func keep(_ value: StateValue?, at key: StateKey) throws(Failure)
}

/// One row: a key and its value.
public struct StateRow: Sendable, Hashable {
  public let key: StateKey
  public let value: StateValue

  public init(key: StateKey, value: StateValue) {
    self.key = key
    self.value = value
  }

  /// The row as it is hashed and as a snapshot carries it: length of key ‖ key ‖ length of value ‖
  /// value, the lengths as LEB128.
  public var bytes: [UInt8] { Self.bytes(key: key.bytes, value: value.bytes) }

  /// The same from bytes as a database keeps them.
  public static func bytes(key: [UInt8], value: [UInt8]) -> [UInt8] {
    var writer = StateWriter(capacity: key.count + value.count + 6)
    writer.write(bytes: key)
    writer.write(bytes: value)
    return writer.bytes
  }
}
