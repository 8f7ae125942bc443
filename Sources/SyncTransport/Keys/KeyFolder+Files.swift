internal import Glibc

extension KeyFolder {
  func writeNewFile(_ file: String, _ bytes: [UInt8]) throws {
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw TransportError.keyFolderUnusable(path, reasonOfLastFailure())
    }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        write(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw TransportError.keyFolderUnusable(path, reasonOfLastFailure()) }
      written += count
    }
    guard fsync(descriptor) == 0 else {
      throw TransportError.keyFolderUnusable(path, reasonOfLastFailure())
    }
  }

  /// Reads up to 64 KiB; a key is never larger.
  func readAll(_ descriptor: Int32, _ file: String) throws -> [UInt8] {
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw TransportError.keyFileUnreadable(file, reasonOfLastFailure())
      }
      if count == 0 { return content }
      content += buffer[..<count]
      guard content.count <= 65_536 else {
        throw TransportError.keyFileUnreadable(file, "it is too large for a key")
      }
    }
  }
}

func synchroniseFolder(_ folder: String) throws {
  let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else {
    throw TransportError.keyFolderUnusable(folder, reasonOfLastFailure())
  }
  defer { close(descriptor) }
  guard fsync(descriptor) == 0 else {
    throw TransportError.keyFolderUnusable(folder, reasonOfLastFailure())
  }
}

func reasonOfLastFailure() -> String {
  String(cString: strerror(errno))
}
