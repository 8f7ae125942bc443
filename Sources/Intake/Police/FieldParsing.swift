/// Reads numbers and times from bytes.
enum FieldParsing {
  /// Reads a decimal number of degrees, such as `-1.847134`, in millionths of a degree.
  ///
  /// Digits after the sixth are dropped: a tenth of a millionth of a degree is a centimetre.
  ///
  /// - Returns: `nil` for anything else, or for more than three digits before the point.
  static func microdegrees(_ text: Bytes) -> Int32? {
    var position = 0
    var isNegative = false
    if let first = text.first, first == 45 || first == 43 {
      isNegative = first == 45
      position = 1
    }
    var value: Int32 = 0
    let whole = position
    while position < text.count, let digit = digit(text, position) {
      guard position - whole < 3 else { return nil }
      value = value * 10 + Int32(digit)
      position += 1
    }
    guard position > whole else { return nil }
    var decimals = 0
    if position < text.count, text[position] == 46 {
      position += 1
      while position < text.count, let digit = digit(text, position) {
        if decimals < 6 { value = value * 10 + Int32(digit) }
        decimals += decimals < 6 ? 1 : 0
        position += 1
      }
    }
    guard position == text.count else { return nil }
    while decimals < 6 {
      value *= 10
      decimals += 1
    }
    return isNegative ? -value : value
  }

  /// Reads a time such as `2021-09-01T00:15:00+00:00`.
  ///
  /// - Returns: Minutes since the beginning of 1970 in UTC; `nil` for anything else.
  static func minute(_ text: Bytes) -> Int32? {
    guard text.count == 25 || text.count == 20 && text[19] == 90, text[4] == 45, text[7] == 45,
      text[10] == 84, text[13] == 58, text[16] == 58, let year = number(text, 0, 4),
      let month = number(text, 5, 2), let day = number(text, 8, 2),
      let hour = number(text, 11, 2), let minute = number(text, 14, 2),
      let second = number(text, 17, 2), (1900...2100).contains(year),
      (1...12).contains(month), (1...daysInMonth(year, month)).contains(day), hour < 24,
      minute < 60, second < 60
    else { return nil }
    var offset = 0
    if text.count == 25 {
      guard text[22] == 58, text[19] == 43 || text[19] == 45, let hours = number(text, 20, 2),
        let minutes = number(text, 23, 2), hours < 15, minutes < 60
      else { return nil }
      offset = (hours * 60 + minutes) * (text[19] == 45 ? -1 : 1)
    }
    let days = daysSince1970(year, month, day)
    return Int32(days * 1440 + hour * 60 + minute - offset)
  }

  private static func digit(_ text: Bytes, _ position: Int) -> UInt8? {
    let digit = text[position] &- 48
    return digit <= 9 ? digit : nil
  }

  private static func number(_ text: Bytes, _ start: Int, _ count: Int) -> Int? {
    var number = 0
    for position in start..<start + count {
      guard let digit = digit(text, position) else { return nil }
      number = number * 10 + Int(digit)
    }
    return number
  }

  private static func daysInMonth(_ year: Int, _ month: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1 January 1970 in the Gregorian calendar, counting years from March.
  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let yearDays = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400
    let monthDays = ((month + 9) % 12 * 153 + 2) / 5
    return yearDays + monthDays + day - 1 - 719_468
  }
}
