internal import GRDB
internal import SignedLogs
internal import SyncProtocol

/// A stretch of a log, read.
struct LogSegment {
  /// Where the log stood before the first commit.
  let before: LogPosition
  let commits: [UnverifiedCommit]
  let seals: [Seal]

  var first: UInt64 { before.head.counter + 1 }
  var last: UInt64 { before.head.counter + UInt64(commits.count) }

  /// The commits as they are read now, without what was withdrawn.
  func read(under control: ControlState) throws(SignedLogError) -> [VerifiedCommit] {
    try readStored(from: before, commits: commits, withdrawn: control.withdrawals)
  }
}

/// The stored stretches of the logs of one scope: at most 256 commits a row, the bytes and seals as
/// they came, and where the log stood before them.
struct LogSegments {
  /// A row holds no more commits than this…
  static let commitsMax = 256
  /// …and ends at the first commit with which it has as many bytes.
  static let bytesMax = 262_144

  let db: Database
  let scope: Int64

  /// The stretch that holds a commit; `nil` if it is not here.
  func segment(of logIndex: UInt32, holding counter: UInt64) throws -> LogSegment? {
    let statement = try FastStatement(
      db,
      """
      SELECT first, last, position, content FROM logSegment
      WHERE scope = ? AND logIndex = ? AND first <= ? ORDER BY first DESC LIMIT 1
      """)
    statement.bind(1, scope)
    statement.bind(2, Int64(logIndex))
    statement.bind(3, stored(counter))
    guard try statement.next(), statement.integer(1) >= stored(counter) else { return nil }
    defer { statement.reset() }
    return try read(statement)
  }

  /// Where a log stood with a commit; `nil` if the commit is not here.
  ///
  /// - Throws: `SignedLogError` if the commits of its stretch were changed on disk.
  func position(
    of logIndex: UInt32, at counter: UInt64, under control: ControlState
  ) throws -> LogPosition? {
    guard let segment = try segment(of: logIndex, holding: counter) else { return nil }
    return try segment.read(under: control)[Int(counter - segment.first)].position
  }

  /// Every stretch from the one that holds `counter` on, one after the other.
  ///
  /// - Parameters:
  ///   - logIndex: The log.
  ///   - counter: Of the first commit wanted.
  ///   - step: Given each stretch; whether to go on.
  /// - Throws: What `step` throws; ``ReplicaError/storedRecordDamaged(table:)``.
  func each(
    of logIndex: UInt32, from counter: UInt64 = 1, _ step: (LogSegment) throws -> Bool
  ) throws {
    let floor = try LogPositions(db: db, scope: scope).floor(of: logIndex)?.counter ?? 0
    var next = max(counter, floor + 1)
    while let segment = try segment(of: logIndex, holding: next) {
      guard try step(segment) else { return }
      next = segment.last + 1
    }
  }

  /// Where a log stood before the first commit that is here.
  func start(of log: AdmittedLog) throws -> LogPosition {
    let positions = LogPositions(db: db, scope: scope)
    let logIndex = log.logIndex
    guard let floor = try positions.floor(of: logIndex)?.counter else {
      return .start(logIndex: logIndex, logID: log.genesis.log)
    }
    if let segment = try segment(of: logIndex, holding: floor + 1) { return segment.before }
    guard let position = try positions.position(of: logIndex), position.head.counter == floor else {
      throw ReplicaError.recordsMissing(table: "logSegment")
    }
    return position
  }

  /// Commits with their seals: at most so many, and of so many bytes, but at least one.
  func run(
    of logIndex: UInt32, first: UInt64, last: UInt64, limit: Int, byteLimit: Int
  ) throws -> (commits: [UnverifiedCommit], seals: [Seal]) {
    var commits: [UnverifiedCommit] = []
    var seals: [Seal] = []
    var bytes = 0
    try eachRow(of: logIndex, from: first) { start, content in
      let next = first + UInt64(commits.count)
      guard next <= last else { return false }
      let part = try content.read(from: start, wanted: next...last)
      for commit in part.commits {
        bytes += commit.byteCount
        guard commits.isEmpty || commits.count < limit && bytes <= byteLimit else { return false }
        commits.append(commit)
      }
      seals += part.seals
      return true
    }
    let end = first + UInt64(commits.count)
    return (commits, seals.filter { $0.counter < end })
  }

  /// The raw bytes of the stretches from the one that holds `counter` on, without reading where the
  /// log stood.
  private func eachRow(
    of logIndex: UInt32, from counter: UInt64, _ step: (UInt64, SegmentBytes) throws -> Bool
  ) throws {
    let statement = try FastStatement(
      db,
      """
      SELECT first, content FROM logSegment
      WHERE scope = ?1 AND logIndex = ?2 AND first >= coalesce(
        (SELECT max(first) FROM logSegment
          WHERE scope = ?1 AND logIndex = ?2 AND first <= ?3 AND last >= ?3), 9223372036854775807)
      ORDER BY first
      """)
    statement.bind(1, scope)
    statement.bind(2, Int64(logIndex))
    statement.bind(3, stored(counter))
    while try statement.next() {
      let content = SegmentBytes(bytes: statement.bytes(1))
      guard try step(UInt64(clamping: statement.integer(0)), content) else { return }
    }
  }

  private func read(_ statement: FastStatement) throws -> LogSegment {
    let first = UInt64(clamping: statement.integer(0))
    let last = UInt64(clamping: statement.integer(1))
    guard let before = try? LogPosition(bytes: statement.bytes(2)), first <= last,
      before.head.counter + 1 == first
    else { throw ReplicaError.storedRecordDamaged(table: "logSegment") }
    let content = SegmentBytes(bytes: statement.bytes(3))
    let part = try content.read(from: first, wanted: first...UInt64.max)
    guard UInt64(part.commits.count) == last - first + 1 else {
      throw ReplicaError.storedRecordDamaged(table: "logSegment")
    }
    return LogSegment(before: before, commits: part.commits, seals: part.seals)
  }
}
