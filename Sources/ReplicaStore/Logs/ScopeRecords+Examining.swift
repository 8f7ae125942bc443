internal import CausalHistory
internal import GRDB
public import SignedLogs
internal import SyncProtocol

extension ScopeRecords {
  /// What is wrong with the stored records of a scope; empty if nothing is.
  ///
  /// Verifies every signature, chain and seal again, folds all commits anew, and compares with what
  /// is stored. Cost grows with the scope's commits; the memory does not.
  ///
  /// - Parameter scope: A scope that is here.
  /// - Returns: One sentence for each fault.
  /// - Throws: `DatabaseError` if the database cannot be read.
  public func faults(of scope: ScopeID) throws -> [String] {
    let key = try requiredKey(of: scope)
    let control: ControlState
    do {
      control = try verifiedControl(scope: key)
    } catch let error as SignedLogError {
      return ["A control record of scope \(scope.hex.prefix(16)) does not verify: \(error.detail)"]
    }
    let name = control.genesis.name
    do {
      if try !holdsPositions(key, control) {
        return ["The stored positions of \"\(name)\" are not those of its commits."]
      }
      if try !holdsState(key, control) {
        return ["The shared records of \"\(name)\" are not what its commits make of them."]
      }
    } catch let error as SignedLogError {
      return ["A commit in \"\(name)\" does not verify: \(error.detail)"]
    } catch is ReplicaError {
      return ["Commits in \"\(name)\" are missing, or are not the ones that were sealed."]
    } catch is SyncError {
      return ["The shared records of \"\(name)\" are not what its commits make of them."]
    }
    return []
  }

  /// Whether every log verifies from its beginning to where it is said to stand.
  private func holdsPositions(_ key: Int64, _ control: ControlState) throws -> Bool {
    let positions = try positions(scope: key)
    for log in control.logsInOrder {
      let start = try LogSegments(db: db, scope: key).start(of: log)
      let end = try verify(log, from: start, scope: key, withdrawn: control.withdrawals)
      guard end == positions[log.logIndex] ?? start else { return false }
    }
    return positions.keys.allSatisfy { control.logs[$0] != nil }
  }

  /// Verifies the stretches of a log one after the other; what no seal covers yet is verified with
  /// the stretch that follows.
  private func verify(
    _ log: AdmittedLog, from start: LogPosition, scope: Int64, withdrawn: [Dot: Withdrawal]
  ) throws -> LogPosition {
    var position = start
    var commits: [UnverifiedCommit] = []
    var seals: [Seal] = []
    try LogSegments(db: db, scope: scope).each(of: log.logIndex) { segment in
      commits += segment.commits
      seals += segment.seals
      guard let last = segment.seals.last else { return true }
      let run = try verifyRun(
        from: position, commits: commits, seals: seals, logKey: log.genesis.logKey,
        withdrawn: withdrawn)
      if let failure = run.failure { throw failure }
      guard run.seal == last else { throw ReplicaError.storedRecordDamaged(table: "logSegment") }
      commits.removeFirst(run.commits.count)
      seals.removeAll()
      position = run.position
      return true
    }
    guard !commits.isEmpty else { return position }
    // The log ends by decision where its author set no seal. What lies beyond came under an end that
    // was further out, and counts no more.
    guard let cut = log.cut else { throw ReplicaError.recordsMissing(table: "logSegment") }
    if cut.counter > position.head.counter {
      let run = try verifyRun(
        from: position, commits: commits, seals: [], logKey: log.genesis.logKey,
        withdrawn: withdrawn, end: cut)
      commits.removeFirst(run.commits.count)
      position = run.position
    }
    return try readStored(from: position, commits: commits, withdrawn: withdrawn).last?.position
      ?? position
  }
}
