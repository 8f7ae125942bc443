internal import Foundation
internal import Geography

/// An area's polygons as bytes: counts as 32-bit and degrees as 64-bit numbers, little-endian.
///
/// The number of polygons; for each the number of rings; for each ring the number of coordinates
/// and then longitude and latitude of each. Every digit of the boundary file is kept.
enum BoundaryBlob {
  static func data(_ polygons: [Polygon]) -> Data {
    var data = Data()
    func append(_ count: Int) {
      withUnsafeBytes(of: UInt32(count).littleEndian) { data.append(contentsOf: $0) }
    }
    func append(_ degrees: Double) {
      withUnsafeBytes(of: degrees.bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
    append(polygons.count)
    for polygon in polygons {
      append(polygon.rings.count)
      for ring in polygon.rings {
        append(ring.count)
        for coordinate in ring {
          append(coordinate.longitude)
          append(coordinate.latitude)
        }
      }
    }
    return data
  }

  /// Reads polygons back; `nil` if the bytes are not as described above.
  static func polygons(_ data: Data) -> [Polygon]? {
    data.withUnsafeBytes { bytes in
      var reader = BlobReader(bytes: bytes)
      guard let polygons = reader.polygons(), reader.isAtEnd else { return nil }
      return polygons
    }
  }
}

private struct BlobReader {
  let bytes: UnsafeRawBufferPointer
  var position = 0

  var isAtEnd: Bool { position == bytes.count }

  mutating func polygons() -> [Polygon]? {
    guard let count = count(ofAtLeast: 4) else { return nil }
    var polygons: [Polygon] = []
    for _ in 0..<count {
      guard let rings = rings() else { return nil }
      polygons.append(Polygon(rings: rings))
    }
    return polygons
  }

  private mutating func rings() -> [[Coordinate]]? {
    guard let count = count(ofAtLeast: 4) else { return nil }
    var rings: [[Coordinate]] = []
    for _ in 0..<count {
      guard let length = self.count(ofAtLeast: 16) else { return nil }
      rings.append(
        (0..<length).map { _ in Coordinate(longitude: degrees(), latitude: degrees()) })
    }
    return rings
  }

  /// A count, if so many things of a size can still follow.
  private mutating func count(ofAtLeast size: Int) -> Int? {
    guard bytes.count - position >= 4 else { return nil }
    let count = Int(
      UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
    position += 4
    return count <= (bytes.count - position) / size ? count : nil
  }

  private mutating func degrees() -> Double {
    let pattern = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
    position += 8
    return Double(bitPattern: UInt64(littleEndian: pattern))
  }
}
