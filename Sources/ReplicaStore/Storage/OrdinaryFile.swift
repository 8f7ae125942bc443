internal import Foundation
internal import Glibc

/// What a file that somebody named is, before it is read: a pipe or a device keeps its reader waiting.
public enum OrdinaryFile {
  /// Whether there is an ordinary file, or a link to one.
  public static func isOne(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
