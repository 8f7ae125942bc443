import CausalHistory
import SignedLogs
import SyncProtocol

// What a log could not keep is written again by the machine that wrote it, in the log that follows.
extension World {
  /// Repeats what the ended logs of a node lost, once a session has come to its end: what others have
  /// of its logs is here then, in scopes that were exchanged whole. As the product does.
  func goOnAfterVerdicts(_ replica: SimulatedReplica, in exchanged: Set<ScopeID>) throws {
    guard replica.isUp, replica.place > 0, !replica.isLiar else { return }
    for scope in try replica.storage.scopes() where exchanged.contains(scope) {
      let control = try replica.storage.control(of: scope)
      guard control.members[replica.node] == .writer else { continue }
      if try replica.storage.isToBeCompared(in: scope) {
        try leaveOutWhatStands(scope, control, at: replica)
      } else if let lost = try replica.storage.orphanedLog(of: replica.node, in: scope),
        // What waits to be admitted is exchanged first.
        try replica.storage.waitingHead(in: scope) == nil
      {
        try repeatOrphans(of: lost, scope, control, at: replica)
      } else {
        continue
      }
      try tellLiveSessions(of: replica, scope)
      queue.add(.connect(replica: replica.place), at: now + 1_000)
    }
  }

  private func repeatOrphans(
    of lost: UInt32, _ scope: ScopeID, _ control: ControlState, at replica: SimulatedReplica
  ) throws {
    guard let from = control.logs[lost]?.genesis.log else { return }
    let (genesis, key) = try nextBeginning(scope, control, at: replica, using: &repeatRandom)
    let before = try replica.storage.frontier(of: scope)
    let others = try countedLogs(scope, control, at: replica)
    var random = repeatRandom
    var written: [VerifiedCommit] = []
    do {
      try replica.storage.goOn(
        with: genesis, repeating: lost, key: key, salt: { random.bytes(16) }, written: &written)
    } catch {
      repeatRandom = random
      // A transaction that could not be finished may still be there after the next start.
      try tell(written, genesis.log, from, before, others, control, scope, replica)
      throw error
    }
    repeatRandom = random
    try tell(written, genesis.log, from, before, others, control, scope, replica)
    replica.saved.formUnion(written.map(\.hash))
    counts.repeats += written.count
    note(
      (replica.place, Int(lost), written.count),
      "\(replica.name) begins log \(genesis.incarnation) with \(written.count) commits of log "
        + "\(lost)")
  }

  /// What counts of a node's own logs, as far as it is here.
  private func countedLogs(
    _ scope: ScopeID, _ control: ControlState, at replica: SimulatedReplica
  ) throws -> [[OracleCommit]] {
    try chains(control, replica.storage.positions(of: scope))
      .filter { control.logs[$0.key]?.genesis.node == replica.node }
      .sorted { $0.key < $1.key }
      .map { Array($0.value.prefix(Int(control.counted(UInt64($0.value.count), of: $0.key)))) }
  }

