import CausalHistory
import SignedLogs
import SyncProtocol

/// The content of a store in memory: a value, so that a copy of it is a backup.
struct MemoryScopes: Sendable {
  var scopes: [ScopeID: MemoryScope] = [:]
  var time = HybridTime.zero
}

/// One log as it is stored: the bytes, and the seals over them.
struct MemoryLog: Sendable {
  var commits: [VerifiedCommit] = []
  var seals: [Seal] = []

  func bytes(first: UInt64, last: UInt64, limit: Int) -> [UnverifiedCommit] {
    guard first >= 1, first <= UInt64(commits.count) else { return [] }
    let end = min(Int(last), commits.count, Int(first) - 1 + limit)
    return commits[Int(first) - 1..<max(end, Int(first) - 1)].map(\.bytes)
  }
}

/// One scope in memory, with the product's own fold.
struct MemoryScope: Sendable {
  var replica: ScopeReplica
  let genesis: SignedContent
  /// Whether commits are read as release N reads them.
  var readsLater: Bool
  var records: [SignedContent] = []
  var logs: [UInt32: MemoryLog] = [:]
  /// Every commit in the order in which it was applied here.
  var applied: [VerifiedCommit] = []
  var positions: [UInt32: LogPosition] = [:]
  var receipt: ReceiptRecord?
  /// What others have said that they hold.
  var acknowledged: [NodeID: VersionVector] = [:]
  var own: OwnLogEntry?
  /// What fork verdicts set aside here; of each log ascending.
  var disputed: [VerifiedCommit] = []
  /// What is in the own log while it is not admitted; it is folded once it is.
  var waiting = MemoryLog()
  /// Whether what waits has to be compared first with what others have of this node's logs.
  var isToBeCompared = false

  /// Takes commits up to a seal; what is here already is passed over.
  mutating func apply(_ run: VerifiedRun) throws {
    let logIndex = run.position.logIndex
    let known = replica.frontier[logIndex]
    let last = min(known, run.position.head.counter)
    if last > 0, let theirs = run.head(at: last), let here = logs[logIndex]?.commits,
      here[Int(last) - 1].hash != theirs.hash
    {
      throw SyncError.refused(
        .forkDetected, detail: "Commit \(last) of log \(logIndex) is another one here.")
    }
    for verified in run.commits {
      let before =
        positions[logIndex] ?? .start(logIndex: logIndex, logID: run.position.head.logID)
      let commit =
        verified.dot.counter == before.head.counter + 1
        ? try verified.under(replica.control.withdrawals, after: before) : verified
      switch replica.apply(reading(commit)) {
      case .known: continue
      case .buffered(let missing): throw Violation(.S6, "applied before \(missing)")
      case .applied, .void:
        logs[logIndex, default: MemoryLog()].commits.append(commit)
        applied.append(commit)
        positions[logIndex] = commit.position
      }
    }
    // As in the product a seal stands behind its commit; of a part of a run it is not here yet.
    if !run.seal.isEnd, run.endsAtSeal, run.seal.counter > known {
      logs[logIndex]?.seals.append(run.seal)
    }
  }

  /// A commit as this release reads it.
  func reading(_ commit: VerifiedCommit) -> VerifiedCommit {
    readsLater ? LaterRelease.reading(commit) : commit
  }

  mutating func refold() { replica.refold(applied.map(reading)) }

  mutating func apply(control record: SignedContent) throws {
    let before = replica.control
    let reachesBack = try replica.apply(control: record)
    records.append(record)
    if replica.control.withdrawals.count != before.withdrawals.count { try withdraw() }
    let isShorter = setForksAside(since: before)
    if reachesBack || isShorter { refold() }
    try takeAdmission()
  }

