internal import Foundation
internal import Glibc

/// Bytes in order, from a file or from memory.
protocol ByteSource {
  /// The next bytes; fewer than `count` only at the end.
  mutating func read(_ count: Int) throws -> [UInt8]
}

/// Bytes that are in memory already.
struct MemoryBytes: ByteSource {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func read(_ count: Int) -> [UInt8] {
    let end = min(bytes.count, place + count)
    defer { place = end }
    return Array(bytes[place..<end])
  }
}

/// A file's bytes, read as they are asked for.
struct FileBytes: ByteSource {
  private let path: String
  private let handle: FileHandle

  /// - Throws: `TransportError` with code `bundle-file-unusable`.
  init(path: String) throws {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw TransportError.bundleFile(path, reasonOfLastFailure())
    }
    self.path = path
    self.handle = handle
  }

  mutating func read(_ count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let more: Data?
      do { more = try handle.read(upToCount: count - bytes.count) } catch {
        throw TransportError.bundleFile(path, "reading failed")
      }
      guard let more, !more.isEmpty else { break }
      bytes += more
    }
    return bytes
  }
}