  /// Tells the oracle what repeats mean: the same operations, made in sight of the same. What a repeat
  /// builds on may be repeated already in what counts of the machine's other logs.
  private func tell(
    _ written: [VerifiedCommit], _ log: LogID, _ lost: LogID, _ before: VersionVector,
    _ others: [[OracleCommit]], _ control: ControlState, _ scope: ScopeID,
    _ replica: SimulatedReplica
  ) throws {
    var context: [LogID: UInt64] = [:]
    for entry in before.entries {
      if let log = control.logs[entry.logIndex]?.genesis.log { context[log] = entry.counter }
    }
    let counted = Set(others.joined().map(\.hash))
    var standing: [Digest: Digest] = [:]
    for commit in others.joined() where commit.repeats != nil {
      standing[oracle.root(of: commit)] = commit.hash
    }
    var previous = log.digest
    var repeats: [Digest: Digest] = [:]
    var places: [UInt64] = []
    for commit in written {
      guard let reissue = commit.reissueOf, let first = oracle.commits[reissue.hash],
        let original = oracle.commits(of: lost, from: first).first(where: {
          !counted.contains($0.hash)
        }), original.author == replica.memberPlace
      else { throw Violation(.S10, "\(replica.name) repeats a commit that it never wrote") }
      repeats[original.hash] = commit.hash
      let past = try ownPast(of: original, under: control)
      for before in past where repeats[before.hash] == nil && !counted.contains(before.hash) {
        repeats[before.hash] = standing[oracle.root(of: before)]
      }
      var observed: [LogID: UInt64] = [:]
      for other in (original.observed ?? original.context).keys {
        observed[other] = min(
          oracle.seen(other, by: original, under: control),
          oracle.cut(of: other, in: scope, under: control)?.counter ?? .max)
      }
      observed[original.log] = min(original.ownSeen, try common(original, under: control))
      let seen = Set(past.filter { $0.hash != original.hash }.map { oracle.root(of: $0) })
      for other in others {
        guard let log = other.first?.log else { continue }
        let count = other.prefix { $0.repeats != nil && seen.contains(oracle.root(of: $0)) }.count
        observed[log] = max(observed[log] ?? 0, UInt64(count))
      }
      // Who repeats writes what this release knows.
      let operations = original.operations.filter { !$0.isLater }.map { $0.renamed(repeats) }
      raise(&observed, toNamed: operations, among: Set(repeats.values), besides: log)
      oracle.note(
        OracleCommit(
          hash: commit.hash, previous: previous, scope: scope, log: log,
          counter: commit.dot.counter, author: replica.memberPlace, machine: replica.place,
          context: context,
          operations: operations,
          controlSequence: commit.control.sequence, repeats: original.hash, observed: observed,
          ownObserved: UInt64(places.filter { $0 <= original.ownSeen }.count)))
      places.append(original.counter)
      previous = commit.hash
    }
  }

  /// What a machine had written itself when it wrote a commit, and that commit; of logs that were
  /// continued in two ways only its own, whether a verdict has said so or nobody ever found out.
  private func ownPast(of commit: OracleCommit, under control: ControlState) throws
    -> [OracleCommit]
  {
    let past = try oracle.chain(
      to: LogHead(logID: commit.log, counter: commit.counter, hash: commit.hash))
    let seen = commit.observed ?? commit.context
    let own = ownPlaces(of: replicas[commit.machine])
    let others = oracle.commits.values.filter { other in
      other.author == commit.author && other.log != commit.log
        && own[other.log]?[other.counter] ?? other.hash == other.hash
        && other.counter <= seen[other.log] ?? 0
        && oracle.forks[commit.scope]?.contains { $0.log == other.log } != true
    }
    return past.filter { $0.counter <= commit.ownSeen || $0.hash == commit.hash } + others
  }

  /// What a machine that lives twice wrote itself, by log and counter: the same places may hold others'
  /// commits elsewhere. What it has of its copy it took in like anybody.
  private func ownPlaces(of machine: SimulatedReplica) -> [LogID: [UInt64: Digest]] {
    guard machine.isDouble else { return [:] }
    return machine.saved.reduce(into: [:]) { places, hash in
      guard let commit = oracle.commits[hash] else { return }
      places[commit.log, default: [:]][commit.counter] = hash
    }
  }

  /// How far the history of a commit and the one that counts of its log are one.
  private func common(_ commit: OracleCommit, under control: ControlState) throws -> UInt64 {
    guard let cut = control.logIndex(of: commit.log).flatMap({ control.logs[$0]?.cut }) else {
      return 0
    }
    let counted = try oracle.chain(
      to: LogHead(logID: commit.log, counter: cut.counter, hash: cut.headHash))
    let own = try oracle.chain(
      to: LogHead(logID: commit.log, counter: commit.counter, hash: commit.hash))
    return UInt64(zip(counted, own).prefix { $0.hash == $1.hash }.count)
  }

