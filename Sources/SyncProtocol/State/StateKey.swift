public import CausalHistory
public import SignedLogs

/// What names one row of a scope's state.
///
/// A state is rows of a key and a value, so that a commit reads and writes only the rows that its
/// operations are about, however much there is beside them. The order of the keys is the order of
/// their bytes: objects ascending by name, and all rows of an object together.
public struct StateKey: Sendable, Hashable {
  /// What a row tells about its object.
  public enum Part: UInt8, Sendable, CaseIterable {
    /// That there is such an object, and who made it. One row.
    case header = 1
    /// Every value of a register that stands. One row a field.
    case register = 2
    /// An element of a set. One row each.
    case element = 3
    /// An entry of a list that only grows. One row each.
    case entry = 4
    /// A part of the bulk content; `field` is its place.
    case content = 5
  }

  public let object: ObjectID
  public let part: Part
  /// 0 for a header.
  public let field: UInt32
  /// The commit that wrote an element, an entry or a part; nobody's for a header or register.
  public let dot: Dot
  /// The place of the operation in that commit.
  public let operationIndex: UInt32

  public init(
    _ object: ObjectID, _ part: Part, field: UInt32 = 0, dot: Dot = .none,
    operationIndex: UInt32 = 0
  ) {
    self.object = object
    self.part = part
    self.field = field
    self.dot = dot
    self.operationIndex = operationIndex
  }
}

extension Dot {
  /// Stands where no commit is named.
  public static let none = Dot(logIndex: 0, counter: 0)
}

extension StateKey: Comparable {
  public static func < (left: StateKey, right: StateKey) -> Bool {
    if left.object != right.object { return left.object < right.object }
    return (left.part.rawValue, left.field, left.dot, left.operationIndex)
      < (right.part.rawValue, right.field, right.dot, right.operationIndex)
  }
}

// MARK: - As bytes

extension StateKey {
  /// The key as it is stored and hashed: the object's name, u8 part, and what the part needs of
  /// field, log index, counter and place. Each number is u8 length ‖ its bytes, the most
  /// significant first and none of them a leading zero; so the order of bytes is that of numbers.
  public var bytes: [UInt8] {
    var bytes = Self.prefix(of: object)
    bytes.append(part.rawValue)
    guard part != .header else { return bytes }
    bytes.append(ordered: UInt64(field))
    guard part != .register else { return bytes }
    bytes.append(dot: dot)
    if part != .content { bytes.append(ordered: UInt64(operationIndex)) }
    return bytes
  }

  /// What the keys of all rows of an object begin with, and no other key does.
  public static func prefix(of object: ObjectID) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(24)
    bytes.append(dot: Dot(logIndex: object.logIndex, counter: object.counter))
    bytes.append(ordered: UInt64(object.operationIndex))
    return bytes
  }

  /// Reads what `bytes` gave.
  ///
  /// - Parameter bytes: All of it and nothing more.
  /// - Throws: `SyncError.stateUnreadable` for any other bytes.
  public init(bytes: [UInt8]) throws(SyncError) {
    var reader = OrderedReader(bytes)
    object = ObjectID(
      logIndex: try reader.number32(), counter: try reader.number(),
      operationIndex: try reader.number32())
    guard let part = Part(rawValue: try reader.byte()) else {
      throw reader.failure("the part is unknown")
    }
    self.part = part
    field = part == .header ? 0 : try reader.number32()
    let isItem = part != .header && part != .register
    dot = isItem ? Dot(logIndex: try reader.number32(), counter: try reader.number()) : .none
    operationIndex = isItem && part != .content ? try reader.number32() : 0
    try reader.end()
  }
}

extension Array<UInt8> {
  /// Appends a number so that greater numbers are greater bytes.
  public mutating func append(ordered number: UInt64) {
    let count = (71 - number.leadingZeroBitCount) / 8
    append(UInt8(count))
    var shift = 8 * count
    while shift > 0 {
      shift -= 8
      append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
    }
  }

  /// Appends the name of a commit so that it sorts as dots do.
  public mutating func append(dot: Dot) {
    append(ordered: UInt64(dot.logIndex))
    append(ordered: dot.counter)
  }
}

extension StateKey {
  /// Reads a commit's name from ordered bytes.
  ///
  /// - Parameters:
  ///   - bytes: All of them are read.
  ///   - offset: Where the name begins.
  /// - Returns: The name.
  /// - Throws: `SyncError.stateUnreadable` for any other bytes.
  public static func dot(in bytes: [UInt8], from offset: Int) throws(SyncError) -> Dot {
    var reader = OrderedReader(Array(bytes.dropFirst(offset)))
    let dot = Dot(logIndex: try reader.number32(), counter: try reader.number())
    try reader.end()
    return dot
  }

  /// Reads the object's name that ordered bytes begin with.
  public static func objectBeginning(_ bytes: [UInt8]) throws(SyncError) -> ObjectID {
    var reader = OrderedReader(bytes)
    return ObjectID(
      logIndex: try reader.number32(), counter: try reader.number(),
      operationIndex: try reader.number32())
  }

  /// Reads an object's name from ordered bytes, as ``prefix(of:)`` wrote it.
  public static func object(in bytes: [UInt8]) throws(SyncError) -> ObjectID {
    var reader = OrderedReader(bytes)
    let object = ObjectID(
      logIndex: try reader.number32(), counter: try reader.number(),
      operationIndex: try reader.number32())
    try reader.end()
    return object
  }
}
