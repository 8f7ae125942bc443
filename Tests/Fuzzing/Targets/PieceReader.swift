/// Takes an input apart into the pieces that a decoder gets one after the other.
///
/// A piece is a flag byte, two bytes of length and content; a length that is too large means all that
/// is left. So every byte string is a list of pieces, and small changes stay small.
struct PieceReader {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func byte() -> UInt8? {
    guard offset < bytes.count else { return nil }
    defer { offset += 1 }
    return bytes[offset]
  }

  /// Content after two bytes of length, the larger first.
  mutating func content() -> [UInt8] {
    guard let high = byte(), let low = byte() else { return [] }
    let end = min(bytes.count, offset + Int(high) << 8 + Int(low))
    defer { offset = end }
    return Array(bytes[offset..<end])
  }

  mutating func piece() -> (flag: UInt8, content: [UInt8])? {
    guard let flag = byte() else { return nil }
    return (flag, content())
  }
}

/// Puts pieces together as ``PieceReader`` takes them apart; for seeds.
struct PieceWriter {
  private(set) var bytes: [UInt8] = []

  mutating func add(content: [UInt8]) {
    let count = min(content.count, 65_535)
    bytes += [UInt8(count >> 8), UInt8(count & 0xFF)] + content.prefix(count)
  }

  mutating func add(flag: UInt8, content: [UInt8]) {
    bytes.append(flag)
    add(content: content)
  }
}