  /// What waits to be admitted gets another beginning: the same commits in another chain.
  func beginAgain(
    _ genesis: VerifiedLogGenesis, _ key: LogKey, after head: LogHead,
    at replica: SimulatedReplica
  ) throws {
    let old = try oracle.chain(to: head)
    var written: [VerifiedCommit] = []
    defer {
      var previous = genesis.log.digest
      var names: [Digest: Digest] = [:]
      for (before, commit) in zip(old, written) {
        names[before.hash] = commit.hash
        oracle.note(
          OracleCommit(
            hash: commit.hash, previous: previous, scope: before.scope, log: genesis.log,
            counter: before.counter, author: before.author, machine: replica.place,
            context: before.context,
            operations: before.operations.map { $0.renamed(names) },
            controlSequence: before.controlSequence, repeats: before.repeats,
            observed: before.observed, ownObserved: before.ownObserved))
        previous = commit.hash
      }
    }
    try replica.storage.beginAgain(genesis, key: key, written: &written)
    replica.saved.subtract(old.map(\.hash))
    replica.saved.formUnion(written.map(\.hash))
  }

  /// Leaves out of what waits what another log of its node repeats already; what was built on it names
  /// it there.
  private func leaveOutWhatStands(
    _ scope: ScopeID, _ control: ControlState, at replica: SimulatedReplica
  ) throws {
    guard let waiting = try replica.storage.waitingHead(in: scope) else { return }
    let (genesis, key) = try nextBeginning(scope, control, at: replica, using: &repeatRandom)
    let old = try oracle.chain(to: waiting)
    let others = try countedLogs(scope, control, at: replica)
    var random = repeatRandom
    var written: [VerifiedCommit] = []
    defer {
      repeatRandom = random
      tell(written, instead: old, others, genesis.log)
    }
    try replica.storage.leaveOutWhatStands(
      genesis, key: key, salt: { random.bytes(16) }, written: &written)
    replica.saved.subtract(old.map(\.hash))
    replica.saved.formUnion(written.map(\.hash))
    note(
      (replica.place, old.count, written.count),
      "\(replica.name) leaves \(old.count - written.count) commits out of what waits")
  }

  private func tell(
    _ written: [VerifiedCommit], instead old: [OracleCommit], _ others: [[OracleCommit]],
    _ log: LogID
  ) {
    var standing: [Digest: Digest] = [:]
    for commit in others.joined() where commit.repeats != nil {
      standing[oracle.root(of: commit)] = commit.hash
    }
    let leftOut = old.filter { standing[oracle.root(of: $0)] != nil }
    guard !leftOut.isEmpty else { return }
    var names: [Digest: Digest] = [:]
    for commit in leftOut { names[commit.hash] = standing[oracle.root(of: commit)] }
    var previous = log.digest
    var places: [UInt64] = []
    for (before, commit) in zip(old.filter { names[$0.hash] == nil }, written) {
      let seen = Set(leftOut.filter { $0.counter <= before.ownSeen }.map { oracle.root(of: $0) })
      var observed = before.observed ?? before.context
      for other in others {
        guard let log = other.first?.log else { continue }
        let count = other.prefix { seen.contains(oracle.root(of: $0)) }.count
        observed[log] = max(observed[log] ?? 0, UInt64(count))
      }
      names[before.hash] = commit.hash
      let operations = before.operations.filter { !$0.isLater }.map { $0.renamed(names) }
      raise(&observed, toNamed: operations, among: Set(names.values), besides: log)
      oracle.note(
        OracleCommit(
          hash: commit.hash, previous: previous, scope: before.scope, log: log,
          counter: commit.dot.counter, author: before.author, machine: before.machine,
          context: before.context,
          operations: operations,
          controlSequence: before.controlSequence, repeats: before.repeats, observed: observed,
          ownObserved: UInt64(places.filter { $0 <= before.ownSeen }.count)))
      places.append(before.counter)
      previous = commit.hash
    }
  }

  /// What names a repeat in another log has seen it, whatever stands there before it.
  private func raise(
    _ observed: inout [LogID: UInt64], toNamed operations: [OracleOperation],
    among repeats: Set<Digest>, besides log: LogID
  ) {
    for hash in operations.flatMap(\.named) where repeats.contains(hash) {
      guard let commit = oracle.commits[hash], commit.log != log else { continue }
      observed[commit.log] = max(observed[commit.log] ?? 0, commit.counter)
    }
  }

  // MARK: Checks

