/// The code that the Office for National Statistics gives an area, such as `E01008162`.
///
/// A code is one capital letter and eight digits. Its first three characters (the *entity code*)
/// say what kind of area it names.
public struct AreaCode: Hashable, Sendable, Comparable, LosslessStringConvertible {
  /// The letter's place after `A` times 10⁸, plus the digits. Keeps the order of the text.
  private let packed: UInt32

  /// Reads a code; `nil` for any other text.
  ///
  /// - Parameter description: One capital letter from `A` to `Z` and eight ASCII digits.
  public init?(_ description: String) {
    var text = description
    let code = text.withUTF8 { AreaCode(utf8: $0) }
    guard let code else { return nil }
    self = code
  }

  /// Reads a code from bytes, without making a string; `nil` for any other bytes.
  ///
  /// - Parameter utf8: One capital ASCII letter and eight ASCII digits.
  public init?(utf8: UnsafeBufferPointer<UInt8>) {
    guard utf8.count == 9, utf8[0] >= 65, utf8[0] <= 90 else { return nil }
    var digits: UInt32 = 0
    for index in 1..<9 {
      let digit = utf8[index] &- 48
      guard digit <= 9 else { return nil }
      digits = digits &* 10 &+ UInt32(digit)
    }
    // 26 letters of 10⁸ numbers each fit 32 bits: 25 · 10⁸ + 99,999,999 < 2³².
    packed = UInt32(utf8[0] - 65) * 100_000_000 + digits
  }

  public var description: String {
    let letter = Character(Unicode.Scalar(UInt8(packed / 100_000_000) + 65))
    let digits = String(packed % 100_000_000)
    return String(letter) + String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// The first three characters, which say what kind of area this is: `E01` for an English lower
  /// super output area.
  public var entity: String { String(description.prefix(3)) }

  public static func < (left: AreaCode, right: AreaCode) -> Bool { left.packed < right.packed }
}

extension AreaCode: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let code = AreaCode(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is not an area code such as E01008162.")
    }
    self = code
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// The layers of areas that the product knows, with the census or year that drew them.
public enum AreaKind: String, Sendable, Codable, CaseIterable {
  case lowerSuperOutputArea2011 = "lsoa11"
  case lowerSuperOutputArea2021 = "lsoa21"
  case middleSuperOutputArea2011 = "msoa11"
  case middleSuperOutputArea2021 = "msoa21"
  case ward2013 = "ward13"
  case ward2025 = "ward25"
  case district = "district"
}
