/// The name of one commit: whose log, and the place in it.
///
/// Two commits never share a dot, so a dot also names what a commit wrote to a field.
public struct Dot: Hashable, Sendable, Codable {
  /// The index that the scope's control log gave the log; from 1.
  public let logIndex: UInt32
  /// The place of the commit in its log; from 1.
  public let counter: UInt64

  public init(logIndex: UInt32, counter: UInt64) {
    self.logIndex = logIndex
    self.counter = counter
  }
}

extension Dot: Comparable {
  /// By log, then by place. An order for display and for equal output; it says nothing about time.
  public static func < (left: Dot, right: Dot) -> Bool {
    (left.logIndex, left.counter) < (right.logIndex, right.counter)
  }
}

extension Dot: LosslessStringConvertible {
  /// Reads what `description` wrote, such as `3.17`; `nil` for any other text.
  public init?(_ description: String) {
    let parts = description.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let logIndex = UInt32(parts[0]), let counter = UInt64(parts[1]) else {
      return nil
    }
    self.init(logIndex: logIndex, counter: counter)
    guard self.description == description else { return nil }
  }

  public var description: String { "\(logIndex).\(counter)" }
}
