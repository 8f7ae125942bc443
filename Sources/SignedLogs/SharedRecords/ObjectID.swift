/// The name of a shared object: the operation that created it. Nobody can choose it, and everybody
/// can see whose log it came from.
public struct ObjectID: Hashable, Sendable, Codable {
  public let logIndex: UInt32
  public let counter: UInt64
  public let operationIndex: UInt32

  public init(logIndex: UInt32, counter: UInt64, operationIndex: UInt32) {
    self.logIndex = logIndex
    self.counter = counter
    self.operationIndex = operationIndex
  }
}

extension ObjectID: Comparable {
  public static func < (left: ObjectID, right: ObjectID) -> Bool {
    (left.logIndex, left.counter, left.operationIndex)
      < (right.logIndex, right.counter, right.operationIndex)
  }
}

extension ObjectID: LosslessStringConvertible {
  /// Reads what `description` wrote, such as `3.17.0`; `nil` for any other text.
  public init?(_ description: String) {
    let parts = description.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let logIndex = UInt32(parts[0]), let counter = UInt64(parts[1]),
      let operationIndex = UInt32(parts[2])
    else { return nil }
    self.init(logIndex: logIndex, counter: counter, operationIndex: operationIndex)
    guard self.description == description else { return nil }
  }

  public var description: String { "\(logIndex).\(counter).\(operationIndex)" }
}
