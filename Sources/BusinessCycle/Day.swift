/// A calendar day without a time, written `2021-11-30`; what a due date is.
///
/// Days follow the Gregorian calendar, also before its introduction (proleptic).
public struct Day: Hashable, Sendable, Comparable, LosslessStringConvertible {
  /// Days since 1970-01-01; negative before.
  public let number: Int32

  /// Creates the day that is `number` days after 1970-01-01.
  public init(number: Int32) { self.number = number }

  /// Creates a day, or `nil` if the calendar has no such day.
  ///
  /// - Parameters:
  ///   - year: From 0 to 9999.
  ///   - month: From 1 to 12.
  ///   - day: From 1 to the length of the month.
  public init?(year: Int, month: Int, day: Int) {
    guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.length(ofMonth: month, year: year)
    else { return nil }
    // Years begin in March here, so the leap day is the last of its year.
    let shifted = month > 2 ? year : year - 1
    let monthFromMarch = (month + 9) % 12
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    let leapDays = Self.floor(shifted, 4) - Self.floor(shifted, 100) + Self.floor(shifted, 400)
    number = Int32(shifted * 365 + leapDays + dayOfYear - Self.daysBefore1970)
  }

  /// Reads `YYYY-MM-DD`; `nil` for any other text or a day that does not exist.
  public init?(_ description: String) {
    let parts = description.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2],
      parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// The year, the month from 1 and the day from 1.
  ///
  /// - Source: Howard Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`.
  public var parts: (year: Int, month: Int, day: Int) {
    let sinceMarch0 = Int(number) + Self.daysBefore1970
    let era = Self.floor(sinceMarch0, 146_097)
    let dayOfEra = sinceMarch0 - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  public var description: String {
    let (year, month, day) = parts
    return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
  }

  /// The day in words, such as "30 November 2021".
  public var inWords: String {
    let (year, month, day) = parts
    return "\(day) \(Self.monthNames[month - 1]) \(year)"
  }

  public static func < (left: Day, right: Day) -> Bool { left.number < right.number }

  /// Days from 1 March of the year 0 to 1970-01-01.
  private static let daysBefore1970 = 719_468

  private static let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  private static func length(ofMonth month: Int, year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  private static func floor(_ number: Int, _ divisor: Int) -> Int {
    (number >= 0 ? number : number - divisor + 1) / divisor
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(abs(number))
    let zeros = String(repeating: "0", count: max(0, width - digits.count))
    return (number < 0 ? "-" : "") + zeros + digits
  }
}

extension Day: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let day = Day(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is not a day such as 2021-11-30.")
    }
    self = day
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
