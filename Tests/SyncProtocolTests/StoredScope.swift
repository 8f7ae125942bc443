import CausalHistory
import SignedLogs
import SyncProtocol

/// One log as a replica stores it: the bytes, and the seals over them.
struct StoredLog {
  var commits: [VerifiedCommit] = []
  var seals: [Seal] = []

  func commits(first: UInt64, last: UInt64, limit: Int) -> [UnverifiedCommit] {
    commits.filter { first <= $0.dot.counter && $0.dot.counter <= last }.prefix(limit)
      .map(\.bytes)
  }
}

extension StoredLog {
  func hash(at counter: UInt64) -> Digest? {
    commits.first { $0.dot.counter == counter }?.hash
  }

  /// What can be shown for this history at a place.
  func evidence(at counter: UInt64) -> LogEvidence? {
    guard let seal = seals.filter({ $0.counter >= counter }).min(by: { $0.counter < $1.counter }),
      let commit = commits.first(where: { $0.dot.counter == counter })
    else { return nil }
    let links = commits.filter { counter < $0.dot.counter && $0.dot.counter <= seal.counter }
    return LogEvidence(
      counter: counter, hash: commit.hash, seal: seal,
      links: links.map { ChainLink($0.bytes) })
  }
}

/// One scope in a replica's memory.
struct StoredScope {
  var replica: ScopeReplica
  let genesis: SignedContent
  var records: [SignedContent] = []
  var logs: [UInt32: StoredLog] = [:]
  /// Every commit in the order in which it was applied here.
  var applied: [VerifiedCommit] = []
  var positions: [UInt32: LogPosition] = [:]
  var receipts: [ReceiptRecord] = []

  // A node's own log.
  var ownKey: LogKey?
  var ownGenesis: VerifiedLogGenesis?

  /// Takes commits up to a seal; what is here already is passed over.
  mutating func apply(_ run: VerifiedRun) throws {
    let known = replica.frontier[run.position.logIndex]
    for commit in run.commits {
      switch replica.apply(commit) {
      case .known: continue
      case .buffered(let missing): throw TestFailure("applied before \(missing)")
      case .applied, .void:
        logs[commit.dot.logIndex, default: StoredLog()].commits.append(commit)
        applied.append(commit)
        positions[commit.dot.logIndex] = commit.position
      }
    }
    if run.seal.counter > known { logs[run.position.logIndex]?.seals.append(run.seal) }
  }

  mutating func apply(control record: SignedContent) throws {
    records.append(record)
    if try replica.apply(control: record) { replica.refold(applied) }
    try takeAdmission()
  }

  /// Where the own log stands while it waits for admission, under log index 0.
  var unadmitted: UnadmittedLog? {
    guard let genesis = ownGenesis, replica.control.logIndex(of: genesis.log) == nil else {
      return nil
    }
    return UnadmittedLog(
      genesis: genesis.signed,
      position: positions[0] ?? .start(logIndex: 0, logID: genesis.log))
  }

  /// Gives what was written before the own log was admitted its place among the other logs.
  private mutating func takeAdmission() throws {
    guard let own = ownGenesis, let logIndex = replica.control.logIndex(of: own.log),
      let waiting = logs.removeValue(forKey: 0)
    else { return }
    positions[0] = nil
    try apply(
      verifyRun(
        from: .start(logIndex: logIndex, logID: own.log), commits: waiting.commits.map(\.bytes),
        seals: waiting.seals, logKey: own.logKey))
  }

  /// The control log as a peer may read it whose membership ended: up to the record that ended it.
  func control(endedFor peer: NodeID) throws -> ControlState {
    var state = ControlState(genesis: replica.control.genesis)
    var ended = state
    for record in records {
      let wasMember = state.isMember(peer)
      try state.apply(record)
      if wasMember, !state.isMember(peer) { ended = state }
    }
    return ended
  }
}