  /// L7, S15: what people were told is saved stands once, in its log or in the one after it.
  func checkRepeats(in scope: ScopeID) throws {
    let control = try hub.storage.control(of: scope)
    let chains = try self.chains(control, hub.storage.positions(of: scope))
    let fold = reference(chains, in: scope, under: control)
    var standing: [Digest: OracleCommit] = [:]
    for commit in chains.sorted(by: { $0.key < $1.key }).flatMap(\.value)
    where fold.accepted[commit.hash] != nil {
      if let other = standing.updateValue(commit, forKey: oracle.root(of: commit)),
        // Copies of one machine may both repeat what they lost before one has heard of the other.
        !replicas[commit.author].mayFork || other.repeats == nil || commit.repeats == nil
          || other.counter <= commit.context[other.log] ?? 0
          || commit.counter <= other.context[commit.log] ?? 0
      {
        throw Violation(
          .S15,
          "what \(replicas[commit.author].name) wrote once stands twice, at \(other.counter) of log "
            + "\(other.log.hex.prefix(8)) and at \(commit.counter) of log "
            + "\(commit.log.hex.prefix(8))")
      }
    }
    let withdrawn = Set(
      oracle.withdrawals(in: scope, under: control).keys.compactMap { oracle.commits[$0] }
        .map { oracle.root(of: $0) })
    for node in try members(of: scope) {
      let saved = node.saved.compactMap { oracle.commits[$0] }.filter { $0.scope == scope }
        .sorted { ($0.log.hex, $0.counter, $0.hash.hex) < ($1.log.hex, $1.counter, $1.hash.hex) }
      for commit in saved {
        let root = oracle.root(of: commit)
        guard standing[root] == nil, !withdrawn.contains(root) else { continue }
        let isForked = oracle.forks[scope]?.contains { $0.log == commit.log } == true
        throw Violation(
          isForked ? .L7 : .S15,
          "\(node.name) saved commit \(commit.counter) of log \(commit.log.hex.prefix(8)), and it "
            + "neither stands there nor is repeated")
      }
    }
    try checkSwitchedOff(scope, chains, standing, withdrawn)
    for (commit, operation) in fold.passedOver where commit.repeats != nil {
      // What others made, or what was lost only afterwards, cannot be named by its repeat.
      guard let made = oracle.commits[operation.object.commit], made.author == commit.author,
        standing[oracle.root(of: made)] != nil,
        let cut = oracle.cut(of: made.log, in: scope, under: control),
        cut.sequence <= commit.controlSequence,
        // That a log was continued in two ways further back may be found out later still.
        made.counter <= oracle.seen(made.log, by: commit, under: control)
          || (commit.observed?[made.log] ?? 0) < made.counter
      else { continue }
      throw Violation(
        .L7,
        "\(replicas[commit.author].name) repeats a commit so that it has no effect, at "
          + "\(commit.counter) of log \(commit.log.hex.prefix(8)): it names commit \(made.counter) of "
          + "log \(made.log.hex.prefix(8)), which does not count there")
    }
  }
}

extension Oracle {
  /// What is in a log of the same beginning as a commit.
  fileprivate func commits(of log: LogID, from first: OracleCommit) -> [OracleCommit] {
    let root = root(of: first)
    return commits.values.filter { $0.log == log && self.root(of: $0) == root }
      .sorted { ($0.counter, $0.hash.hex) < ($1.counter, $1.hash.hex) }
  }

  /// The commit that a repeat goes back to; of any other commit itself.
  func root(of commit: OracleCommit) -> Digest {
    var root = commit
    while let original = root.repeats.flatMap({ commits[$0] }) { root = original }
    return root.hash
  }
}

extension OracleOperation {
  /// The commits that it names.
  fileprivate var named: [Digest] {
    switch action {
    case .setNamed(let commits), .remove(let commits): [object.commit] + commits
    default: [object.commit]
    }
  }

  /// The same with other names for commits.
  fileprivate func renamed(_ names: [Digest: Digest]) -> OracleOperation {
    func name(_ commit: Digest) -> Digest { names[commit] ?? commit }
    let renamed: Action =
      switch action {
      case .setNamed(let named): .setNamed(named.map(name))
      case .remove(let named): .remove(named.map(name))
      case .create, .setAll, .add, .append, .laterSet, .laterAdd: action
      }
    return OracleOperation(
      object: ObjectKey(commit: name(object.commit), operation: object.operation), field: field,
      action: renamed, value: value, screen: screen.map(name))
  }
}
