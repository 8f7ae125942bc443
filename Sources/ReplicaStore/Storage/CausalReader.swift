internal import CausalHistory
internal import GRDB
internal import SignedLogs
internal import SyncProtocol

/// Reads every stored commit of a scope in an order in which they could be applied. Holds one
/// stretch of each log at a time.
struct CausalReader {
  let db: Database
  let scope: Int64
  let control: ControlState

  /// - Parameter step: Given each commit, after all that its author had seen.
  /// - Throws: `SignedLogError` for a commit that was changed on disk;
  ///   ``ReplicaError/recordsMissing(table:)`` if commits are missing that others build on.
  func each(_ step: (VerifiedCommit) throws -> Void) throws {
    var streams: [LogStream] = []
    var frontier = VersionVector()
    for log in control.logsInOrder {
      let start = try LogSegments(db: db, scope: scope).start(of: log)
      frontier.advance(log.logIndex, to: start.head.counter)
      streams.append(LogStream(start, withdrawn: control.withdrawals))
    }
    var moved = true
    while moved {
      moved = false
      for place in streams.indices {
        while let commit = try streams[place].next(in: LogSegments(db: db, scope: scope)) {
          guard frontier.covers(control.requiredPast(of: commit)) else { break }
          try step(commit)
          frontier.advance(to: commit.dot)
          streams[place].advance()
          moved = true
        }
      }
    }
    guard streams.allSatisfy(\.isAtEnd) else {
      throw ReplicaError.recordsMissing(table: "logSegment")
    }
    // Nobody else's commit builds on what waits for the own log's admission: it comes last.
    try LogSegments(db: db, scope: scope).each(of: 0) { segment in
      for commit in try segment.read(under: control) { try step(commit) }
      return true
    }
  }
}

/// One log on its way through.
private struct LogStream {
  private let logIndex: UInt32
  private let withdrawn: [Dot: Withdrawal]
  private var position: LogPosition
  private var commits: ArraySlice<VerifiedCommit> = []
  private(set) var isAtEnd = false

  init(_ start: LogPosition, withdrawn: [Dot: Withdrawal]) {
    self.withdrawn = withdrawn
    logIndex = start.logIndex
    position = start
  }

  /// The next commit, which stays the next until `advance()`.
  mutating func next(in segments: LogSegments) throws -> VerifiedCommit? {
    if let commit = commits.first { return commit }
    guard !isAtEnd,
      let segment = try segments.segment(of: logIndex, holding: position.head.counter + 1)
    else {
      isAtEnd = true
      return nil
    }
    // Read from where this walk stands, not from where the row says that the log stood.
    commits = try readStored(
      from: position, commits: segment.commits, withdrawn: withdrawn)[...]
    return commits.first
  }

  mutating func advance() {
    guard let commit = commits.popFirst() else { return }
    position = commit.position
  }
}
