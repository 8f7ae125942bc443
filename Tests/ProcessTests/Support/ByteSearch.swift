import Foundation

/// Finds byte strings in byte strings; plain, so that there is little to get wrong.
enum ByteSearch {
  static func finds(_ wanted: [UInt8], in bytes: [UInt8]) -> Bool {
    !positions(of: wanted, in: bytes, atMost: 1).isEmpty
  }

  /// Where `wanted` begins in `bytes`.
  static func positions(
    of wanted: [UInt8], in bytes: [UInt8], atMost limit: Int = .max
  ) -> [Int] {
    guard let first = wanted.first, bytes.count >= wanted.count else { return [] }
    return bytes.withUnsafeBufferPointer { bytes in
      var found: [Int] = []
      for start in 0...(bytes.count - wanted.count) where bytes[start] == first {
        guard (1..<wanted.count).allSatisfy({ bytes[start + $0] == wanted[$0] }) else { continue }
        found.append(start)
        if found.count >= limit { break }
      }
      return found
    }
  }

  /// Capital ASCII letters as small ones: a program may shout what it was told.
  static func lowercased(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { (65...90).contains($0) ? $0 + 32 : $0 }
  }
}
