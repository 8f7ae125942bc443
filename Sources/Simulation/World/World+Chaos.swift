import CausalHistory
import SignedLogs
import SyncProtocol

extension World {
  /// Safety: things happen and go wrong, and nothing may be lost.
  func runChaos() throws {
    for _ in 0..<plan.steps {
      try advance(to: now + UInt64(1 + stepRandom.below(plan.pauseMilliseconds)))
      try guarded { try takeStep() }
    }
    try settle(within: 30_000)
    for replica in replicas { try guarded { try look(at: replica) } }
  }

  private func takeStep() throws {
    guard let replica = stepRandom.pick(replicas) else { return }
    switch stepRandom.below(10) {
    case 0...4: try act(at: replica)
    case 5...7: if replica.place > 0 { try connect(replica) }
    case 8: try look(at: replica)
    default: break
    }
    try backUp()
    try strikeAll()
  }

  /// Liveness: everything works again, and everybody must become equal soon.
  func heal() throws {
    isHealed = true
    note((0, 0, 20), "healed")
    for replica in replicas {
      replica.partitionedUntil = 0
      if !hasOddClocks { replica.clockOffset = 0 }
    }
    try switchCopiesOff()
    for replica in replicas {
      if replica.storage.hasStopped { try crash(replica) }
      replica.storage.heal()
      if !replica.isUp { try restart(replica) }
    }
    for (_, connection) in connections.sorted(by: { $0.key < $1.key }) {
      connection.sides[0].inbox.append(.stopping)
      try pump(connection, 0)
    }
    // What hangs is noticed by its own clock.
    try settle(within: 400_000)
    guard connections.isEmpty else {
      throw Violation(.S27, "\(connections.count) sessions never end")
    }
    // A hub that was brought back gets its decisions first; a fork is proved, then settled.
    let rounds =
      3 + (hub.wasRestored ? 1 : 0) + (replicas.contains { $0.wasRestored || $0.mayFork } ? 2 : 0)
      + (replicas.contains(where: \.isDouble) ? 1 : 0)
    try synchroniseAll(rounds: rounds)
    try checkLevel()
    try checkReceipts()
    for scope in scopes { try checkRepeats(in: scope) }
    for replica in replicas { try look(at: replica) }
    try takeOldBundlesIn()
    try checkQuietSession()
    try checkMark()
    try upgradeAll()
    try runEpilogue()
  }

  /// Every node calls the hub, so many times.
  func synchroniseAll(rounds: Int) throws {
    for round in 1...rounds {
      hasMoved = false
      for node in nodes where !node.isLiar {
        try connect(node)
        try settle(within: 200_000)
      }
      note((round, 0, 21), "round \(round)")
      if round == 1 { try confirmNothingNewer() }
      // Another round would be as this one.
      if round > 1, !hasMoved { break }
    }
  }

  /// Everybody has synchronised. If the hub lacks some of its own decisions still, what it made for
  /// somebody and nobody has read yet is read, and comes back. What is missing then, nobody has: the
  /// operator says so, and the hub signs again.
  private func confirmNothingNewer() throws {
    guard hub.wasRestored else { return }
    if try scopes.contains(where: { try !mayDecide($0) }) {
      try readBundlesOfHub()
      for node in nodes where !node.isLiar {
        try connect(node)
        try settle(within: 200_000)
      }
    }
    for scope in scopes { hub.keys.forget(LogID(scope.digest)) }
  }

  /// The nodes that must have everything of a scope.
  func members(of scope: ScopeID) throws -> [SimulatedReplica] {
    let control = try hub.storage.control(of: scope)
    return nodes.filter {
      control.isMember($0.node) && !$0.isLiar && !$0.isGone && !isRevokedAnywhere($0)
    }
  }

  /// A node that was revoked in one scope is not served any more in any.
  func isRevokedAnywhere(_ node: SimulatedReplica) -> Bool {
    scopes.contains { scope in
      (try? hub.storage.control(of: scope))?.nodes[node.node]?.isRevoked == true
    }
  }

