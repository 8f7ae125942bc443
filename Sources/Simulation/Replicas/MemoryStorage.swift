import CausalHistory
import PartnershipRecords
import SignedLogs
import SyncProtocol

/// A store in memory: each transaction is durable at once.
final class MemoryStorage: ScopeStorage {
  private let place: Int
  private var content = MemoryScopes()
  /// Whether this is release N.
  private(set) var readsLater = false

  /// - Parameter place: The replica's.
  init(place: Int) { self.place = place }

  private func stored(_ scope: ScopeID) throws -> MemoryScope {
    guard let stored = content.scopes[scope] else {
      throw StorageFault.disk(place, "no such scope")
    }
    return stored
  }

  private func change<Result>(_ scope: ScopeID, _ body: (inout MemoryScope) throws -> Result) throws
    -> Result
  {
    // A copy, so that a transaction that fails leaves nothing behind.
    var stored = try stored(scope)
    let result = try body(&stored)
    content.scopes[scope] = stored
    return result
  }

  func scopes() -> [ScopeID] { content.scopes.keys.sorted() }

  func control(of scope: ScopeID) throws -> ControlState { try stored(scope).replica.control }

  func positions(of scope: ScopeID) throws -> [UInt32: LogPosition] {
    try stored(scope).positions
  }

  func ownLog(in scope: ScopeID) throws -> OwnLogEntry? { content.scopes[scope]?.own }

  func standing(of scope: ScopeID, access: ScopeAccess) throws -> ScopeStanding {
    let stored = try stored(scope)
    return ScopeStanding(
      control: stored.replica.control, positions: stored.statedPositions, access: access,
      unadmitted: stored.unadmitted, needsReceipt: stored.needsReceipt)
  }

  func begin(_ genesis: VerifiedLogGenesis) throws {
    try change(genesis.scope) { $0.own = OwnLogEntry(log: genesis.log, genesis: genesis.signed) }
  }

  func beginAgain(_ genesis: VerifiedLogGenesis, key: LogKey, written: inout [VerifiedCommit])
    throws
  {
    written = try change(genesis.scope) { try $0.beginAgain(genesis, key: key) }
  }

  func waitingHead(in scope: ScopeID) throws -> LogHead? {
    try stored(scope).waiting.commits.last?.head
  }

  func compareFirst(in scope: ScopeID) throws {
    try change(scope) { $0.isToBeCompared = !$0.waiting.commits.isEmpty }
  }

  func isToBeCompared(in scope: ScopeID) throws -> Bool {
    let stored = try stored(scope)
    return stored.isToBeCompared && !stored.waiting.commits.isEmpty
  }

  func leaveOutWhatStands(
    _ genesis: VerifiedLogGenesis, key: LogKey, salt: () -> [UInt8],
    written: inout [VerifiedCommit]
  ) throws {
    written = try change(genesis.scope) {
      try $0.leaveOutWhatStands(genesis, key: key, salt: salt)
    }
  }

  func orphanedLog(of node: NodeID, in scope: ScopeID) throws -> UInt32? {
    let stored = try stored(scope)
    return stored.replica.control.logs(of: node).first {
      !stored.orphans(of: $0).commits.isEmpty
    }?.logIndex
  }

  func goOn(
    with genesis: VerifiedLogGenesis, repeating lost: UInt32, key: LogKey, salt: () -> [UInt8],
    written: inout [VerifiedCommit]
  ) throws {
    written = try change(genesis.scope) {
      try $0.goOn(with: genesis, repeating: lost, key: key, salt: salt)
    }
  }

  func found(_ genesis: VerifiedScopeGenesis) {
    content.scopes[genesis.scope] = MemoryScope(
      replica: ScopeReplica(control: ControlState(genesis: genesis)), genesis: genesis.signed,
      readsLater: readsLater)
  }

  func apply(
    control records: [SignedContent], first: UInt64, genesis: SignedContent?, of scope: ScopeID
  ) throws {
    if content.scopes[scope] == nil, let genesis {
      found(try VerifiedScopeGenesis(verifying: genesis))
    }
    try change(scope) { stored in
      let known = stored.replica.control.sequence
      for (sequence, record) in zip(first..., records) where sequence > known {
        try stored.apply(control: record)
      }
    }
  }

