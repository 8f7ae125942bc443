/// The payload's layout: each cell a signed 32-bit big-endian number, queries one after the other,
/// in each query area after area, in each area category after category.
enum ReleasePayload {
  static func bytes(_ values: [Int32]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * 4)
    for value in values { withUnsafeBytes(of: value.bigEndian) { bytes += $0 } }
    return bytes
  }

  /// Reads a payload of exactly `count` cells.
  static func values(_ bytes: [UInt8], count: Int) throws(DisclosureError) -> [Int32] {
    guard bytes.count == count * 4 else {
      throw .wrongPayload(found: bytes.count, expected: count * 4)
    }
    return (0..<count).map { cell in
      var value: UInt32 = 0
      for byte in bytes[(cell * 4)..<(cell * 4 + 4)] { value = value << 8 | UInt32(byte) }
      return Int32(bitPattern: value)
    }
  }
}
