internal import PartnershipRecords

/// Numbers as people read them.
enum PlainFigures {
  /// Groups thousands: `12,345`. A negative number has a true minus sign.
  static func whole(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(digits.suffix(3), at: 0)
      digits.removeLast(3)
    }
    groups.insert(digits[...], at: 0)
    return (number < 0 ? "\u{2212}" : "") + groups.joined(separator: ",")
  }

  /// A count, or "about 15" for one that is rounded.
  static func count(_ count: Int, rounding: Int?) -> String {
    rounding == nil ? whole(count) : "about \(whole(count))"
  }

  /// One decimal: `12.3`.
  static func decimal(_ number: Double) -> String {
    guard number.isFinite, abs(number) < 1e12 else { return "not known" }
    let tenths = Int((number * 10).rounded())
    let sign = tenths < 0 ? "\u{2212}" : ""
    return "\(sign)\(whole(Int(tenths.magnitude / 10))).\(tenths.magnitude % 10)"
  }

  /// A share from 0 to 1 as `12 %`; small ones with a decimal, and never a rounded-away 0 or 100.
  static func percent(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "none" }
    let share = 100 * Double(part) / Double(whole)
    if part > 0, share < 0.1 { return "less than 0.1 %" }
    if part < whole, share > 99.9 { return "more than 99.9 %" }
    return share == share.rounded() ? "\(Int(share)) %" : "\(decimal(share)) %"
  }

  static func range(_ range: CountRange) -> String {
    "\(whole(range.lower)) to \(whole(range.upper))"
  }

  /// `412 (398 to 426)`.
  static func estimate(_ estimate: Int, _ interval: CountRange) -> String {
    "\(whole(estimate)) (\(range(interval)))"
  }

  /// `1 record`, `2 records`.
  static func counted(_ number: Int, _ one: String, _ many: String) -> String {
    "\(whole(number)) \(number == 1 ? one : many)"
  }

  /// A file's size, rounded up: `812 bytes`, `13 KiB`, `1.2 MiB`.
  static func bytes(_ count: Int) -> String {
    if count < 1_024 { return counted(count, "byte", "bytes") }
    if count < 1_048_576 { return "\((count + 1_023) / 1_024) KiB" }
    return "\(decimal((Double(count) / 104_857.6).rounded(.up) / 10)) MiB"
  }

  /// Names in a sentence: `a, b and c`.
  static func listed(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension Month {
  /// Such as "Mar 2021".
  var inShort: String {
    let words = inWords.split(separator: " ")
    return "\(words[0].prefix(3)) \(words[1])"
  }
}

extension MonthPeriod {
  /// Such as "Mar 2021" or "Mar 2021 to May 2021".
  var inShort: String {
    first == last ? first.inShort : "\(first.inShort) to \(last.inShort)"
  }
}