  func apply(_ runs: [VerifiedRun], to scope: ScopeID, now: UInt64) throws {
    for commit in runs.flatMap(\.commits) { content.time.merge(commit.hybridTime, now: now) }
    try change(scope) { stored in for run in runs { try stored.apply(run) } }
  }

  func write(
    in scope: ScopeID, by actor: Actor, now: UInt64, salt: [UInt8], key: LogKey,
    claiming record: Digest?, operations: (ObjectID) throws -> [ShareableOperation]
  ) throws -> VerifiedCommit {
    let time = content.time.tick(now: now)
    return try change(scope) { stored in
      guard let own = stored.own,
        let logIndex = stored.replica.control.logIndex(of: own.log)
      else { throw StorageFault.mayNotWrite("not admitted") }
      guard stored.replica.control.logs[logIndex]?.cut == nil else {
        throw StorageFault.mayNotWrite("ended")
      }
      var author = CommitAuthor(
        position: stored.positions[logIndex] ?? .start(logIndex: logIndex, logID: own.log))
      var control = stored.replica.control.position
      if let record { control = ControlPosition(sequence: control.sequence, hash: record) }
      // Who lied about a record once stands by it until there is a new one.
      let last = author.position.author.control
      if control.sequence <= last.sequence { control = last }
      let commit = try author.commit(
        try operations(author.nextObject()), by: actor, at: time, control: control,
        context: stored.replica.frontier, salt: salt)
      switch stored.replica.apply(stored.reading(commit)) {
      case .applied: break
      case .void where commit.control != stored.replica.control.position: break
      default: throw StorageFault.mayNotWrite("without effect")
      }
      stored.applied.append(commit)
      stored.logs[logIndex, default: MemoryLog()].commits.append(commit)
      stored.logs[logIndex]?.seals.append(try seal(commit.head, with: key))
      stored.positions[logIndex] = commit.position
      return commit
    }
  }

  func keep(_ receipt: ReceiptRecord) throws {
    try change(receipt.scope) { $0.receipt = receipt }
  }

  func keep(acknowledged positions: [StatedPosition], by peer: NodeID, of scope: ScopeID) throws {
    try change(scope) { stored in
      for position in positions {
        stored.acknowledged[peer, default: VersionVector()].advance(
          position.logIndex, to: position.counter)
      }
    }
  }

  func stableFrontier(of members: [NodeID], in scope: ScopeID) throws -> VersionVector {
    try stored(scope).stableFrontier(of: members)
  }

  func keep(carried receipt: ReceiptRecord) throws {
    try change(receipt.scope) { stored in
      let control = stored.replica.control
      if let kept = stored.receipt, !receipt.saysMore(than: kept, under: control) { return }
      stored.receipt = receipt
    }
  }

  func receipt(for scope: ScopeID) throws -> ReceiptRecord? { try stored(scope).receipt }

  func erase(at now: UInt64) {}

  func erased(in scope: ScopeID) throws -> [Dot] {
    try stored(scope).replica.control.withdrawals.keys.sorted()
  }

  func contains(_ bytes: [UInt8]) -> Bool {
    content.scopes.values.contains { scope in
      scope.logs.values.contains { log in
        log.commits.contains { $0.bytes.payload.firstRange(of: bytes) != nil }
      }
    }
  }

  func beginLater() { readsLater = true }

  func upgrade() {
    readsLater = true
    for scope in content.scopes.keys where content.scopes[scope]?.readsLater == false {
      content.scopes[scope]?.readsLater = true
      content.scopes[scope]?.refold()
    }
  }

  func image() -> StorageImage { .memory(content) }

  func restore(_ image: StorageImage) {
    guard case .memory(let copy) = image else { return }
    content = copy
    if readsLater { upgrade() }
  }

  func crash() {}

  func withoutFaults<Value>(_ body: () throws -> Value) rethrows -> Value { try body() }

