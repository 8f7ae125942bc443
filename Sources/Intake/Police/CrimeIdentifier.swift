/// A Crime ID of data.police.uk: 32 bytes, written as 64 hexadecimal digits.
///
/// Held as four words so that a row needs no memory of its own; the order is that of the bytes.
public struct CrimeIdentifier: Hashable, Sendable, Comparable {
  public let words: (UInt64, UInt64, UInt64, UInt64)

  /// Reads 64 hexadecimal digits, of either case; `nil` for anything else.
  public init?(_ digits: Bytes) {
    guard digits.count == 64 else { return nil }
    guard let first = Self.word(digits, 0), let second = Self.word(digits, 16),
      let third = Self.word(digits, 32), let fourth = Self.word(digits, 48)
    else { return nil }
    words = (first, second, third, fourth)
  }

  /// The words with their most significant byte first in memory: the 32 bytes in order.
  public var bigEndian: (UInt64, UInt64, UInt64, UInt64) {
    (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
  }

  public static func == (left: Self, right: Self) -> Bool { left.words == right.words }
  public static func < (left: Self, right: Self) -> Bool { left.words < right.words }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
  }

  private static func word(_ digits: Bytes, _ start: Int) -> UInt64? {
    var word: UInt64 = 0
    for index in start..<start + 16 {
      let byte = digits[index]
      let digit: UInt8
      switch byte {
      case 48...57: digit = byte - 48
      case 97...102: digit = byte - 87
      case 65...70: digit = byte - 55
      default: return nil
      }
      word = word << 4 | UInt64(digit)
    }
    return word
  }
}
