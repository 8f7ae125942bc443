/// A value with exactly one encoding as JSON text: keys in order of their UTF-8 bytes, no spaces,
/// whole numbers only, and no escape but those that JSON requires.
///
/// Hashes are made from these bytes, so two machines must write the same ones.
indirect enum CanonicalValue: Equatable {
  case null
  case flag(Bool)
  case integer(Int64)
  case text(String)
  case array([CanonicalValue])
  case object([String: CanonicalValue])

  static func optional(_ text: String?) -> CanonicalValue { text.map { .text($0) } ?? .null }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }

  private func append(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .flag(let value): bytes += (value ? "true" : "false").utf8
    case .integer(let value): bytes += String(value).utf8
    case .text(let text): Self.append(text, to: &bytes)
    case .array(let values):
      Self.append(values, between: "[", and: "]", to: &bytes) { $0.append(to: &$1) }
    case .object(let members):
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      Self.append(sorted, between: "{", and: "}", to: &bytes) { member, bytes in
        Self.append(member.key, to: &bytes)
        bytes += ":".utf8
        member.value.append(to: &bytes)
      }
    }
  }

  private static func append<Element>(
    _ elements: [Element], between start: String, and end: String, to bytes: inout [UInt8],
    each: (Element, inout [UInt8]) -> Void
  ) {
    bytes += start.utf8
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes += ",".utf8 }
      each(element, &bytes)
    }
    bytes += end.utf8
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes += "\"".utf8
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5C: bytes += [0x5C, byte]
      case 0..<0x20: bytes += ("\\u00" + hexadecimal(CollectionOfOne(byte))).utf8
      default: bytes.append(byte)
      }
    }
    bytes += "\"".utf8
  }
}

/// Two lower-case digits for each byte.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef")
  var text = ""
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return text
}