  func arm() {}

  func heal() {}

  var hasStopped: Bool { false }

  func stop(afterWrites count: Int) {}
}

// MARK: - Reading

extension MemoryStorage {
  func load(_ request: LoadRequest) throws -> LoadedContent {
    switch request {
    case .peer: throw StorageFault.disk(place, "who a peer is, is not the store's to say")
    case .control(let scope, let first, let last, let limit, _):
      let stored = try stored(scope)
      let records = stored.records.dropFirst(Int(first) - 1)
        .prefix(min(limit, Int(clamping: last - first + 1)))
      return .control(
        scope, genesis: first == 1 ? stored.genesis : nil, first: first, records: Array(records))
    case .run(let scope, let logIndex, let first, let last, let limit, _):
      let log = try stored(scope).logs[logIndex] ?? MemoryLog()
      let commits = log.bytes(first: first, last: last, limit: limit)
      guard !commits.isEmpty else { throw StorageFault.disk(place, "no such commits") }
      let end = first + UInt64(commits.count)
      return .run(
        scope, logIndex: logIndex, first: first, commits: commits,
        seals: log.seals.filter { first <= $0.counter && $0.counter < end })
    case .evidence(let scope, let logIndex, let counter):
      return .evidence(scope, logIndex: logIndex, try evidence(scope, logIndex, counter))
    case .place(let scope, let logIndex, let counter):
      let commits = try stored(scope).logs[logIndex]?.commits ?? []
      let isHeld = counter > 0 && counter <= UInt64(commits.count)
      return .place(
        scope, logIndex: logIndex, counter: counter,
        isHeld ? commits[Int(counter) - 1].hash : nil)
    // The memory store keeps no snapshots.
    case .snapshotProgress(let scope, _): return .snapshotProgress(scope, next: 0)
    case .snapshot(let scope, _): return .snapshot(scope, manifest: nil)
    case .snapshotPart(let scope, _, let place): return .snapshotPart(scope, place: place, nil)
    }
  }

  func objects(of scope: ScopeID) throws -> [ObjectState] { try stored(scope).replica.objects.all }

  func object(_ id: ObjectID, of scope: ScopeID) throws -> ObjectState? {
    try stored(scope).replica.objects.object(id)
  }

  func void(of scope: ScopeID) throws -> [Dot: String] {
    try stored(scope).replica.void.mapValues(\.rawValue)
  }

  func stateHash(of scope: ScopeID) throws -> Digest { try stored(scope).replica.stateHash }

  func commits(of logIndex: UInt32, in scope: ScopeID) throws -> ([UnverifiedCommit], [Seal]) {
    let log = try stored(scope).logs[logIndex] ?? MemoryLog()
    return (log.commits.map(\.bytes), log.seals)
  }

  func hasSetAside(_ commit: StatedPosition, in scope: ScopeID) throws -> Bool {
    try stored(scope).disputed.contains {
      $0.dot == Dot(logIndex: commit.logIndex, counter: commit.counter)
        && $0.hash.bytes.starts(with: commit.hashPrefix)
    }
  }
}

extension MemoryStorage {
  /// The log's hash at a counter, the next seal, and what lies between.
  private func evidence(_ scope: ScopeID, _ logIndex: UInt32, _ counter: UInt64) throws
    -> LogEvidence?
  {
    let log = try stored(scope).logs[logIndex] ?? MemoryLog()
    guard counter >= 1, counter <= UInt64(log.commits.count),
      let seal = log.seals.filter({
        $0.counter >= counter && $0.counter <= UInt64(log.commits.count)
      }).min(by: { $0.counter < $1.counter })
    else { return nil }
    let links = log.commits[Int(counter)..<Int(seal.counter)].map {
      ChainLink(header: $0.bytes.header, payloadDigest: $0.bytes.payloadDigest)
    }
    guard links.count <= SyncLimits.linksShown else { return nil }
    return LogEvidence(
      counter: counter, hash: log.commits[Int(counter) - 1].hash, seal: seal, links: links)
  }
}
