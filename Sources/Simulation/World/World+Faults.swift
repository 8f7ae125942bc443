import CausalHistory
import SignedLogs
import SyncProtocol

extension World {
  /// Lets every active fault that is not part of a stream or disk have its chance.
  func strikeAll() throws {
    if strikes(.partition) { partition() }
    if strikes(.crash), let replica = faultRandom.pick(replicas) { try crash(replica) }
    if mode == .sqlite, strikes(.powerCut), let replica = faultRandom.pick(replicas) {
      counts.fault(.powerCut)
      replica.storage.stop(afterWrites: faultRandom.below(40))
    }
    if strikes(.restoreDatabase) { try restoreDatabase() }
    if strikes(.restoreKeys) { try restoreKeys() }
    if strikes(.clock), let replica = faultRandom.pick(replicas) { setClock(replica) }
    if strikes(.revoke) { try endMembership(revoking: true) }
    if strikes(.removeMember) { try endMembership(revoking: false) }
    if strikes(.retire) { try retire() }
    if strikes(.rotate) { try rotate() }
    if strikes(.join) { try join() }
    if strikes(.redact) { try redact() }
    if strikes(.restoreHub) { try restoreHub() }
    if strikes(.restoreMachine) { try restoreMachine() }
    try carryBundles()
    try copyMachines()
    try upgradeSomebody()
  }

  private func partition() {
    guard let node = faultRandom.pick(Array(nodes)) else { return }
    counts.fault(.partition)
    node.partitionedUntil = now + UInt64(faultRandom.below(8 * max(1, plan.pauseMilliseconds)))
    note((node.place, Int(node.partitionedUntil - startedAt), 8), "\(node.name) is cut off")
  }

  /// A process ends here: sessions end, what the disk had not written is gone.
  func crash(_ replica: SimulatedReplica) throws {
    guard replica.isUp else { return }
    counts.fault(.crash)
    note((replica.place, replica.process, 9), "\(replica.name) crashes")
    replica.isUp = false
    replica.process += 1
    for person in replica.people.indices { replica.people[person].form = nil }
    for (_, connection) in connections.sorted(by: { $0.key < $1.key })
    where connection.places.contains(replica.place) {
      try abandon(connection, by: replica)
    }
    try replica.storage.crash()
    queue.add(
      .restart(replica: replica.place),
      at: now + UInt64(1 + faultRandom.below(4 * plan.pauseMilliseconds)))
  }

  private func abandon(_ connection: Connection, by replica: SimulatedReplica) throws {
    guard let place = connection.places.firstIndex(of: replica.place) else { return }
    connection.sides[place].isOver = true
    connection.sides[place].storing = nil
    connection.pipes[1 - place].isBroken = true
    let time = max(now + 1, connection.pipes[1 - place].lastArrival)
    connection.pipes[1 - place].parcels.append(Pipe.Parcel(time: time, frame: nil))
    queue.add(.arrival(connection: connection.number, side: 1 - place), at: time)
    close(connection)
    if replica.openConnection == connection.number { replica.openConnection = nil }
  }

  func restart(_ replica: SimulatedReplica) throws {
    guard !replica.isUp, !replica.isGone else { return }
    // A machine that stopped while a copy was put back starts with what its disk has.
    if replica.storage.hasStopped { try replica.storage.crash() }
    replica.isUp = true
    if replica.isToFoldAnew {
      try replica.storage.upgrade()
      replica.isToFoldAnew = false
    }
    note((replica.place, replica.process, 10), "\(replica.name) starts")
    try look(at: replica)
  }

  /// Takes copies of what a restore may bring back one day.
  func backUp() throws {
    guard let node = faultRandom.pick(Array(nodes)), node.isUp else { return }
    if plan.strength(.restoreDatabase) > 0, faultRandom.chance(20) {
      node.databaseCopies.append((try node.storage.image(), node.saved))
    }
    if plan.strength(.restoreKeys) > 0, faultRandom.chance(20) { node.keyCopies.append(node.keys) }
    if plan.strength(.restoreMachine) > 0, faultRandom.chance(20) {
      node.machineCopies.append((try node.storage.image(), node.keys, node.saved))
    }
    if plan.strength(.restoreHub) > 0, hub.isUp, faultRandom.chance(20) {
      hub.databaseCopies.append((try hub.storage.image(), hub.saved))
    }
  }

