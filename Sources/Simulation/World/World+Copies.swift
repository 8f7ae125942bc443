import CausalHistory
import SignedLogs
import SyncProtocol

// A machine that is copied whole and lives on beside its copy: both call the hub under one name, with
// the same keys, and neither can know. To the hub they are sessions of one node, of which it may have
// several; it tells all of them.
extension World {
  /// Copies a machine; or switches one of two copies off before anything is healed.
  func copyMachines() throws {
    let strength = plan.strength(.liveCopy)
    guard strength > 0 else { return }
    if copyRandom.chance(3), let double = copyRandom.pick(livingDoubles()) {
      try switchOff(double)
    }
    let copies = replicas.filter { $0.memberPlace != $0.place }.count
    guard copyRandom.chance(strength), copies == 0 || copies == 1 && copyRandom.chance(10),
      !hub.wasRestored,
      let original = copyRandom.pick(nodes.filter { $0.isUp && !$0.isLiar && !$0.isGone })
    else { return }
    try copy(original)
  }

  private func copy(_ original: SimulatedReplica) throws {
    let image = try original.storage.image()
    let place = replicas.count
    let copy = SimulatedReplica(
      place: place, name: "\(original.name)-copy-\(place)", identity: original.identity,
      storage: try makeStorage(place), copyOf: original)
    copy.isLater = original.isLater
    if copy.isLater { copy.storage.beginLater() }
    try copy.storage.restore(image)
    copy.storage.arm()
    (copy.keys, copy.saved) = (original.keys, original.saved)
    copy.people = original.people.map { Person(actor: $0.actor) }
    copy.clockOffset = hasOddClocks ? oddClock(place) : original.clockOffset
    copy.mangles = original.mangles
    (copy.wasRestored, copy.keysWereRestored) = (original.wasRestored, original.keysWereRestored)
    replicas.append(copy)
    for replica in replicas where replica.node == original.node {
      (replica.mayFork, replica.isDouble) = (true, true)
    }
    for scope in scopes {
      let (from, to) = (
        LookKey(replica: original.place, scope: scope), LookKey(replica: place, scope: scope)
      )
      sealed[to] = sealed[from]
      acknowledged[to] = acknowledged[from]
    }
    counts.fault(.liveCopy)
    note(
      (original.place, place, 36), "\(original.name) is copied: \(copy.name)")
    queue.add(
      .connect(replica: place), at: now + UInt64(copyRandom.below(4 * plan.pauseMilliseconds)))
  }

  /// Machines that would leave a copy behind.
  private func livingDoubles() -> [SimulatedReplica] {
    nodes.filter { double in
      !double.isGone
        && nodes.contains { $0.node == double.node && !$0.isGone && $0.place != double.place }
    }
  }

  /// Everything is about to be healed: both copies stay, or one is found and switched off.
  func switchCopiesOff() throws {
    guard !livingDoubles().isEmpty, copyRandom.chance(50),
      let double = copyRandom.pick(livingDoubles())
    else { return }
    try switchOff(double)
  }

  /// A machine is switched off for good. What nobody else has is gone with it.
  private func switchOff(_ double: SimulatedReplica) throws {
    note((double.place, double.process, 37), "\(double.name) is switched off for good")
    double.isGone = true
    try crash(double)
  }

  /// S15: what was saved on a machine that is gone, and was taken in at the hub, stands, or can be
  /// seen there to be void.
  func checkSwitchedOff(
    _ scope: ScopeID, _ chains: [UInt32: [OracleCommit]], _ standing: [Digest: OracleCommit],
    _ withdrawn: Set<Digest>
  ) throws {
    let held = Set(chains.values.joined().map(\.hash))
    for node in nodes where node.isGone {
      let saved = node.saved.intersection(reachedHub).subtracting(held)
        .compactMap { oracle.commits[$0] }.filter { $0.scope == scope }
        .sorted { ($0.log.hex, $0.counter, $0.hash.hex) < ($1.log.hex, $1.counter, $1.hash.hex) }
      for commit in saved {
        let root = oracle.root(of: commit)
        guard standing[root] == nil, !withdrawn.contains(root), !isDecidedAway(commit) else {
          continue
        }
        throw Violation(
          .S15,
          "commit \(commit.counter) of log \(commit.log.hex.prefix(8)) reached the hub before "
            + "\(node.name) was switched off, and it neither stands nor is it void there")
      }
    }
  }

  /// Whether an authority's own decision, not a verdict about two histories, ended the log before a commit.
  private func isDecidedAway(_ commit: OracleCommit) -> Bool {
    (oracle.cuts[commit.scope] ?? []).contains {
      !$0.isVerdict && $0.log == commit.log && $0.counter < commit.counter
    }
  }
}
