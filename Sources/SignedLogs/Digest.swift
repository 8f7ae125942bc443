internal import Crypto

/// A SHA-256 digest: 32 bytes.
public struct Digest: Hashable, Sendable {
  /// The number of bytes.
  public static let length = 32

  /// The bytes as big-endian numbers: the order of the words is the order of the bytes, and no
  /// digest needs an allocation.
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// Takes 32 bytes; `nil` for any other number.
  public init?(_ bytes: some Sequence<UInt8>) {
    // Each byte pushes the ones before it up: four words, as one number of 256 bits.
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var count = 0
    for byte in bytes {
      guard count < Self.length else { return nil }
      words.0 = words.0 << 8 | words.1 >> 56
      words.1 = words.1 << 8 | words.2 >> 56
      words.2 = words.2 << 8 | words.3 >> 56
      words.3 = words.3 << 8 | UInt64(byte)
      count += 1
    }
    guard count == Self.length else { return nil }
    self.words = words
  }

  /// Hashes bytes.
  public init(hashing bytes: some Sequence<UInt8>) {
    if let digest = bytes.withContiguousStorageIfAvailable({ Self(hashing: $0) }) {
      self = digest
    } else {
      self = Array(bytes).withUnsafeBufferPointer { Self(hashing: $0) }
    }
  }

  private init(hashing bytes: UnsafeBufferPointer<UInt8>) {
    var hash = SHA256()
    hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
    words = hash.finalize().withUnsafeBytes { buffer in
      func word(_ place: Int) -> UInt64 {
        UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self))
      }
      return (word(0), word(1), word(2), word(3))
    }
  }

  private init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  /// 32 zero bytes: stands where there is nothing, such as a TLS key in a bundle file.
  public static let zero = Digest(words: (0, 0, 0, 0))

  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.length)
    append(to: &bytes)
    return bytes
  }

  func append(to bytes: inout [UInt8]) {
    bytes.append(bigEndian: words.0)
    bytes.append(bigEndian: words.1)
    bytes.append(bigEndian: words.2)
    bytes.append(bigEndian: words.3)
  }

  public static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}

extension Digest: Comparable {
  /// In order of the bytes.
  public static func < (left: Digest, right: Digest) -> Bool { left.words < right.words }
}

extension Digest: CustomStringConvertible {
  /// Reads 64 hexadecimal digits; `nil` for any other text.
  public init?(hex: String) {
    guard let bytes = [UInt8](hexadecimal: hex) else { return nil }
    self.init(bytes)
  }

  public var description: String { hex }

  /// 64 lower-case hexadecimal digits.
  public var hex: String { bytes.hexadecimal }
}

extension Digest: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let digest = Digest(hex: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "Not 64 hexadecimal digits.")
    }
    self = digest
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }
}

/// A digest as people compare it over the telephone: its first 16 bytes as eight groups of four
/// digits, such as `3f2a-90c1-…`.
///
/// Nobody can find a second key with the same 128 bits; so half the digest is enough to compare.
public func fingerprint(of digest: Digest) -> String {
  let digits = Array(digest.hex.prefix(32))
  return stride(from: 0, to: 32, by: 4).map { String(digits[$0..<$0 + 4]) }.joined(separator: "-")
}
