/// A calendar month, written `2021-03`.
///
/// Months are data.police.uk's only time: a street-level record has no day.
public struct Month: Hashable, Sendable, Comparable, Strideable, LosslessStringConvertible {
  /// Months since January of the year 0.
  public let index: Int

  /// Creates the month that is `index` months after January of the year 0.
  public init(index: Int) { self.index = index }

  /// Creates a month, or `nil` outside the ranges below.
  ///
  /// - Parameters:
  ///   - year: From 0 to 9999.
  ///   - month: From 1 to 12.
  public init?(year: Int, month: Int) {
    guard (0...9999).contains(year), (1...12).contains(month) else { return nil }
    index = year * 12 + month - 1
  }

  /// Reads `YYYY-MM`; `nil` for any other text.
  public init?(_ description: String) {
    var text = description
    let month = text.withUTF8 { Month(utf8: $0) }
    guard let month else { return nil }
    self = month
  }

  /// Reads the bytes of `YYYY-MM`; `nil` for any other bytes.
  public init?(utf8: UnsafeBufferPointer<UInt8>) {
    guard utf8.count == 7, utf8[4] == 45 else { return nil }
    var digits = 0
    for index in [0, 1, 2, 3, 5, 6] {
      let digit = utf8[index] &- 48
      guard digit <= 9 else { return nil }
      digits = digits * 10 + Int(digit)
    }
    self.init(year: digits / 100, month: digits % 100)
  }

  /// Negative before the year 0.
  public var year: Int { (index >= 0 ? index : index - 11) / 12 }
  /// From 1 (January) to 12.
  public var monthOfYear: Int { index - year * 12 + 1 }

  public var description: String {
    let years = String(abs(year))
    let padding = String(repeating: "0", count: max(0, 4 - years.count))
    return "\(year < 0 ? "-" : "")\(padding)\(years)-\(monthOfYear < 10 ? "0" : "")\(monthOfYear)"
  }

  /// The month in words, such as "March 2021".
  public var inWords: String { "\(Self.names[monthOfYear - 1]) \(year)" }

  static let names = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  public func distance(to other: Month) -> Int { other.index - index }
  public func advanced(by months: Int) -> Month { Month(index: index + months) }
  public static func < (left: Month, right: Month) -> Bool { left.index < right.index }
}

extension Month: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let month = Month(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is not a month such as 2021-03.")
    }
    self = month
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A run of whole months, both ends included, written `2021-04..2022-03`, or one month.
public struct MonthPeriod: Hashable, Sendable, LosslessStringConvertible {
  public let first: Month
  public let last: Month

  /// Creates a period, or `nil` if `last` is before `first`.
  public init?(first: Month, last: Month) {
    guard first <= last else { return nil }
    self.first = first
    self.last = last
  }

  public init(_ month: Month) {
    first = month
    last = month
  }

  /// Reads `YYYY-MM` or `YYYY-MM..YYYY-MM`; `nil` for any other text.
  public init?(_ description: String) {
    let ends = description.split(separator: "..", omittingEmptySubsequences: false)
    guard ends.count <= 2, let first = Month(String(ends[0])),
      let last = Month(String(ends[ends.count - 1]))
    else { return nil }
    self.init(first: first, last: last)
  }

  public var months: ClosedRange<Month> { first...last }
  /// How many months, at least 1.
  public var count: Int { last.index - first.index + 1 }

  public var description: String {
    first == last ? first.description : "\(first)..\(last)"
  }

  /// The period in words, such as "April 2021 to March 2022".
  public var inWords: String {
    first == last ? first.inWords : "\(first.inWords) to \(last.inWords)"
  }
}

extension MonthPeriod: Codable {
  private enum Key: CodingKey { case first, last }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let first = try container.decode(Month.self, forKey: .first)
    let last = try container.decode(Month.self, forKey: .last)
    guard let period = MonthPeriod(first: first, last: last) else {
      throw DecodingError.dataCorruptedError(
        forKey: .last, in: container, debugDescription: "\(last) is before \(first).")
    }
    self = period
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(first, forKey: .first)
    try container.encode(last, forKey: .last)
  }
}
