import CausalHistory
import SignedLogs
import SyncProtocol

// A machine that is put back whole writes again in places that others hold already. Whoever meets
// both histories has proof of it, and the hub decides which one counts.
extension World {
  /// A node's whole machine is an older copy of itself.
  func restoreMachine() throws {
    let candidates = nodes.filter {
      !$0.machineCopies.isEmpty && ($0.mayFork || !$0.wasRestored && !$0.keysWereRestored)
    }
    guard !hub.wasRestored, let node = faultRandom.pick(Array(candidates)),
      let (image, keys, saved) = faultRandom.pick(node.machineCopies)
    else { return }
    counts.fault(.restoreMachine)
    try crash(node)
    note((node.place, node.machineCopies.count, 24), "\(node.name) is an older copy of itself")
    (node.keys, node.saved) = (keys, saved)
    (node.wasRestored, node.keysWereRestored, node.mayFork) = (true, true, true)
    lastLooks = lastLooks.filter { $0.key.replica != node.place }
    try node.storage.restore(image)
  }

  /// Proof of two histories has come up: S14. At the hub it leads to a verdict.
  func take(_ proof: VerifiedForkProof, _ scope: ScopeID, at replica: SimulatedReplica) throws {
    guard
      let author = replicas.first(where: { author in
        (try? replica.storage.control(of: scope))?.logs[proof.proof.logIndex]?.genesis.node
          == author.node
      })
    else { throw Violation(.S14, "\(replica.name) holds proof against nobody") }
    // Also a database that was put back twice holds what was sealed in one history and not in the next.
    guard author.wasRestored || author.mayFork || author.isLiar else {
      throw Violation(.S14, "\(author.name) is accused and never wrote in one place twice")
    }
    guard replica.place == 0, try mayDecide(scope) else { return }
    try settle(proof.proof, scope)
  }

  /// The hub decides: what it holds counts, and ends the log. Where the two histories part it finds
  /// out by asking; here the oracle says it.
  private func settle(_ proof: ForkProof, _ scope: ScopeID) throws {
    let control = try hub.storage.control(of: scope)
    guard let log = control.logs[proof.logIndex],
      let head = try hub.storage.positions(of: scope)[proof.logIndex]?.head
    else { return }
    let chain = try oracle.chain(to: head)
    guard let here = chain[safe: Int(proof.counter) - 1]?.hash else { return }
    var other = here == proof.firstHash ? proof.secondHash : proof.firstHash
    var counter = proof.counter
    while let commit = oracle.commits[other], counter > 1,
      chain[Int(counter) - 2].hash != commit.previous
    {
      other = commit.previous
      counter -= 1
    }
    if log.ended(beforePartingAfter: counter - 1) { return }
    // A machine that is put back again may part from the log once more, further back.
    guard counter - 1 < log.forks.map(\.certainCounter).min() ?? .max else { return }
    // A log that has ended already ends where it did, if that is in the history that is here.
    let end = log.cut.flatMap { cut in
      chain[safe: Int(cut.counter) - 1]?.hash == cut.headHash ? cut : nil
    }
    note(
      (Int(proof.logIndex), Int(counter), 25),
      "hub settles log \(proof.logIndex) from \(counter) on")
    try decide(
      [
        .forkVerdict(
          ForkVerdict(
            forkCounter: counter,
            accepted: end
              ?? LogCut(logIndex: log.logIndex, counter: head.counter, headHash: head.hash),
            proof: proof))
      ], in: scope)
  }

  /// A form that shows what a verdict has set aside is closed: its person looks again.
  func dropForms(at replica: SimulatedReplica, _ scope: ScopeID) throws {
    let forked = try replica.storage.control(of: scope).logsInOrder.filter { !$0.forks.isEmpty }
    // Also one that shows what had no name of its own yet, and has one now.
    let indices = Set(forked.map(\.logIndex) + [0])
    for person in replica.people.indices {
      guard let form = replica.people[person].form, form.scope == scope,
        indices.contains(form.object.logIndex)
          || form.screen.values.contains(where: {
            $0.contains { indices.contains($0.dot.logIndex) }
          })
      else { continue }
      replica.people[person].form = nil
    }
  }
}
