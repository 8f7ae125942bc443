public import Foundation
internal import SyncProtocol
internal import Synchronization

/// A line to the hub that is open now, over which both sides tell each other what is new.
public struct OpenLine: Codable, Sendable, Hashable {
  /// When both sides had said that they hold the same, and the line stayed open.
  public let since: Date
  /// When changes or decisions last came or went over it; `nil` if none did.
  public internal(set) var lastPassed: Date?
  /// How many changes went over it so far.
  public internal(set) var commitsSent = 0
  /// How many changes came over it so far.
  public internal(set) var commitsReceived = 0

  init(since: Date) { self.since = since }
}

/// Says in a node's folder that this process has a line to the hub, for as long as that is so.
///
/// The file counts while it is locked, and the lock ends with the process, however that ends: what a
/// process left behind that was killed, or came with a copied folder, says nothing.
final class LineNote: Sendable {
  fileprivate struct Note {
    var descriptor: Int32 = -1
    var line: OpenLine?
    var passed = 0
  }

  /// Room for one line's words, filled up with spaces: one write replaces all of it.
  private static let size = 512

  private let file: URL
  private let note = Mutex(Note())

  init(_ home: NodeHome) { file = home.line }

  deinit { end() }

  /// A line is open from now on. A folder that cannot be written to, or where another process says
  /// so already, is left as it is.
  func begin(at now: Date) {
    note.withLock { note in
      guard note.line == nil else { return }
      note.line = OpenLine(since: now)
      note.descriptor = Self.lock(file)
      note.write(Self.size)
    }
  }

  /// What has passed by now; nothing is said before the line is open.
  func update(_ summary: SessionSummary, at now: Date) {
    note.withLock { note in
      if note.line != nil, note.take(summary, at: now) { note.write(Self.size) }
    }
  }

  /// The line is closed.
  func end() {
    note.withLock { note in
      if note.descriptor >= 0 { close(note.descriptor) }
      note = Note()
    }
  }

  private static func lock(_ file: URL) -> Int32 {
    let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return -1 }
    // Whoever looks holds it for a moment.
    for _ in 0..<20 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
      usleep(1_000)
    }
    close(descriptor)
    return -1
  }

  /// The line that a process keeps open now; `nil` if there is none.
  static func read(_ home: NodeHome) -> OpenLine? {
    let descriptor = open(home.line.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
    var bytes = [UInt8](repeating: 0, count: size)
    let count = pread(descriptor, &bytes, size, 0)
    guard count > 0 else { return nil }
    return try? JSONDecoder().decode(OpenLine.self, from: Data(bytes.prefix(count)))
  }
}

extension LineNote.Note {
  /// - Returns: Whether anything has passed since it was last asked.
  fileprivate mutating func take(_ summary: SessionSummary, at now: Date) -> Bool {
    let all =
      summary.commitsSent + summary.commitsKept + summary.controlRecordsSent
      + summary.controlRecordsReceived
    guard all > passed else { return false }
    passed = all
    line?.lastPassed = now
    line?.commitsSent = summary.commitsSent
    line?.commitsReceived = summary.commitsKept
    return true
  }

  fileprivate func write(_ size: Int) {
    guard descriptor >= 0, let line, var content = try? JSONEncoder().encode(line),
      content.count <= size
    else { return }
    content.append(contentsOf: repeatElement(UInt8(ascii: " "), count: size - content.count))
    _ = content.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, size, 0) }
  }
}

extension NodeService {
  /// The line to the hub that `iscan serve` keeps open now, in this process or another; `nil` if there
  /// is none.
  public func openLine() -> OpenLine? { LineNote.read(home) }
}