  /// The hub's database is an older copy when its process starts again; its keys and marks are not.
  /// What it decided since then is known to those who heard of it.
  private func restoreHub() throws {
    // Where a node's database is older too, the only copy of a decision may be gone for good.
    guard hub.isUp, !nodes.contains(where: { $0.wasRestored || $0.mayFork }),
      let (image, saved) = faultRandom.pick(hub.databaseCopies)
    else { return }
    counts.fault(.restoreHub)
    try crash(hub)
    note((0, hub.databaseCopies.count, 22), "hub's database is an older copy")
    hub.wasRestored = true
    hub.saved = saved
    lastLooks = lastLooks.filter { $0.key.replica != 0 }
    try hub.storage.restore(image)
  }

  /// The authority withdraws a comment: all of its commit, or the words alone.
  private func redact() throws {
    guard hub.isUp, let scope = faultRandom.pick(scopes), try mayDecide(scope) else { return }
    let control = try hub.storage.control(of: scope)
    var candidates: [(Dot, OracleCommit)] = []
    for log in control.logsInOrder {
      guard let head = try hub.storage.positions(of: scope)[log.logIndex]?.head else { continue }
      for commit in try oracle.chain(to: head)
      where commit.operations.first?.action == .append
        && control.counted(commit.counter, of: log.logIndex) == commit.counter
        // The text of a repeat is in what it repeats, too.
        && commit.repeats == nil && !oracle.repeated.contains(commit.hash)
      {
        let dot = Dot(logIndex: log.logIndex, counter: commit.counter)
        if control.withdrawals[dot] == nil { candidates.append((dot, commit)) }
      }
    }
    guard let (dot, commit) = faultRandom.pick(candidates),
      case .text(let text)? = commit.operations.first?.value,
      let bytes = try hub.storage.commits(of: dot.logIndex, in: scope).0[safe: Int(dot.counter) - 1]
    else { return }
    let isWhole = faultRandom.chance(50)
    let remainder = isWhole ? [] : try bytes.withoutWords()
    counts.fault(.redact)
    textsWithdrawn[dot] = (commit.hash, Array(text.utf8))
    note((Int(dot.logIndex), Int(dot.counter), 23), "hub withdraws \(dot)")
    try decide(
      [
        .redact(
          Withdrawal(
            dot: dot, payloadDigest: bytes.payloadDigest, remainder: try Remainder(remainder),
            ground: "asked for"))
      ], in: scope)
  }

  /// A node's database is an older copy when its process starts again.
  private func restoreDatabase() throws {
    let candidates = nodes.filter { !$0.databaseCopies.isEmpty && !$0.keysWereRestored }
    guard let node = faultRandom.pick(Array(candidates)),
      let (image, saved) = faultRandom.pick(node.databaseCopies)
    else { return }
    counts.fault(.restoreDatabase)
    try crash(node)
    note((node.place, node.databaseCopies.count, 17), "\(node.name)'s database is an older copy")
    // First: the disk may fail when the copy is opened, and the copy is there all the same.
    node.wasRestored = true
    node.saved = saved
    lastLooks = lastLooks.filter { $0.key.replica != node.place }
    try node.storage.restore(image)
  }

  /// A node's keys and marks are older ones. Its database is not: one that is put back with its
  /// marks at the same time can only be found out by others.
  private func restoreKeys() throws {
    let candidates = nodes.filter { !$0.keyCopies.isEmpty && !$0.wasRestored }
    guard let node = faultRandom.pick(Array(candidates)),
      let copy = faultRandom.pick(node.keyCopies)
    else { return }
    counts.fault(.restoreKeys)
    try crash(node)
    note((node.place, node.keyCopies.count, 18), "\(node.name)'s keys are an older copy")
    node.keys = copy
    node.keysWereRestored = true
  }

