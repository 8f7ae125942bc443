import CausalHistory
import SignedLogs
import SyncProtocol

// What is checked by looking at a replica's store, and at nothing that the product believes.
extension World {
  /// Looks at every scope of a replica.
  func look(at replica: SimulatedReplica) throws {
    guard !replica.isLiar, !replica.isGone else { return }
    try replica.storage.withoutFaults {
      for scope in try replica.storage.scopes() { try look(at: replica, scope) }
    }
  }

  func look(at replica: SimulatedReplica, _ scope: ScopeID) throws {
    counts.looks += 1
    let control = try replica.storage.control(of: scope)
    let positions = try replica.storage.positions(of: scope)
    guard control.sequence == 0 || oracle.records[scope]?.contains(control.position.hash) == true
    else {
      throw Violation(.S10, "\(replica.name) holds a control record that nobody signed")
    }
    if let last = lastLooks[LookKey(replica: replica.place, scope: scope)],
      last.controlSequence > control.sequence
    {
      throw Violation(.S28, "\(replica.name)'s control log went back to \(control.sequence)")
    }
    try checkAcknowledged(replica, scope, control, positions)
    var chains = try self.chains(control, positions)
    for log in control.logsInOrder {
      guard let chain = chains[log.logIndex], let head = positions[log.logIndex]?.head,
        !replica.isTrimmed
      else { continue }
      try checkStored(log, chain, head, replica, scope, control.withdrawals)
    }
    // What waits to be admitted is shown here, and nowhere else.
    if mode == .sqlite, let head = try replica.storage.waitingHead(in: scope) {
      chains[0] = try oracle.chain(to: head)
    } else {
      try checkStateHash(replica, scope, control, chains)
    }
    let withdrawn = oracle.withdrawals(in: scope, under: control)
    let reference = self.reference(chains, in: scope, under: control)
    try checkErased(withdrawn, chains, replica, scope)
    try checkVoid(reference, chains, replica, scope)
    try compare(reference, chains, replica, scope, control)
  }

  /// What is in the logs of a replica, by the heads that it has.
  func chains(_ control: ControlState, _ positions: [UInt32: LogPosition]) throws
    -> [UInt32: [OracleCommit]]
  {
    var chains: [UInt32: [OracleCommit]] = [:]
    for log in control.logsInOrder {
      guard let head = positions[log.logIndex]?.head, head.counter > 0 else { continue }
      chains[log.logIndex] = try oracle.chain(to: head)
    }
    return chains
  }

  /// What logs must come to under a control log.
  func reference(
    _ chains: [UInt32: [OracleCommit]], in scope: ScopeID, under control: ControlState
  ) -> ReferenceFold {
    let withdrawn = oracle.withdrawals(in: scope, under: control).filter(\.value.isWhole)
    return ReferenceFold(
      chains.sorted { $0.key < $1.key }.map(\.value), withdrawn: Set(withdrawn.keys)
    ) {
      oracle.cut(of: $0, in: scope, under: control)
    } seen: { log, commit in
      log == commit.log ? commit.ownSeen : self.oracle.seen(log, by: commit, under: control)
    }
  }

  /// S17: what was acknowledged before is still here.
  private func checkAcknowledged(
    _ replica: SimulatedReplica, _ scope: ScopeID, _ control: ControlState,
    _ positions: [UInt32: LogPosition]
  ) throws {
    guard !replica.wasRestored else { return }
    for (log, counter) in acknowledged[LookKey(replica: replica.place, scope: scope)] ?? [:] {
      let logIndex = control.logIndex(of: log)
      let held = logIndex.flatMap { positions[$0] }?.head.counter ?? 0
      // A verdict sets aside what was acknowledged of the history that does not count.
      let forks = logIndex.flatMap { control.logs[$0] }?.forks ?? []
      let certain = forks.map(\.certainCounter).min() ?? .max
      guard held < min(counter, certain) else { continue }
      throw Violation(
        .S17,
        "\(replica.name) has acknowledged commit \(counter) of log \(log.hex.prefix(8)), and "
          + "holds \(held)")
    }
  }

