internal import CausalHistory
internal import Foundation
internal import GRDB
public import SignedLogs
internal import SyncProtocol

/// What making a scope's records good again came to.
public struct ScopeRepair: Sendable, Hashable {
  /// Stored bytes that do not verify, taken out and kept.
  public struct SetAside: Sendable, Hashable {
    public let logIndex: UInt32
    /// The counter of the first commit in `content`.
    public let start: UInt64
    /// The first commit that is not in its log here any more.
    public let first: UInt64
    public let last: UInt64
    /// Verbatim as they were stored.
    public let content: [UInt8]
  }

  /// The scope's name.
  public let name: String
  /// Control records that did not verify, or followed one that did not.
  public let controlRecordsRemoved: Int
  public let setAside: [SetAside]
}

extension ScopeRecords {
  /// Verifies everything stored of a scope again, keeps what is good, takes the rest out, and makes
  /// the state anew. What is taken out and was sent comes back from others.
  ///
  /// Rare; holds the scope's commits in memory while it lasts.
  ///
  /// - Parameter scope: A scope with faults.
  /// - Returns: What was taken out.
  /// - Throws: `DatabaseError`; ``ReplicaError/recordsMissing(table:)`` if the scope's beginning is
  ///   gone or damaged, or if the state cannot be made anew because earlier commits were let go of.
  public func repair(_ scope: ScopeID) throws -> ScopeRepair {
    let key = try requiredKey(of: scope)
    guard try !BaseRows(db: db, scope: key).areNeeded() else {
      throw ReplicaError.recordsMissing(table: "logSegment")
    }
    let (control, removed) = try repairControl(scope: key)
    var good: [UInt32: [VerifiedRun]] = [:]
    for log in control.logsInOrder { good[log.logIndex] = try goodRuns(of: log, key, control) }
    let waiting = try waitingCommits(key, control)
    let stored = try stretches(scope: key)
    try clear(["logSegment", "logPosition"] + LogTables.folded, of: key)
    var frontier = try applyAgain(good, scope: key, control: control)
    frontier.advance(0, to: try append(waiting, key, control))
    return ScopeRepair(
      name: control.genesis.name, controlRecordsRemoved: removed,
      setAside: stored.compactMap { $0.part(after: frontier[$0.logIndex]) })
  }

  /// Keeps the control records up to the first that does not verify.
  private func repairControl(scope key: Int64) throws -> (ControlState, removed: Int) {
    guard let genesis = try genesis(key),
      let verified = try? VerifiedScopeGenesis(verifying: genesis)
    else { throw ReplicaError.recordsMissing(table: "scope") }
    var state = ControlState(genesis: verified)
    let records = try controlRecords(scope: key, first: 1, last: .max, limit: .max)
    for record in records { guard (try? state.apply(record)) != nil else { break } }
    try db.execute(
      sql: "DELETE FROM controlRecord WHERE scope = ? AND sequence > ?",
      arguments: [key, stored(state.sequence)])
    try db.execute(
      sql: """
        INSERT INTO controlHead (scope, hash) VALUES (?, ?)
        ON CONFLICT DO UPDATE SET hash = excluded.hash
        """, arguments: [key, Data(state.position.hash.bytes)])
    return (state, records.count - Int(clamping: state.sequence))
  }

  /// A log from its beginning to the last seal before anything that does not verify.
  private func goodRuns(
    of log: AdmittedLog, _ scope: Int64, _ control: ControlState
  ) throws -> [VerifiedRun] {
    var runs: [VerifiedRun] = []
    var commits: [UnverifiedCommit] = []
    var seals: [Seal] = []
    do {
      try LogSegments(db: db, scope: scope).each(of: log.logIndex) { segment in
        commits += segment.commits
        seals += segment.seals
        guard !segment.seals.isEmpty || log.cut.map({ $0.counter <= segment.last }) == true else {
          return true
        }
        let position =
          runs.last?.position ?? .start(logIndex: log.logIndex, logID: log.genesis.log)
        let run = try verifyRun(
          from: position, commits: commits, seals: seals, logKey: log.genesis.logKey,
          withdrawn: control.withdrawals, end: log.cut)
        runs.append(run)
        commits.removeFirst(run.commits.count)
        seals.removeAll()
        return run.failure == nil
      }
    } catch is SignedLogError {
      // What does not verify ends the log here; what came before is good.
    } catch let error as ReplicaError {
      guard case .storedRecordDamaged = error else { throw error }
    }
    return runs
  }

  /// What waits in the own log for its admission, up to anything that cannot be read.
  private func waitingCommits(_ scope: Int64, _ control: ControlState) throws -> [SealedCommit] {
    var waiting: [SealedCommit] = []
    do {
      try LogSegments(db: db, scope: scope).each(of: 0) { segment in
        for commit in try segment.read(under: control) {
          let seal = segment.seals.first { $0.counter == commit.dot.counter }
          waiting.append(SealedCommit(commit: commit, seal: seal))
        }
        return true
      }
    } catch is SignedLogError {
      // What cannot be read ends the log here; what came before is good.
    } catch let error as ReplicaError {
      guard case .storedRecordDamaged = error else { throw error }
    }
    return waiting
  }