  private func setClock(_ replica: SimulatedReplica) {
    counts.fault(.clock)
    let year: Int64 = 31_536_000_000
    replica.clockOffset =
      [-40 * year, -3_600_000, 0, 3_600_000, 900 * year][faultRandom.below(5)]
      + Int64(faultRandom.below(100_000))
    note((replica.place, Int(replica.clockOffset), 11), "\(replica.name)'s clock is set")
  }

  // MARK: Decisions

  /// A scope, and a node that is a member of it.
  private func memberOfSome() throws -> (ScopeID, SimulatedReplica)? {
    guard hub.isUp, let scope = faultRandom.pick(scopes) else { return nil }
    let control = try hub.storage.control(of: scope)
    let members = nodes.filter { control.isMember($0.node) }
    return faultRandom.pick(Array(members)).map { (scope, $0) }
  }

  private func endMembership(revoking: Bool) throws {
    guard let (scope, node) = try memberOfSome(), try mayDecide(scope) else { return }
    counts.fault(revoking ? .revoke : .removeMember)
    let control = try hub.storage.control(of: scope)
    let cuts = try control.logs(of: node.node).filter { $0.cut == nil }.map {
      try cut(of: $0, in: scope)
    }
    note(
      (node.place, Int(control.sequence), revoking ? 12 : 13), "hub ends \(node.name)'s membership")
    try decide(
      [
        revoking
          ? .revokeNode(node.node, cuts: cuts, reason: "compromised")
          : .removeMember(node.node, cuts: cuts)
      ], in: scope)
    ended[scope, default: [:]][node.memberPlace] = try hub.storage.control(of: scope).position
    // What a session showed of it is forgotten, and is to be erased.
    for connection in connections.values where replicas[connection.places[0]].node == node.node {
      for place in 0...1 { connection.held[place][scope] = nil }
    }
  }

  /// Where a log ends: as a rule at what the hub holds; sometimes earlier, for a compromise that
  /// lies back.
  private func cut(of log: AdmittedLog, in scope: ScopeID) throws -> LogCut {
    let head = try hub.storage.positions(of: scope)[log.logIndex]?.head ?? .genesis(log.genesis.log)
    guard head.counter > 0, faultRandom.chance(30) else {
      return LogCut(logIndex: log.logIndex, counter: head.counter, headHash: head.hash)
    }
    let chain = try oracle.chain(to: head)
    let counter = faultRandom.below(chain.count + 1)
    return LogCut(
      logIndex: log.logIndex, counter: UInt64(counter),
      headHash: counter == 0 ? log.genesis.log.digest : chain[counter - 1].hash)
  }

  private func retire() throws {
    guard let (scope, node) = try memberOfSome(), try mayDecide(scope) else { return }
    let control = try hub.storage.control(of: scope)
    // Sometimes one that has ended already: an end is never moved back out.
    guard let log = faultRandom.pick(control.logs(of: node.node)) else { return }
    counts.fault(.retire)
    note((node.place, Int(log.logIndex), 14), "hub retires log \(log.logIndex)")
    try decide([.retireLog(try cut(of: log, in: scope))], in: scope)
  }

  private func rotate() throws {
    guard hub.isUp, let scope = faultRandom.pick(scopes), try mayDecide(scope),
      let (next, after) = nextAuthority(after: try hub.storage.control(of: scope))
    else { return }
    counts.fault(.rotate)
    note((0, 0, 15), "hub rotates its authority key")
    try decide(
      [
        .rotateAuthority(
          next.publicKey, nextKeyHash: ScopeGenesis.hashOfNextKey(after.publicKey))
      ], in: scope)
  }

  /// A node becomes a member of a scope that it was not in.
  private func join() throws {
    guard hub.isUp, let scope = faultRandom.pick(scopes), try mayDecide(scope) else { return }
    let control = try hub.storage.control(of: scope)
    let others = nodes.filter {
      !control.isMember($0.node) && control.nodes[$0.node]?.isRevoked != true
    }
    guard let node = faultRandom.pick(Array(others)) else { return }
    counts.fault(.join)
    note((node.place, 0, 16), "hub admits \(node.name)")
    // Before it is tried: a disk that fails may have kept the record all the same.
    ended[scope]?[node.memberPlace] = nil
    try admit(node, to: scope)
  }
}
