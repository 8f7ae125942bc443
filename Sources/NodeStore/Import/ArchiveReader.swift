internal import CArchive
internal import Foundation
internal import Glibc
internal import ReplicaStore

/// Reads files, gzip files and zip archives as streams, by libarchive.
struct ArchiveReader {
  /// How many bytes are handed over at a time, at most.
  static let chunk = 262_144

  /// The bytes of one file or archive member.
  struct Member {
    /// The last part of its path, without `.gz`.
    let name: String
    /// Whether it is a file of its own rather than a member of an archive.
    let isWhole: Bool
    fileprivate let archive: OpaquePointer
    fileprivate let file: String

    /// Reads all of it.
    ///
    /// - Parameter handle: Takes the next bytes, and how many bytes of the file on disk were read.
    /// - Throws: ``NodeStoreError/unreadable(file:reason:)``, and what `handle` throws.
    func read(_ handle: (UnsafeRawBufferPointer, Int64) throws -> Void) throws {
      let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: ArchiveReader.chunk, alignment: 16)
      defer { buffer.deallocate() }
      while true {
        let count = archive_read_data(archive, buffer.baseAddress, buffer.count)
        guard count >= 0 else { throw ArchiveReader.failure(archive, file) }
        if count == 0 { return }
        let done = archive_filter_bytes(archive, -1)
        try handle(UnsafeRawBufferPointer(rebasing: buffer[0..<Int(count)]), done)
      }
    }
  }

  /// Goes through the files in a file or archive, in their order there.
  ///
  /// - Parameters:
  ///   - url: A file; anything that is neither gzip nor zip is read as it is.
  ///   - visit: Is called with each member and may read it.
  /// - Throws: ``NodeStoreError/unreadable(file:reason:)``, and what `visit` throws.
  static func forEachMember(of url: URL, _ visit: (Member) throws -> Void) throws {
    let file = url.lastPathComponent
    // A pipe would keep the library waiting; it says itself what is wrong with a file.
    guard OrdinaryFile.isOne(url.path) || access(url.path, R_OK) != 0 else {
      throw NodeStoreError.unreadable(file: file, reason: "it is not an ordinary file")
    }
    guard let archive = archive_read_new() else {
      throw NodeStoreError.unreadable(file: file, reason: "there is not enough memory")
    }
    defer { archive_read_free(archive) }
    // Only these: some of the library's other filters start programs.
    archive_read_support_filter_gzip(archive)
    archive_read_support_format_zip(archive)
    archive_read_support_format_raw(archive)
    archive_read_support_format_empty(archive)
    guard archive_read_open_filename(archive, url.path, chunk) == ARCHIVE_OK else {
      throw failure(archive, file)
    }
    var members = 0
    while true {
      var entry: OpaquePointer?
      let status = archive_read_next_header(archive, &entry)
      if status == ARCHIVE_EOF {
        guard members > 0 else {
          throw NodeStoreError.unreadable(file: file, reason: "it is empty")
        }
        return
      }
      members += 1
      guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else {
        throw failure(archive, file)
      }
      let isRaw = archive_format(archive) == ARCHIVE_FORMAT_RAW
      let path = isRaw ? file : archive_entry_pathname(entry).map { String(cString: $0) }
      guard let path, !path.hasSuffix("/") else { continue }
      try visit(Member(name: name(path), isWhole: isRaw, archive: archive, file: file))
    }
  }

  private static func name(_ path: String) -> String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    return last.hasSuffix(".gz") ? String(last.dropLast(3)) : last
  }

  fileprivate static func failure(_ archive: OpaquePointer, _ file: String) -> NodeStoreError {
    let reason = archive_error_string(archive).map { String(cString: $0) }
    return .unreadable(file: file, reason: reason ?? "it ends too early or is damaged")
  }
}