  /// Goes back to where a log was continued in two ways, if the way that counts is not the one here.
  ///
  /// - Returns: Whether any log is shorter now.
  private mutating func setForksAside(since before: ControlState) -> Bool {
    var isShorter = false
    for log in replica.control.logsInOrder {
      let known = before.logs[log.logIndex]?.forks.count ?? 0
      guard let certain = log.forks.dropFirst(known).map(\.certainCounter).min(),
        let held = logs[log.logIndex]
      else { continue }
      let unsure = held.commits.dropFirst(Int(certain))
      let counts = unsure.contains {
        $0.dot.counter == log.cut?.counter && $0.hash == log.cut?.headHash
      }
      guard !counts, !unsure.isEmpty else { continue }
      // An earlier verdict, less far back, may have set aside what follows on it.
      let next = disputed.firstIndex {
        $0.dot.logIndex == log.logIndex && $0.dot.counter > certain
      }
      disputed.insert(contentsOf: unsure, at: next ?? disputed.endIndex)
      logs[log.logIndex] = MemoryLog(
        commits: Array(held.commits.prefix(Int(certain))),
        seals: held.seals.filter { $0.counter <= certain })
      positions[log.logIndex] = held.commits.prefix(Int(certain)).last?.position
      applied.removeAll { $0.dot.logIndex == log.logIndex && $0.dot.counter > certain }
      isShorter = true
    }
    return isShorter
  }

  /// Reads every log anew with the payloads left out that the authority withdrew.
  private mutating func withdraw() throws {
    var anew: [Dot: VerifiedCommit] = [:]
    for logIndex in Set(replica.control.withdrawals.keys.map(\.logIndex)).sorted() {
      guard let log = logs[logIndex], let genesis = replica.control.logs[logIndex]?.genesis else {
        continue
      }
      let commits = try readStored(
        from: .start(logIndex: logIndex, logID: genesis.log), commits: log.commits.map(\.bytes),
        withdrawn: replica.control.withdrawals)
      logs[logIndex]?.commits = commits
      for commit in commits { anew[commit.dot] = commit }
    }
    applied = applied.map { anew[$0.dot] ?? $0 }
  }

  /// Where each log stands, for a session: of a log that ended in another history, at its end.
  var statedPositions: [UInt32: LogPosition] {
    var stated = positions
    for log in replica.control.logsInOrder {
      guard let cut = log.cut, cut.counter > 0, let held = logs[log.logIndex]?.commits,
        UInt64(held.count) > cut.counter
      else { continue }
      let atEnd = held[Int(cut.counter) - 1]
      if atEnd.hash != cut.headHash { stated[log.logIndex] = atEnd.position }
    }
    return stated
  }

  var unadmitted: UnadmittedLog? {
    guard !isToBeCompared || waiting.commits.isEmpty, let own,
      replica.control.logIndex(of: own.log) == nil
    else { return nil }
    return UnadmittedLog(
      genesis: own.genesis,
      position: waiting.commits.last?.position ?? .start(logIndex: 0, logID: own.log))
  }

  /// What these members have said that they hold, or have written upon, and this replica holds too.
  func stableFrontier(of members: [NodeID]) -> VersionVector {
    var stable = replica.frontier
    for member in members {
      let own = replica.control.logs(of: member).map(\.logIndex)
      var known = acknowledged[member] ?? VersionVector()
      for entry in own.flatMap({ positions[$0]?.author.context.entries ?? [] }) {
        known.advance(entry.logIndex, to: entry.counter)
      }
      for entry in stable.entries where !own.contains(entry.logIndex) {
        stable[entry.logIndex] = min(entry.counter, known[entry.logIndex])
      }
    }
    return stable
  }

  /// Whether the hub has not yet said that it holds all of the own log.
  var needsReceipt: Bool {
    guard let own, let logIndex = replica.control.logIndex(of: own.log),
      let head = positions[logIndex]?.head, head.counter > 0
    else { return false }
    return receipt?.frontier.first { $0.logIndex == logIndex }?.counter != head.counter
  }
}
