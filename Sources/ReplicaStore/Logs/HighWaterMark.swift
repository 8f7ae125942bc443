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
  public func mark(of log: LogID) -> UInt64 {
    (try? String(contentsOf: file(log), encoding: .utf8)).flatMap {
      UInt64($0.trimmingCharacters(in: .whitespacesAndNewlines))
    } ?? 0
  }

  /// Raises the mark of a log, durably; a lower counter changes nothing.
  ///
  /// - Throws: A `CocoaError` if the file cannot be written.
  public func raise(_ log: LogID, to counter: UInt64) throws {
    guard counter > mark(of: log) else { return }
    let target = file(log)
    let unfinished = target.appendingPathExtension("new")
    try Data("\(counter)\n".utf8).write(to: unfinished)
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
