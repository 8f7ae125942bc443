/// Building of text files as bytes, without a string of the whole file.
extension [UInt8] {
  mutating func add(_ text: String) { append(contentsOf: text.utf8) }

  /// Adds a line of a police file, which ends in carriage return and line feed.
  mutating func addPoliceRow(_ fields: [String]) {
    for (place, field) in fields.enumerated() {
      if place > 0 { append(0x2C) }
      add(field)
    }
    add("\r\n")
  }

  /// Adds a line as the look-ups have it: words quoted, numbers not, line feed only.
  mutating func addLookupRow(_ words: [String], number: Int? = nil) {
    add(words.map { "\"\($0)\"" }.joined(separator: ","))
    if let number { add(",\(number)") }
    append(0x0A)
  }

  /// Adds 16 hexadecimal digits.
  mutating func addHexadecimal(_ word: UInt64) {
    for shift in stride(from: 60, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: word >> UInt64(shift)) & 15
      append(digit < 10 ? 48 + digit : 87 + digit)
    }
  }
}
