public import Foundation
internal import Glibc
public import SignedLogs

/// How far a log was sent: its last counter, and the hash that stands for all of it.
public struct SentMark: Sendable, Hashable {
  public let counter: UInt64
  /// `nil` in a mark that an earlier version wrote.
  public let hash: Digest?
}

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
  public func mark(of log: LogID) throws -> UInt64 { try sent(log)?.counter ?? 0 }

  /// How far a log was sent; `nil` if it never was.
  ///
  /// - Throws: ``ReplicaError/markUnreadable(file:)``.
  public func sent(_ log: LogID) throws -> SentMark? {
    let file = file(log)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let text = try? String(contentsOf: file, encoding: .utf8)
    let words = (text ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
    guard (1...2).contains(words.count), let counter = UInt64(words[0]) else {
      throw ReplicaError.markUnreadable(file: file.path)
    }
    let hash = words.count == 2 ? Digest(hex: words[1]) : nil
    guard words.count == 1 || hash != nil else {
      throw ReplicaError.markUnreadable(file: file.path)
    }
    return SentMark(counter: counter, hash: hash)
  }

  /// Raises the mark of a log to its head, durably; a lower counter changes nothing.
  ///
  /// - Throws: ``ReplicaError/markUnreadable(file:)``; a `CocoaError` if the file cannot be written.
  public func raise(to head: LogHead) throws {
    try raise(head.logID, to: head.counter, hash: head.hash)
  }

  /// Raises the mark of a log, durably; a lower counter changes nothing.
  ///
  /// - Throws: ``ReplicaError/markUnreadable(file:)``; a `CocoaError` if the file cannot be written.
  public func raise(_ log: LogID, to counter: UInt64, hash: Digest? = nil) throws {
    guard counter > (try mark(of: log)) else { return }
    let target = file(log)
    let unfinished = target.appendingPathExtension("new")
    let isWritten = FileManager.default.createFile(
      atPath: unfinished.path,
      contents: Data(
        ([String(counter)] + [hash?.hex].compactMap { $0 }).joined(separator: " ").utf8),
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

  /// Forgets a mark: a person knows that nobody holds more.
  ///
  /// - Throws: A `CocoaError` if the file cannot be removed.
  public func forget(_ log: LogID) throws {
    guard FileManager.default.fileExists(atPath: file(log).path) else { return }
    try FileManager.default.removeItem(at: file(log))
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
