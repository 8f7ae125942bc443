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
  /// - Throws: ``ReplicaError/markUnreadable(file:)``,
  ///   ``ReplicaError/markNotWritten(file:reason:)``: then nothing may leave.
  public func raise(to head: LogHead) throws {
    try raise(head.logID, to: head.counter, hash: head.hash)
  }

  /// Raises the mark of a log, durably; a lower counter changes nothing.
  ///
  /// - Throws: ``ReplicaError/markUnreadable(file:)``,
  ///   ``ReplicaError/markNotWritten(file:reason:)``.
  public func raise(_ log: LogID, to counter: UInt64, hash: Digest? = nil) throws {
    guard counter > (try mark(of: log)) else { return }
    // Several processes may send the same log: the mark that one has raised no other may lower.
    try whileLocked {
      guard counter > (try mark(of: log)) else { return }
      let words = [String(counter)] + [hash?.hex].compactMap { $0 }
      try write(words.joined(separator: " "), to: file(log))
    }
  }

  /// Forgets a mark: a person knows that nobody holds more.
  ///
  /// - Throws: ``ReplicaError/markNotWritten(file:reason:)`` if the file cannot be removed.
  public func forget(_ log: LogID) throws {
    guard unlink(file(log).path) == 0 || errno == ENOENT else { throw failure(file(log)) }
    try synchronise(folder)
  }

  /// The first eight bytes of the names of all logs that have a mark, in any order.
  ///
  /// - Throws: If the folder cannot be read.
  public func names() throws -> [[UInt8]] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).compactMap { name in
      let parts = name.split(separator: ".")
      guard parts.count == 2, parts[1] == "sent", parts[0].count == 16 else { return nil }
      return Digest(hex: parts[0] + String(repeating: "0", count: 48))?.bytes.firstEight
    }
  }

  /// The greatest number that a task of this machine was given; 0 if none is noted, or the note cannot
  /// be read.
  ///
  /// A database that was brought back from an older copy would give later numbers a second time, though
  /// others know tasks of those numbers.
  public func taskNumber() -> Int {
    let text = try? String(contentsOf: numberFile, encoding: .utf8)
    let number = text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    return max(0, number ?? 0)
  }

  /// Notes durably that a task was given a number; a lower one changes nothing.
  ///
  /// - Throws: ``ReplicaError/markNotWritten(file:reason:)``: then no task may have it.
  public func raiseTaskNumber(to number: Int) throws {
    guard number > taskNumber() else { return }
    try whileLocked {
      guard number > taskNumber() else { return }
      try write(String(number), to: numberFile)
    }
  }

  private var numberFile: URL { folder.appendingPathComponent("task-number.given") }

  private func file(_ log: LogID) -> URL {
    folder.appendingPathComponent("\(log.hex.prefix(16)).sent")
  }

  private func whileLocked(_ body: () throws -> Void) throws {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(folder) }
    // Closing lets go of it.
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw failure(folder) }
    }
    try body()
  }

  private func write(_ text: String, to target: URL) throws {
    let unfinished = target.appendingPathExtension("new")
    let descriptor = open(
      unfinished.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure(target) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    // A few dozen bytes are written at once, or the disk is full.
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0,
      rename(unfinished.path, target.path) == 0
    else { throw failure(target) }
    try synchronise(folder)
  }

  private func synchronise(_ url: URL) throws {
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(url) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(url) }
  }

  private func failure(_ url: URL) -> ReplicaError {
    .markNotWritten(file: url.path, reason: String(cString: strerror(errno)))
  }
}

extension Collection where Element == UInt8 {
  /// What stands for a name in the name of its mark's file.
  public var firstEight: [UInt8] { Array(prefix(8)) }
}