  /// S7, S9: the bytes are here, they hash to the chain, and good seals cover them.
  private func checkStored(
    _ log: AdmittedLog, _ chain: [OracleCommit], _ head: LogHead, _ replica: SimulatedReplica,
    _ scope: ScopeID, _ withdrawn: [Dot: Withdrawal]
  ) throws {
    let (commits, seals) = try replica.storage.commits(of: log.logIndex, in: scope)
    guard UInt64(commits.count) == head.counter else {
      throw Violation(
        .S7,
        "\(replica.name) holds \(commits.count) commits of log \(log.logIndex) and stands at "
          + "\(head.counter)")
    }
    try checkBytes(commits, chain, replica)
    // What lies beyond a log's end counts no more, and needs no seal.
    let counted = min(head.counter, log.cut?.counter ?? .max)
    guard counted > 0 else { return }
    // Parts of a run may be here before the rest, and the seal over all of them with it.
    let isPart =
      sealed[LookKey(replica: replica.place, scope: scope)]?[log.genesis.log] ?? 0 > head.counter
    let run: VerifiedRun
    do {
      run = try verifyRun(
        from: .start(logIndex: log.logIndex, logID: log.genesis.log), commits: commits,
        seals: seals, logKey: log.genesis.logKey, withdrawn: withdrawn, end: log.cut)
    } catch SignedLogError.sealMissing where isPart || !log.forks.isEmpty {
      return
    } catch {
      throw Violation(
        .S9,
        "\(replica.name)'s log \(log.logIndex) does not verify: \(error.code); it has \(commits.count) "
          + "commits and seals over \(seals.map(\.counter))")
    }
    let end = run.position.head
    // Where a history was set aside, the log stands between seals until the other one comes.
    guard end.counter >= counted || isPart || !log.forks.isEmpty,
      end.hash == chain[Int(end.counter) - 1].hash
    else {
      throw Violation(
        .S9, "\(replica.name)'s log \(log.logIndex) verifies to \(run.position.head.counter) only")
    }
  }

  /// S23: what a later release wrote is stored as it was written, but for what is withdrawn.
  private func checkBytes(
    _ commits: [UnverifiedCommit], _ chain: [OracleCommit], _ replica: SimulatedReplica
  ) throws {
    for (stored, commit) in zip(commits, chain) {
      guard let written = oracle.laterBytes[commit.hash],
        stored != (stored.withdrawnDigest == nil ? written : written.withdrawn())
      else { continue }
      throw Violation(
        .S23, "\(replica.name) has altered what a later release wrote at \(commit.counter)")
    }
  }

  /// S23: an earlier release closes an object to edits if it may not pass over something of it, and no
  /// other.
  private func checkLater(
    _ object: ObjectState, _ key: ObjectKey, _ reference: ReferenceFold,
    _ replica: SimulatedReplica
  ) throws {
    let isClosed = reference.closed.contains(key) && !replica.storage.readsLater
    guard object.needsNewerRelease != isClosed else { return }
    throw Violation(
      .S23,
      "\(replica.name) has an object \(isClosed ? "open" : "closed") to edits that is not to be")
  }

  /// S24: what a replica says it has erased is nowhere in its store.
  private func checkErased(
    _ withdrawn: [Digest: OracleWithdrawal], _ chains: [UInt32: [OracleCommit]],
    _ replica: SimulatedReplica, _ scope: ScopeID
  ) throws {
    guard !withdrawn.isEmpty else { return }
    replica.storage.erase(at: now)
    let erased = Set(try replica.storage.erased(in: scope))
    for (logIndex, chain) in chains.sorted(by: { $0.key < $1.key }) {
      for commit in chain {
        guard let withdrawal = withdrawn[commit.hash] else { continue }
        guard erased.contains(Dot(logIndex: logIndex, counter: commit.counter)) else {
          // A disk that fails may put it off; one that works may not.
          if isHealed { throw Violation(.S24, "\(replica.name) has not erased a withdrawn text") }
          continue
        }
        guard !replica.storage.contains(withdrawal.text) else {
          throw Violation(
            .S24,
            "\(replica.name) still has the text of commit \(commit.counter) of log \(logIndex), which "
              + "it says it has erased")
        }
      }
    }
  }

