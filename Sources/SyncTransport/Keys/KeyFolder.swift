// The compiler finds `stat` in whichever of these modules read the C header first; which one that
// is depends on the order in which a build loads them.
internal import CDispatch
internal import CoreFoundation
internal import Glibc

/// A folder of private keys that only the account of this process can read.
///
/// The folder has mode 0700 and each file 0600 from the moment it exists. A key is written to a
/// file of another name, forced to disk and then linked to its own, so that a crash leaves either no
/// key or a whole one, and a key is never overwritten. A file or folder that others may read is
/// refused rather than repaired: whoever opened it must first find out who has read it.
public struct KeyFolder: Sendable {
  /// Where the folder is.
  public let path: String

  /// Opens the folder, creating it if there is none; its parent must exist.
  ///
  /// - Parameter path: The folder's path.
  /// - Throws: `TransportError` with code `key-folder-unusable` or `key-folder-exposed`.
  public init(path: String) throws {
    self.path = path
    if mkdir(path, 0o700) == 0 {
      try synchroniseFolder(parent(of: path))
    } else if errno != EEXIST {
      throw TransportError.keyFolderUnusable(path, reasonOfLastFailure())
    }
    var status = stat()
    guard lstat(path, &status) == 0 else {
      throw TransportError.keyFolderUnusable(path, reasonOfLastFailure())
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw TransportError.keyFolderUnusable(path, "it is not a folder")
    }
    guard status.st_uid == geteuid() else {
      throw TransportError.keyFolderUnusable(path, "it belongs to another account")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw TransportError.keyFolderExposed(path, mode: octal(status.st_mode))
    }
  }

  /// Whether a key of this name is stored.
  ///
  /// - Parameter name: The key's name.
  /// - Returns: `false` also for a name that no key can have.
  public func contains(_ name: String) -> Bool {
    guard let file = try? file(name) else { return false }
    return access(file, F_OK) == 0
  }

  /// Stores bytes under a name that is not taken.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: 1 to 64 small letters, digits and hyphens.
  /// - Throws: `TransportError` with code `key-name-invalid`, `key-file-exists` or
  ///   `key-folder-unusable`.
  public func store(_ bytes: [UInt8], as name: String) throws {
    let file = try file(name)
    let unfinished = "\(path)/.\(name).\(getpid())"
    unlink(unfinished)
    try writeNewFile(unfinished, bytes)
    defer { unlink(unfinished) }
    // A link, unlike a renaming, fails if the name is taken.
    guard link(unfinished, file) == 0 else {
      if errno == EEXIST { throw TransportError.keyFileExists(file) }
      throw TransportError.keyFolderUnusable(path, reasonOfLastFailure())
    }
    try synchroniseFolder(path)
  }

  /// Reads what was stored under a name.
  ///
  /// - Parameter name: The key's name.
  /// - Returns: The file's content.
  /// - Throws: `TransportError` with code `key-file-missing`, `key-file-exposed` if its mode lets
  ///   group or world do anything, or `key-file-unreadable`.
  public func load(_ name: String) throws -> [UInt8] {
    let file = try file(name)
    let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT { throw TransportError.keyFileMissing(file) }
      throw TransportError.keyFileUnreadable(file, reasonOfLastFailure())
    }
    defer { close(descriptor) }
    // The open file is asked, not the path: nobody can exchange it in between.
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw TransportError.keyFileUnreadable(file, "it is not an ordinary file")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw TransportError.keyFileExposed(file, mode: octal(status.st_mode))
    }
    return try readAll(descriptor, file)
  }

  private func file(_ name: String) throws -> String {
    let allowed = name.utf8.allSatisfy {
      (97...122).contains($0) || (48...57).contains($0) || $0 == 45
    }
    guard allowed, (1...64).contains(name.utf8.count) else {
      throw TransportError.keyNameInvalid(name)
    }
    return "\(path)/\(name).key"
  }
}

private func parent(of path: String) -> String {
  let components = path.split(separator: "/").dropLast()
  if components.isEmpty { return path.hasPrefix("/") ? "/" : "." }
  return (path.hasPrefix("/") ? "/" : "") + components.joined(separator: "/")
}

private func octal(_ mode: mode_t) -> String {
  "0" + String(mode & 0o777, radix: 8)
}
