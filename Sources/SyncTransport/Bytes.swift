internal import Crypto
internal import Foundation

extension Sequence<UInt8> {
  /// The bytes as lower-case hexadecimal digits, two a byte.
  var hexadecimal: String {
    map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}

/// The bytes that hexadecimal digits stand for, or `nil` if `text` is not an even number of digits.
func bytes(hexadecimal text: String) -> [UInt8]? {
  let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
  guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// The 32-byte constant that separates the uses of a key: SHA-256 of `iscan/1/` and the name.
func tag(_ name: String) -> [UInt8] {
  Array(SHA256.hash(data: Data(("iscan/1/" + name).utf8)))
}
