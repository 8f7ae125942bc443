import CausalHistory
import PartnershipRecords
import SignedLogs
import SyncProtocol

// Replicas of two releases beside each other.
extension World {
  /// Draws who has release N; not everybody, at first, but somebody.
  func drawReleases() {
    guard plan.strength(.releases) > 0 else { return }
    for replica in replicas { replica.isLater = releaseRandom.chance(50) }
    if replicas.allSatisfy(\.isLater) { releaseRandom.pick(replicas)?.isLater = false }
    if !replicas.contains(where: \.isLater) { releaseRandom.pick(replicas)?.isLater = true }
    for replica in replicas where replica.isLater { replica.storage.beginLater() }
  }

  /// What a commit of a replica has that earlier releases do not know; nothing for most.
  func drawLater(at replica: SimulatedReplica) -> LaterContent? {
    let strength = plan.strength(.releases)
    guard strength > 0, replica.isLater, !replica.isLiar, releaseRandom.chance(strength) else {
      return nil
    }
    func value() -> SharedValue? {
      guard releaseRandom.chance(40) else { return nil }
      return .code("later-\(releaseRandom.below(50))")
    }
    counts.fault(.releases)
    let filling = releaseRandom.bytes(releaseRandom.within(1...12))
    return LaterContent(
      fields: releaseRandom.chance(50), remark: value(), rank: value(), link: value(),
      filling: filling)
  }

  /// Writes a commit as release N does. It goes into the store by the way of every commit from
  /// elsewhere: the product has no other for what it does not know.
  ///
  /// `tell` is told of the commit before it is stored: a transaction that could not be finished may still
  /// be there after the next start.
  func writeLater(
    _ later: LaterContent, by actor: Actor, salt: [UInt8], key: LogKey, own: LogID,
    logIndex: UInt32, at replica: SimulatedReplica, _ scope: ScopeID,
    operations: (ObjectID) throws -> [ShareableOperation],
    tell: (VerifiedCommit) throws -> Void
  ) throws -> VerifiedCommit {
    let control = try replica.storage.control(of: scope)
    let start =
      try replica.storage.positions(of: scope)[logIndex]
      ?? .start(logIndex: logIndex, logID: own)
    var author = CommitAuthor(position: start)
    let name = author.nextObject()
    var all = try operations(name)
    let object = all.first?.operation.object ?? name
    if let remark = later.remark {
      all.append(try LaterRelease.Task.set(LaterRelease.remark, of: object, to: remark))
    }
    let known = try author.commit(
      all, by: actor, at: HybridTime(milliseconds: replica.clock(now)), control: control.position,
      context: try replica.storage.frontier(of: scope), salt: salt, schema: LaterRelease.schema)
    let bytes = try later.added(to: known.bytes, of: object)
    let head = start.head.appending(header: bytes.header, payloadDigest: bytes.payloadDigest)
    let run = try verifyRun(
      from: start, commits: [bytes], seals: [try seal(head, with: key)], logKey: key.publicKey)
    guard let commit = run.commits.first, commit.bytes == bytes else {
      throw Violation(.S23, "what a later release writes is not read")
    }
    oracle.note(later: bytes, of: commit.hash)
    try tell(commit)
    try replica.storage.apply([run], to: scope, now: replica.clock(now))
    return commit
  }

  /// Sometimes a machine that has release N−1 gets release N.
  func upgradeSomebody() throws {
    guard plan.strength(.releases) > 0, releaseRandom.chance(4),
      let replica = releaseRandom.pick(replicas.filter { !$0.isLater && $0.isUp })
    else { return }
    try upgrade(replica)
  }

  /// The process ends; the one that starts next is release N.
  private func upgrade(_ replica: SimulatedReplica) throws {
    note((replica.place, 0, 36), "\(replica.name) gets the later release")
    replica.isLater = true
    replica.isToFoldAnew = true
    try crash(replica)
  }

  /// S23: everybody gets release N, and shows what those show that always had it.
  func upgradeAll() throws {
    guard plan.strength(.releases) > 0 else { return }
    for scope in scopes { try checkFoldedAnew(scope) }
    for replica in replicas where !replica.isLater {
      try upgrade(replica)
      try restart(replica)
    }
    try settle(within: 400_000)
    do {
      try checkLevel()
    } catch let violation as Violation where violation.invariant == .S1 {
      throw Violation(.S23, "after everybody has the later release: \(violation.detail)")
    }
  }

  /// S23 where the store is the product's, which reads what it knows: what release N would make of the
  /// stored bytes is the same everywhere, and what this release makes of them is what it shows.
  private func checkFoldedAnew(_ scope: ScopeID) throws {
    guard mode == .sqlite else { return }
    var later: Digest?
    for replica in [hub] + (try members(of: scope)) {
      guard try replica.storage.waitingHead(in: scope) == nil else { continue }
      let here = try foldStored(replica, scope) { $0 }
      guard try replica.storage.stateHash(of: scope) == here else {
        throw Violation(.S23, "\(replica.name) shows something else than its stored commits say")
      }
      let there = try foldStored(replica, scope, LaterRelease.reading)
      guard later ?? there == there else {
        throw Violation(.S23, "\(replica.name)'s stored commits mean something else to release N")
      }
      later = there
    }
  }

  /// S23: whoever has let go of old commits folds anew from what they had become, and shows the same.
  func foldAllAnew() throws {
    guard plan.strength(.releases) > 0 else { return }
    for replica in replicas {
      for scope in try replica.storage.scopes() {
        let before = try replica.storage.stateHash(of: scope)
        try replica.storage.upgrade()
        guard try replica.storage.stateHash(of: scope) != before else { continue }
        throw Violation(.S23, "\(replica.name) shows something else once it has folded anew")
      }
    }
  }

  /// Whether a replica holds commits up to a frontier that only release N reads.
  func holdsUnread(
    _ replica: SimulatedReplica, through frontier: VersionVector, of scope: ScopeID
  ) throws -> Bool {
    let control = try replica.storage.control(of: scope)
    let withdrawn = oracle.withdrawals(in: scope, under: control)
    return try chains(control, replica.storage.positions(of: scope)).contains { logIndex, chain in
      chain.contains { commit in
        commit.counter <= frontier[logIndex] && commit.operations.contains(where: \.isLater)
          && withdrawn[commit.hash]?.isWhole != true
      }
    }
  }

  /// The state that the stored commits of a scope come to.
  private func foldStored(
    _ replica: SimulatedReplica, _ scope: ScopeID, _ reading: (VerifiedCommit) -> VerifiedCommit
  ) throws -> Digest {
    let control = try replica.storage.control(of: scope)
    var state = ScopeReplica(control: control)
    var waiting: [VerifiedCommit] = []
    let positions = try replica.storage.positions(of: scope)
    for log in control.logsInOrder where positions[log.logIndex]?.head.counter ?? 0 > 0 {
      waiting += try readStored(
        from: .start(logIndex: log.logIndex, logID: log.genesis.log),
        commits: replica.storage.commits(of: log.logIndex, in: scope).0,
        withdrawn: control.withdrawals)
    }
    var count = 0
    while count != waiting.count {
      count = waiting.count
      waiting.removeAll { commit in
        if case .buffered = state.apply(reading(commit)) { false } else { true }
      }
    }
    guard waiting.isEmpty else {
      throw Violation(.S6, "\(replica.name) has stored commits whose past is not here")
    }
    return state.stateHash
  }
}
