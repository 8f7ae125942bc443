internal import GRDB
internal import SignedLogs
internal import SyncProtocol

/// The commits that a transaction adds to one log, on their way into rows.
///
/// A row that is followed by as many commits as it has itself, or more, is joined with them. So a
/// log that grows by single commits has few rows at any time, and each of its bytes is written
/// again at most eight times on the way into a full row.
struct SegmentAppender {
  private let segments: LogSegments
  /// Where the log stood before what has not been written yet.
  private var before: LogPosition
  /// Where the log stands with it.
  private(set) var position: LogPosition
  private var content = SegmentBytes()

  /// - Parameters:
  ///   - position: Where the log stands.
  ///   - segments: Where the rows are.
  init(at position: LogPosition, in segments: LogSegments) {
    self.segments = segments
    before = position
    self.position = position
  }

  private var count: UInt64 { position.head.counter - before.head.counter }

  mutating func append(_ commit: VerifiedCommit) throws {
    if count >= UInt64(LogSegments.commitsMax) || content.bytes.count >= LogSegments.bytesMax {
      try write()
    }
    content.append(commit.bytes)
    position = commit.position
  }

  /// Adds the seal over the commit that was added last.
  mutating func append(_ seal: Seal) { content.append(seal) }

  /// Writes what has been added.
  mutating func write() throws {
    guard count > 0 else { return }
    try joinRowsBefore()
    let statement = try FastStatement(
      segments.db,
      """
      INSERT INTO logSegment (scope, logIndex, first, last, position, content)
      VALUES (?, ?, ?, ?, ?, ?)
      """)
    statement.bind(1, segments.scope)
    statement.bind(2, Int64(before.logIndex))
    statement.bind(3, stored(before.head.counter + 1))
    statement.bind(4, stored(position.head.counter))
    statement.bind(5, before.bytes)
    try content.bytes.withUnsafeBytes {
      statement.bindInPlace(6, $0)
      try statement.execute()
    }
    before = position
    content = SegmentBytes()
  }

  private mutating func joinRowsBefore() throws {
    while let row = try rowBefore(), let start = try? LogPosition(bytes: row.position) {
      let rowCount = before.head.counter - start.head.counter
      guard rowCount <= count, rowCount + count <= UInt64(LogSegments.commitsMax),
        row.content.bytes.count + content.bytes.count <= LogSegments.bytesMax
      else { return }
      var joined = row.content
      joined.append(content)
      content = joined
      before = start
      let statement = try FastStatement(
        segments.db, "DELETE FROM logSegment WHERE scope = ? AND logIndex = ? AND first = ?")
      statement.bind(1, segments.scope)
      statement.bind(2, Int64(before.logIndex))
      statement.bind(3, stored(before.head.counter + 1))
      try statement.execute()
    }
  }

  /// The row that ends where what is to be written begins, if it is short enough to be joined.
  private func rowBefore() throws -> (position: [UInt8], content: SegmentBytes)? {
    let statement = try FastStatement(
      segments.db,
      """
      SELECT position, content FROM logSegment
      WHERE scope = ?1 AND logIndex = ?2 AND first <= ?3 AND first >= ?3 - ?4 AND last = ?3
        AND last - first < ?4
      """)
    statement.bind(1, segments.scope)
    statement.bind(2, Int64(before.logIndex))
    statement.bind(3, stored(before.head.counter))
    statement.bind(4, stored(count))
    guard try statement.next() else { return nil }
    defer { statement.reset() }
    return (statement.bytes(0), SegmentBytes(bytes: statement.bytes(1)))
  }
}