  /// Appends again what waits for the own log's admission, as far as what it builds on is here.
  ///
  /// - Returns: How far that is.
  private func append(
    _ waiting: [SealedCommit], _ scope: Int64, _ control: ControlState
  ) throws -> UInt64 {
    var writer = try ScopeWriter(self, scope: scope, control: control)
    var last: UInt64 = 0
    for next in waiting {
      let missing = CausalCheck.missing(
        for: next.commit, frontier: writer.frontier, control: control)
      guard missing.allSatisfy({ $0.isOf(log: 0) }) else { break }
      _ = try writer.append(next.commit)
      if let seal = next.seal { writer.append(seal, of: 0) }
      last = next.commit.dot.counter
    }
    try writer.write()
    return last
  }

  /// Everything stored of a scope's logs, by log and place.
  private func stretches(scope: Int64) throws -> [ScopeRepair.SetAside] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT logIndex, first, last, content FROM logSegment
        WHERE scope = ? ORDER BY logIndex, first
        """, arguments: [scope]
    ).map { row in
      let (first, last): (Int64, Int64) = (row["first"], row["last"])
      return ScopeRepair.SetAside(
        logIndex: row["logIndex"], start: UInt64(clamping: first), first: UInt64(clamping: first),
        last: UInt64(clamping: last), content: bytes(row["content"]))
    }
  }

  /// Applies good runs again in an order in which they can be applied.
  ///
  /// - Returns: How far each log came; what builds on commits that are not good does not come along.
  private func applyAgain(
    _ runs: [UInt32: [VerifiedRun]], scope: Int64, control: ControlState
  ) throws -> VersionVector {
    var writer = try ScopeWriter(self, scope: scope, control: control)
    var left: [UInt32: ArraySlice<SealedCommit>] = runs.mapValues { runs in
      runs.flatMap { run in
        run.commits.map { commit in
          let isSealed = commit.dot.counter == run.seal.counter && !run.seal.isEnd
          return SealedCommit(commit: commit, seal: isSealed ? run.seal : nil)
        }
      }[...]
    }
    var hasMoved = true
    while hasMoved {
      hasMoved = false
      for logIndex in left.keys.sorted() {
        while let next = left[logIndex]?.first,
          CausalCheck.missing(
            for: next.commit, frontier: writer.frontier, control: control
          ).isEmpty
        {
          _ = try writer.append(next.commit)
          if let seal = next.seal { writer.append(seal, of: logIndex) }
          try writer.writeIfLarge()
          left[logIndex]?.removeFirst()
          hasMoved = true
        }
      }
    }
    try writer.write()
    return writer.frontier
  }

  /// Puts back what a repair set aside, once what it follows has come back.
  ///
  /// - Parameters:
  ///   - content: As a repair gave it.
  ///   - start: The counter of the first commit in it.
  ///   - logIndex: Its log.
  ///   - scope: Its scope.
  /// - Returns: Whether all of it is in its log now.
  /// - Throws: `DatabaseError`.
  public func putBack(
    _ content: [UInt8], from start: UInt64, of logIndex: UInt32, in scope: ScopeID
  ) throws -> Bool {
    let control = try control(of: scope)
    guard let log = control.logs[logIndex] else { return false }
    let position =
      try positions(of: scope)[logIndex]
      ?? .start(logIndex: logIndex, logID: log.genesis.log)
    let next = position.head.counter + 1
    guard next >= start,
      let part = try? SegmentBytes(bytes: content).read(from: start, wanted: next...UInt64.max)
    else { return false }
    guard !part.commits.isEmpty else { return true }
    guard
      let run = try? verifyRun(
        from: position, commits: part.commits, seals: part.seals, logKey: log.genesis.logKey),
      let last = run.commits.last
    else { return false }
    let frontier = try frontier(of: scope)
    let missing = CausalCheck.missing(
      for: last, frontier: frontier, control: control
    )
    guard missing.allSatisfy({ $0.isOf(log: logIndex) }) else { return false }
    try apply(run, to: scope)
    return run.failure == nil && run.unacceptedCount == 0
  }
}

/// A commit, and the seal over it if there is one.
private struct SealedCommit {
  let commit: VerifiedCommit
  let seal: Seal?
}

extension MissingPast {
  fileprivate func isOf(log logIndex: UInt32) -> Bool {
    if case .commit(let dot) = self { return dot.logIndex == logIndex }
    return false
  }
}

extension ScopeRepair.SetAside {
  /// What of a stretch is not in its log, that having come up to a counter; `nil` if all of it is.
  fileprivate func part(after counter: UInt64) -> Self? {
    guard last > counter else { return nil }
    return Self(
      logIndex: logIndex, start: start, first: max(first, counter + 1), last: last,
      content: content)
  }
}