  /// S1: equal control logs and frontiers have equal state hashes. A log that goes on behind its end
  /// stands in the frontier with what is held in the end's place, which may be another history.
  private func checkStateHash(
    _ replica: SimulatedReplica, _ scope: ScopeID, _ control: ControlState,
    _ chains: [UInt32: [OracleCommit]]
  ) throws {
    let digest = frontierDigest(
      scope: scope, control: control.position,
      entries: chains.sorted { $0.key < $1.key }.compactMap { logIndex, chain in
        let counter = control.counted(UInt64(chain.count), of: logIndex)
        return chain[safe: Int(counter) - 1].map {
          FrontierEntry(logIndex: logIndex, counter: counter, headHash: $0.hash)
        }
      })
    let hash = try replica.storage.stateHash(of: scope)
    let isLater = replica.storage.readsLater
    if let known = (isLater ? oracle.laterStateHashes : oracle.stateHashes)[digest], known != hash {
      throw Violation(.S1, "\(replica.name) has another state of equal commits than others")
    }
    if isLater { oracle.laterStateHashes[digest] = hash } else { oracle.stateHashes[digest] = hash }
  }

  /// S11, S13, S30: exactly those commits have no effect that should have none.
  private func checkVoid(
    _ reference: ReferenceFold, _ chains: [UInt32: [OracleCommit]], _ replica: SimulatedReplica,
    _ scope: ScopeID
  ) throws {
    let void = try replica.storage.void(of: scope)
    // Who joined by a snapshot never had what lies below it, and has nothing to say of it.
    let floors =
      replica.joinedBySnapshot
      ? try replica.storage.standing(of: scope, access: .full).floors : [:]
    for logIndex in chains.keys.sorted() {
      for commit in chains[logIndex] ?? [] where commit.counter > floors[logIndex] ?? 0 {
        let reason = void[Dot(logIndex: logIndex, counter: commit.counter)]
        let shouldBe = reference.void.contains(commit.hash)
        guard (reason != nil) != shouldBe else { continue }
        throw Violation(
          commit.namesUnknownRecord ? .S11 : .S13,
          "\(replica.name) takes commit \(commit.counter) of log \(logIndex) for "
            + (reason.map { "void (\($0))" } ?? "accepted"))
      }
    }
  }

  private func compare(
    _ reference: ReferenceFold, _ chains: [UInt32: [OracleCommit]], _ replica: SimulatedReplica,
    _ scope: ScopeID, _ control: ControlState
  ) throws {
    func commit(_ dot: Dot) throws -> Digest {
      guard let chain = chains[dot.logIndex], dot.counter >= 1, dot.counter <= UInt64(chain.count)
      else { throw Violation(.S7, "\(replica.name) shows \(dot), which is not in its logs") }
      return chain[Int(dot.counter) - 1].hash
    }
    var objects: [ObjectKey: ObjectState] = [:]
    for object in try replica.storage.objects(of: scope) {
      let made = try commit(Dot(logIndex: object.id.logIndex, counter: object.id.counter))
      objects[ObjectKey(commit: made, operation: object.id.operationIndex)] = object
    }
    for key in reference.objects where objects[key] == nil {
      throw Violation(.S2, "\(replica.name) lacks an object that was made")
    }
    guard objects.count == reference.objects.count else {
      throw Violation(.S11, "\(replica.name) has an object that nobody accepted made")
    }
    var gone: Set<WriteKey> = []
    for key in reference.objects {
      guard let object = objects[key] else { continue }
      try checkLater(object, key, reference, replica)
      let isLater = replica.storage.readsLater
      for field in [SimulatedTask.status, SimulatedTask.due, LaterRelease.remark]
        + (isLater ? [LaterRelease.rank] : [])
      {
        let name = FieldKey(object: key, field: field)
        let shown = try (object.fields[field]?.siblings ?? []).map {
          (try commit($0.dot), $0.value)
        }
        try compare(shown, name, reference, replica, scope, control)
        for write in reference.written[name] ?? []
        where !(reference.siblings[name] ?? []).contains(where: { $0.key == write.key }) {
          gone.insert(write.key)
        }
      }
      try compareItems(object, key, reference, replica, commit)
    }
    lastLooks[LookKey(replica: replica.place, scope: scope)] = Look(
      controlSequence: control.sequence, gone: gone)
  }

