/// A longitude and latitude as programs store them.
struct Coordinates {
  let longitude: Double
  let latitude: Double

  init?(_ longitude: String, _ latitude: String) {
    guard let longitude = Double(longitude), let latitude = Double(latitude) else { return nil }
    self.longitude = longitude
    self.latitude = latitude
  }

  /// Whether both stand in some bytes.
  ///
  /// A number of three or four bytes occurs by chance in a large file; the two of them within a few
  /// bytes of each other do not. Eight bytes are looked for alone.
  func areIn(_ bytes: [UInt8]) -> Bool {
    let alone = [longitude, latitude].flatMap { Self.bothWays(Self.bytes($0.bitPattern)) }
    if alone.contains(where: { ByteSearch.finds($0, in: bytes) }) { return true }
    return zip(Self.encodings(longitude), Self.encodings(latitude)).contains { first, second in
      Self.are(first, second, closeIn: bytes)
    }
  }

  /// The longest gap between the two: a field's tag and length, a closing bracket.
  private static let gap = 16

  private static func are(_ first: [UInt8], _ second: [UInt8], closeIn bytes: [UInt8]) -> Bool {
    let starts = ByteSearch.positions(of: first, in: bytes)
    return starts.contains { start in
      let from = max(0, start - gap - second.count)
      let to = min(bytes.count, start + first.count + gap + second.count)
      return ByteSearch.finds(second, in: Array(bytes[from..<to]))
    }
  }

  /// The encodings of one number, always in the same order.
  private static func encodings(_ degrees: Double) -> [[UInt8]] {
    let single = bytes(Float(degrees).bitPattern)
    return bothWays(single) + [1e5, 1e6, 1e7].flatMap { scaled((degrees * $0).rounded()) }
  }

  private static func scaled(_ number: Double) -> [[UInt8]] {
    let whole = Int64(number)
    let long = bytes(UInt64(bitPattern: whole))
    let zigzag = UInt64(bitPattern: whole << 1 ^ whole >> 63)
    return bothWays(Array(long.prefix(4))) + bothWays(long)
      + [
        Self.shortest(whole), varint(zigzag), varint(UInt64(bitPattern: whole)),
        Array("\(abs(whole))".utf8),
      ]
  }

  /// As SQLite stores an integer: big-endian, with as few of 1, 2, 3, 4, 6 or 8 bytes as it needs.
  static func shortest(_ number: Int64) -> [UInt8] {
    let count = [1, 2, 3, 4, 6, 8].first { number >> ($0 * 8 - 1) == number >> 63 } ?? 8
    return Array(bytes(UInt64(bitPattern: number)).prefix(count).reversed())
  }

  private static func varint(_ number: UInt64) -> [UInt8] {
    var rest = number
    var bytes: [UInt8] = []
    while rest > 127 {
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private static func bothWays(_ bytes: [UInt8]) -> [[UInt8]] { [bytes, bytes.reversed()] }

  /// The least significant byte first.
  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}
