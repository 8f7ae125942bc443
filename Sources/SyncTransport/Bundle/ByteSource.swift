// The compiler finds `stat` in whichever of these modules read the C header first; which one that
// is depends on the order in which a build loads them.
internal import CDispatch
internal import CoreFoundation
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
  /// How many the file has.
  let size: Int

  /// - Throws: `TransportError` with code `bundle-file-unusable`, also for what is not an ordinary
  ///   file: a pipe could keep its reader waiting, and cannot be read twice.
  init(path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw TransportError.bundleFile(path, reasonOfLastFailure()) }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw TransportError.bundleFile(path, "it is not an ordinary file")
    }
    self.path = path
    size = Int(status.st_size)
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
