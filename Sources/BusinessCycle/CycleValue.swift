/// A value of one field of a shared object, as a log carries it.
public enum CycleValue: Hashable, Sendable, Codable {
  /// Words that a person wrote.
  case text(String)
  case number(Int64)
  case truth(Bool)
  case day(Day)
  /// One of a code list, such as a status or an area.
  case code(String)

  /// The words of a text or code; `nil` for other kinds.
  public var words: String? {
    switch self {
    case .text(let words), .code(let words): words
    default: nil
    }
  }
}

extension CycleValue: Comparable {
  /// An order of all values without meaning, so that equal sets of values are always told alike.
  public static func < (left: CycleValue, right: CycleValue) -> Bool {
    switch (left, right) {
    case (.text(let first), .text(let second)), (.code(let first), .code(let second)):
      // By bytes: the order of characters could change with a new version of Unicode.
      first.utf8.lexicographicallyPrecedes(second.utf8)
    case (.number(let first), .number(let second)): first < second
    case (.truth(let first), .truth(let second)): !first && second
    case (.day(let first), .day(let second)): first < second
    default: left.kindNumber < right.kindNumber
    }
  }

  private var kindNumber: Int {
    switch self {
    case .text: 1
    case .number: 2
    case .truth: 3
    case .day: 4
    case .code: 5
    }
  }
}
