import Foundation

/// Something that must not leave a partnership, in every form in which it could stand in a file.
enum Canary: Sendable, CustomStringConvertible {
  /// Words, in capital or small letters.
  case words(String)
  /// A Crime ID of 64 hexadecimal digits: as digits, as its 32 bytes, and as either half of them.
  case crimeID(String)
  /// Degrees as written: as text, and as a pair of numbers in any common encoding.
  case place(longitude: String, latitude: String)

  var description: String {
    switch self {
    case .words(let words): words
    case .crimeID(let digits): "Crime ID \(digits.prefix(8))"
    case .place(let longitude, let latitude): "\(longitude), \(latitude)"
    }
  }

  /// Whether it stands anywhere in some bytes.
  func isIn(_ bytes: [UInt8]) -> Bool {
    switch self {
    case .words(let words): Self.text(words, isIn: bytes)
    case .crimeID(let digits): Self.crimeID(digits, isIn: bytes)
    case .place(let longitude, let latitude):
      Self.text(Self.unsigned(longitude), isIn: bytes)
        || Self.text(Self.unsigned(latitude), isIn: bytes)
        || Coordinates(longitude, latitude)?.areIn(bytes) == true
    }
  }

  private static func text(_ words: String, isIn bytes: [UInt8]) -> Bool {
    ByteSearch.finds(
      ByteSearch.lowercased(Array(words.utf8)), in: ByteSearch.lowercased(bytes))
  }

  private static func crimeID(_ digits: String, isIn bytes: [UInt8]) -> Bool {
    let raw = stride(from: 0, to: 64, by: 2).compactMap {
      UInt8(digits.dropFirst($0).prefix(2), radix: 16)
    }
    return text(String(digits.prefix(32)), isIn: bytes)
      || text(String(digits.suffix(32)), isIn: bytes)
      || ByteSearch.finds(Array(raw.prefix(16)), in: bytes)
      || ByteSearch.finds(Array(raw.suffix(16)), in: bytes)
  }

  private static func unsigned(_ number: String) -> String {
    String(number.drop { $0 == "-" })
  }
}
