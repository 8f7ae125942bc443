internal import CausalHistory
internal import GRDB
internal import SignedLogs
internal import SyncProtocol

// The few occasions on which stored stretches change: what they hold is then another log's, or not
// to be held any more. Signed bytes that stay are never touched.
extension LogSegments {
  /// Gives a log another index.
  func rename(_ logIndex: UInt32, to other: UInt32) throws {
    var stretches: [LogSegment] = []
    try each(of: logIndex) { segment in
      stretches.append(segment)
      return true
    }
    for stretch in stretches {
      try db.execute(
        sql: """
          UPDATE logSegment SET logIndex = ?, position = ?
          WHERE scope = ? AND logIndex = ? AND first = ?
          """,
        arguments: [
          other, data(stretch.before.admitted(as: other).bytes), scope, logIndex,
          stored(stretch.first),
        ])
    }
  }

  /// Takes away every commit of a log after a counter.
  ///
  /// - Returns: Where the log stands then; `nil` if the commit after the counter is not here.
  func truncate(_ logIndex: UInt32, after counter: UInt64, under control: ControlState) throws
    -> LogPosition?
  {
    var position: LogPosition?
    if let cut = try segment(of: logIndex, holding: counter + 1) {
      let kept = Array(cut.commits.prefix(Int(counter + 1 - cut.first)))
      position = try cut.read(under: control).prefix(kept.count).last?.position ?? cut.before
      if !kept.isEmpty { try rewrite(cut, keeping: kept) }
    }
    try db.execute(
      sql: "DELETE FROM logSegment WHERE scope = ? AND logIndex = ? AND first > ?",
      arguments: [scope, logIndex, stored(counter)])
    return position
  }

  /// Stores a stretch anew with these commits, which are its first ones, and the seals over them.
  func rewrite(_ segment: LogSegment, keeping commits: [UnverifiedCommit]) throws {
    var content = SegmentBytes()
    for (place, commit) in commits.enumerated() {
      content.append(commit)
      let counter = segment.first + UInt64(place)
      for seal in segment.seals where seal.counter == counter { content.append(seal) }
    }
    try db.execute(
      sql: """
        UPDATE logSegment SET last = ?, content = ?
        WHERE scope = ? AND logIndex = ? AND first = ?
        """,
      arguments: [
        stored(segment.first) + Int64(commits.count) - 1, data(content.bytes), scope,
        segment.before.logIndex, stored(segment.first),
      ])
  }

  /// Lets go of the commits of a log up to a counter, all of which are here or gone already.
  func letGo(of logIndex: UInt32, through counter: UInt64, under control: ControlState) throws {
    guard let last = try segment(of: logIndex, holding: counter) else { return }
    let count = Int(counter + 1 - last.first)
    let seals = last.seals.filter { $0.counter >= counter }
    guard let seal = try seals.first ?? self.seal(of: logIndex, from: counter) else { return }
    try db.execute(
      sql: "DELETE FROM logSegment WHERE scope = ? AND logIndex = ? AND first <= ?",
      arguments: [scope, logIndex, stored(last.first)])
    if count < last.commits.count {
      guard let before = try last.read(under: control).prefix(count).last?.position else { return }
      try insert(
        LogSegment(
          before: before, commits: Array(last.commits.dropFirst(count)),
          seals: last.seals.filter { $0.counter > counter }))
    }
    try db.execute(
      sql: "UPDATE logPosition SET floor = ?, seal = ? WHERE scope = ? AND logIndex = ?",
      arguments: [stored(counter), data(seal.signature), scope, logIndex])
  }

  /// The first seal over a commit at or after a counter.
  private func seal(of logIndex: UInt32, from counter: UInt64) throws -> Seal? {
    var found: Seal?
    try each(of: logIndex, from: counter) { segment in
      found = segment.seals.first { $0.counter >= counter }
      return found == nil
    }
    return found
  }

  private func insert(_ segment: LogSegment) throws {
    var content = SegmentBytes()
    for (place, commit) in segment.commits.enumerated() {
      content.append(commit)
      let counter = segment.first + UInt64(place)
      for seal in segment.seals where seal.counter == counter { content.append(seal) }
    }
    try db.execute(
      sql: """
        INSERT INTO logSegment (scope, logIndex, first, last, position, content)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        scope, segment.before.logIndex, stored(segment.first), stored(segment.last),
        data(segment.before.bytes), data(content.bytes),
      ])
  }
}
