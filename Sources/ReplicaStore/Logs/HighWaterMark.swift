public import Foundation
internal import Glibc
public import SignedLogs

/// How far this machine's own logs have been sent, kept outside the database.
///
/// A database that was brought back from an older copy would number new changes as old ones were
/// numbered that others hold already. Before a seal leaves, the mark is raised and forced to disk;
/// before a change is written, the database must have reached it.
public struct HighWaterMarks: Sendable {
  private let folder: URL

  /// - Parameter folder: Where the marks are kept; beside the private keys.
  public init(folder: URL) { self.folder = folder }

  /// The counter up to which a log was sent; 0 if it never was.
  ///
  /// - Throws: ``ReplicaError/markUnreadable(file:)``: without its mark nobody can tell whether the
  ///   database is an older copy.
  public func mark(of log: LogID) throws -> UInt64 {
    let file = file(log)
    guard FileManager.default.fileExists(atPath: file.path) else { return 0 }
    let text = try? String(contentsOf: file, encoding: .utf8)
    let mark = text.flatMap { UInt64($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    guard let mark else { throw ReplicaError.markUnreadable(file: file.path) }
    return mark
  }

  /// Raises the mark of a log, durably; a lower counter changes nothing.
  ///
  /// - Throws: ``ReplicaError/markUnreadable(file:)``; a `CocoaError` if the file cannot be written.
  public func raise(_ log: LogID, to counter: UInt64) throws {
    guard counter > (try mark(of: log)) else { return }
    let target = file(log)
    let unfinished = target.appendingPathExtension("new")
    let isWritten = FileManager.default.createFile(
      atPath: unfinished.path, contents: Data("\(counter)\n".utf8),
      attributes: [.posixPermissions: 0o600])
    guard isWritten else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: unfinished.path])
    }
    try synchronise(unfinished.path)
    guard rename(unfinished.path, target.path) == 0 else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: target.path])
    }
    try synchronise(folder.path)
  }

  private func file(_ log: LogID) -> URL {
    folder.appendingPathComponent("\(log.hex.prefix(16)).sent")
  }

  private func synchronise(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
    }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
    }
  }
}