  /// L1: equal control logs, frontiers and states.
  func checkLevel() throws {
    for scope in scopes {
      for (place, record) in (ended[scope] ?? [:]).sorted(by: { $0.key < $1.key }) {
        let control = try hub.storage.control(of: scope)
        // A decision that nobody had heard of may be gone with the hub's database.
        guard control.hash(at: record.sequence) == record.hash,
          control.isMember(replicas[place].node)
        else { continue }
        throw Violation(.S11, "\(replicas[place].name)'s membership was ended, and goes on")
      }
      let control = try hub.storage.control(of: scope).position
      let frontier = try countedFrontier(of: scope, at: hub)
      let state = try hub.storage.stateHash(of: scope)
      for node in try members(of: scope) {
        guard try node.storage.scopes().contains(scope) else {
          throw Violation(.L1, "\(node.name) does not know a scope that it is a member of")
        }
        guard try node.storage.control(of: scope).position == control else {
          throw Violation(.L1, "\(node.name)'s control log is not level with the hub's")
        }
        let its = try countedFrontier(of: scope, at: node)
        guard its == frontier else {
          throw Violation(.L1, "\(node.name) holds \(its.entries) and the hub \(frontier.entries)")
        }
        // An earlier release shows what it does not know otherwise than a later one.
        guard node.storage.readsLater == hub.storage.readsLater else { continue }
        guard try node.storage.stateHash(of: scope) == state else {
          throw Violation(.S1, "\(node.name) holds the hub's commits and has another state")
        }
      }
    }
  }

  /// L3: when all active members are level the hub can mark all that it holds.
  func checkMark() throws {
    for scope in scopes {
      let active = try hub.storage.control(of: scope).activeMembers.filter { $0 != hub.node }
      // Of a liar, and of who is not served any more, nothing is known.
      let heard = Set(try members(of: scope).map(\.node))
      guard heard.isSuperset(of: active) else { continue }
      let held = try hub.storage.stableFrontier(of: active.sorted(), in: scope)
      for entry in try countedFrontier(of: scope, at: hub).entries
      where held[entry.logIndex] < entry.counter {
        throw Violation(
          .L3,
          "all are level at \(entry.counter) of log \(entry.logIndex), and the hub can mark "
            + "\(held[entry.logIndex])")
      }
    }
  }

  /// How far a replica holds each log, what lies beyond a log's end left out: a node may hold more of
  /// its own than anybody wants.
  func countedFrontier(of scope: ScopeID, at replica: SimulatedReplica) throws
    -> VersionVector
  {
    let control = try replica.storage.control(of: scope)
    let frontier = try replica.storage.frontier(of: scope)
    return VersionVector(
      frontier.entries.map {
        VersionVector.Entry(
          logIndex: $0.logIndex, counter: control.counted($0.counter, of: $0.logIndex))
      })
  }

  /// L2: the hub's word for everything, or a reason why there is none.
  private func checkReceipts() throws {
    for scope in scopes {
      for node in try members(of: scope) {
        guard let own = try node.storage.ownLog(in: scope)?.log else { continue }
        let control = try node.storage.control(of: scope)
        guard let logIndex = control.logIndex(of: own) else {
          throw Violation(.L2, "\(node.name)'s log was never admitted")
        }
        let head = try node.storage.positions(of: scope)[logIndex]?.head.counter ?? 0
        let receipt = try node.storage.receipt(for: scope)
        let said = receipt?.frontier.first { $0.logIndex == logIndex }?.counter ?? 0
        let end = control.logs[logIndex]?.cut?.counter ?? .max
        guard said >= min(head, end) else {
          throw Violation(.L2, "\(node.name) has written \(head) and has a receipt for \(said)")
        }
      }
    }
  }

  /// L5: nothing to do is one round trip of at most 1 kB.
  private func checkQuietSession() throws {
    guard
      let node = try nodes.first(where: { node in
        try !node.isLiar && !node.isGone && !isRevokedAnywhere(node)
          && node.storage.scopes().allSatisfy {
            try hub.storage.control(of: $0).isMember(node.node)
          }
      })
    else { return }
    let before = counts
    try connect(node)
    try settle(within: 10_000)
    let frames = counts.frames - before.frames
    let bytes = counts.bytes - before.bytes
    guard frames <= 5, bytes <= 2_000 else {
      throw Violation(.L5, "a session with nothing to do took \(frames) frames, \(bytes) bytes")
    }
  }
}