  /// S2 to S5: what stands is exactly what nobody who saw it has replaced.
  private func compare(
    _ shown: [(Digest, SharedValue)], _ field: FieldKey, _ reference: ReferenceFold,
    _ replica: SimulatedReplica, _ scope: ScopeID, _ control: ControlState
  ) throws {
    let standing = reference.siblings[field] ?? []
    let shownHashes = Set(shown.map(\.0))
    for write in standing where !shownHashes.contains(write.key.commit) {
      let others = Set(standing.map(\.value)).count
      throw Violation(
        others > 1 ? .S5 : .S2,
        "\(replica.name) has lost \(write.value.map { "\($0)" } ?? "") of field \(field.field)")
    }
    for (hash, value) in shown where !standing.contains(where: { $0.key.commit == hash }) {
      let look = lastLooks[LookKey(replica: replica.place, scope: scope)]
      let wasGone =
        look?.controlSequence == control.sequence
        && look?.gone.contains { $0.commit == hash } == true
      throw Violation(
        wasGone ? .S3 : .S4,
        "\(replica.name) shows \(value) of field \(field.field), which was replaced")
    }
    for (hash, value) in shown {
      guard let write = standing.first(where: { $0.key.commit == hash }), write.value != value
      else { continue }
      throw Violation(
        .S10,
        "\(replica.name) shows \(value) for what was written as "
          + "\(write.value.map { "\($0)" } ?? "nothing")")
    }
    try checkScreens(standing, reference)
    guard shown.count == standing.count else {
      throw Violation(.S18, "\(replica.name) shows a value twice")
    }
  }

  /// S4, S5 by what people had on screen: nobody's value goes unseen, and nobody is asked to choose
  /// between a value and one that replaced it.
  private func checkScreens(_ standing: [ReferenceFold.Write], _ reference: ReferenceFold) throws {
    guard standing.count > 1 else { return }
    for new in standing {
      for old in standing
      where new.operation.screen.contains(old.key.commit) && reference.saw(new, old) {
        throw Violation(.S4, "a value stands beside one whose author had it on screen")
      }
    }
  }

  private func compareItems(
    _ object: ObjectState, _ key: ObjectKey, _ reference: ReferenceFold,
    _ replica: SimulatedReplica, _ commit: (Dot) throws -> Digest
  ) throws {
    let tags = FieldKey(object: key, field: SimulatedTask.tags)
    let shownTags = try (object.fields[SimulatedTask.tags]?.elements ?? []).map {
      WriteKey(commit: try commit($0.dot), operation: $0.operationIndex)
    }
    try compare(shownTags, reference.elements[tags] ?? [], "tag", replica)
    let links = FieldKey(object: key, field: LaterRelease.links)
    let shownLinks = try (object.fields[LaterRelease.links]?.elements ?? []).map {
      WriteKey(commit: try commit($0.dot), operation: $0.operationIndex)
    }
    let standing = replica.storage.readsLater ? reference.elements[links] ?? [] : []
    try compare(shownLinks, standing, "link", replica)
    let entries = FieldKey(object: key, field: SimulatedTask.entries)
    let shownEntries = try (object.fields[SimulatedTask.entries]?.entries ?? []).map {
      WriteKey(commit: try commit($0.dot), operation: $0.operationIndex)
    }
    try compare(shownEntries, reference.entries[entries] ?? [], "entry", replica)
  }

  private func compare(
    _ shown: [WriteKey], _ standing: [ReferenceFold.Write], _ what: String,
    _ replica: SimulatedReplica
  ) throws {
    let expected = Set(standing.map(\.key))
    guard Set(shown) != expected || shown.count != expected.count else { return }
    if !expected.isSubset(of: shown) {
      throw Violation(.S2, "\(replica.name) has lost a \(what)")
    }
    throw Violation(
      shown.count > Set(shown).count ? .S18 : .S3, "\(replica.name) shows a \(what) too many")
  }
}
