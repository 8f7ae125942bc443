import Foundation

/// A file that a command was asked to write.
///
/// It bears its name only once it is whole and on the disk: a command that ends on the way leaves
/// nothing that could be taken for the answer. It may hold a secret, so only its owner may read it.
final class OutputFile {
  private let path: String
  private let unfinished: String
  private let descriptor: Int32

  /// Takes the place.
  ///
  /// - Parameters:
  ///   - path: Where; nothing may be there yet.
  ///   - room: Bytes that the disk must have room for. What can be made only once is made only
  ///     when there is room for it.
  /// - Throws: ``CommandError/fileExists(_:)``, ``CommandError/fileNotWritten(_:reason:)``.
  init(_ path: String, reserving room: Int = 0) throws {
    guard !FileManager.default.fileExists(atPath: path) else { throw CommandError.fileExists(path) }
    self.path = path
    unfinished = "\(path).\(getpid()).unfinished"
    unlink(unfinished)
    descriptor = open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw Self.failure(path) }
    if room > 0 { try fill(with: Data(count: room)) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    // There is none once it bears its name.
    unlink(unfinished)
  }

  /// Fills the file and gives it its name.
  ///
  /// - Throws: ``CommandError/fileExists(_:)``, ``CommandError/fileNotWritten(_:reason:)``.
  func finish(with content: Data) throws {
    try fill(with: content)
    guard !FileManager.default.fileExists(atPath: path) else { throw CommandError.fileExists(path) }
    guard rename(unfinished, path) == 0 else { throw Self.failure(path) }
    let folder = open(URL(filePath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { return }
    // A folder that cannot be forced to disk holds the file all the same.
    fsync(folder)
    close(folder)
  }

  private func fill(with content: Data) throws {
    var written = 0
    while written < content.count {
      let count = content.withUnsafeBytes { bytes in
        pwrite(
          descriptor, bytes.baseAddress.map { $0 + written }, content.count - written,
          off_t(written))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.failure(path) }
      written += count
    }
    guard ftruncate(descriptor, off_t(content.count)) == 0, fsync(descriptor) == 0 else {
      throw Self.failure(path)
    }
  }

  private static func failure(_ path: String) -> CommandError {
    .fileNotWritten(path, reason: String(cString: strerror(errno)))
  }
}
