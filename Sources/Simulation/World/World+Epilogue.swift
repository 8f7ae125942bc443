import CausalHistory
import PartnershipRecords
import SignedLogs
import SyncProtocol

// After everybody is level logs are trimmed, somebody joins by a snapshot, and work goes on: nothing
// of it may make a difference. On SQLite only: the memory store keeps everything.
extension World {
  func runEpilogue() throws {
    guard plan.hasEpilogue, mode == .sqlite, !nodes.contains(where: \.isLiar) else { return }
    for scope in scopes {
      guard let stable = try markStable(scope) else { continue }
      // In the product the hub alone lets go. A machine that lived twice may keep what a verdict set
      // aside, and could not read it any more.
      for replica in [hub] + (try members(of: scope).filter({ !$0.isDouble })) {
        try trim(replica, to: stable, of: scope)
      }
      try declareSnapshot(of: scope)
    }
    guard hub.isTrimmed else { return }
    try joinBySnapshot()
    try roundOfSessions(2)
    for replica in replicas where !isRevokedAnywhere(replica) {
      for _ in 0..<3 { try act(at: replica) }
    }
    // Copies that had written nothing since may continue one log in two ways now.
    try roundOfSessions(nodes.contains(where: \.isDouble) ? 6 : 3)
    try checkLevel()
    try checkMark()
    for replica in replicas { try look(at: replica) }
    try foldAllAnew()
  }

  private func roundOfSessions(_ count: Int) throws {
    for _ in 0..<count {
      for node in nodes {
        try connect(node)
        try settle(within: 200_000)
      }
    }
  }

  /// The hub says what all members hold.
  ///
  /// - Returns: That frontier; nothing if it is empty.
  private func markStable(_ scope: ScopeID) throws -> VersionVector? {
    guard let database = hub.storage as? DatabaseStorage, try mayDecide(scope) else { return nil }
    let control = try hub.storage.control(of: scope)
    let active = control.members.keys.filter { $0 != hub.node }.sorted()
    let held = try database.stableFrontier(of: active, in: scope)
    let stable = VersionVector(
      held.entries.map {
        VersionVector.Entry(
          logIndex: $0.logIndex, counter: control.counted($0.counter, of: $0.logIndex))
      })
    var mark: [LogCut] = []
    for entry in stable.entries where entry.counter > 0 {
      guard let head = try hub.storage.positions(of: scope)[entry.logIndex]?.head else { continue }
      let chain = try oracle.chain(to: head)
      mark.append(
        LogCut(
          logIndex: entry.logIndex, counter: entry.counter,
          headHash: chain[Int(entry.counter) - 1].hash))
    }
    guard !mark.isEmpty else { return nil }
    note((mark.count, 0, 27), "hub marks what all hold: \(stable.entries.count) logs")
    try decide([.stabilityMark(mark)], in: scope)
    try roundOfSessions(1)
    return stable
  }

  /// S20, S22: what is let go of everybody holds, and the state is what it was.
  private func trim(_ replica: SimulatedReplica, to stable: VersionVector, of scope: ScopeID) throws
  {
    guard let database = replica.storage as? DatabaseStorage else { return }
    let mark = try database.control(of: scope).stabilityMark
    guard stable.entries.allSatisfy({ $0.counter <= mark[$0.logIndex]?.counter ?? 0 }) else {
      throw Violation(.S22, "\(replica.name) does not know of the mark to which it trims")
    }
    let before = try database.stateHash(of: scope)
    let isUnread = try holdsUnread(replica, through: stable, of: scope)
    let isDone = try database.trim(to: stable, of: scope)
    guard isDone != isUnread else {
      throw Violation(
        isDone ? .S23 : .S22,
        "\(replica.name) lets \(isDone ? "go of what it cannot read" : "nothing go, and reads all")"
      )
    }
    if isDone { replica.isTrimmed = true }
    guard try database.stateHash(of: scope) == before else {
      throw Violation(.S21, "\(replica.name) has another state after it let go of old commits")
    }
  }

  /// The hub makes a snapshot, members make the same by themselves and stand by it.
  private func declareSnapshot(of scope: ScopeID) throws {
    guard let database = hub.storage as? DatabaseStorage, try database.readsAll(of: scope) else {
      return
    }
    let snapshot = try database.snapshot(of: scope, isKept: true)
    var witnesses: [Witness] = []
    for member in try members(of: scope) {
      // Who holds more than the hub, of its own beyond a log's end, cannot make the hub's snapshot.
      guard let other = member.storage as? DatabaseStorage,
        !witnesses.contains(where: { $0.node == member.node }),
        try other.control(of: scope).position == database.control(of: scope).position,
        try other.positions(of: scope).mapValues(\.head)
          == database.positions(of: scope).mapValues(\.head)
      else { continue }
      let own = try other.snapshot(of: scope, isKept: false)
      guard own.bytes == snapshot.bytes else {
        throw Violation(
          .S20, "\(member.name) stands where the hub stands and makes another snapshot")
      }
      let word = witnessBytes(scope: scope, manifestHash: snapshot.hash)
      witnesses.append(Witness(node: member.node, signature: try member.identity.sign(word)))
    }
    let frontier = snapshot.logs.map {
      LogCut(
        logIndex: $0.position.logIndex, counter: $0.position.head.counter,
        headHash: $0.position.head.hash)
    }
    let control = try hub.storage.control(of: scope)
    // A log that ended before what is held of it cannot be declared further than its end.
    guard frontier.allSatisfy({ control.counted($0.counter, of: $0.logIndex) == $0.counter }) else {
      return
    }
    try decide(
      [
        .snapshotDeclare(
          SnapshotDeclaration(
            manifestHash: snapshot.hash, frontier: frontier, witnesses: witnesses))
      ], in: scope)
  }

  /// Somebody new comes to every scope that has a snapshot.
  private func joinBySnapshot() throws {
    let replica = SimulatedReplica(
      place: replicas.count, name: "node-\(replicas.count)",
      identity: .generate(using: &keyRandom), storage: try makeStorage(replicas.count))
    replica.storage.heal()
    if let actor = Actor(handle: "p\(replica.place)-0", role: .analyst) {
      replica.people.append(Person(actor: actor))
    }
    (replica.isTrimmed, replica.joinedBySnapshot) = (true, true)
    replicas.append(replica)
    for scope in scopes {
      let isDeclared = try hub.storage.control(of: scope).snapshots.contains(where: \.isWitnessed)
      if isDeclared { try admit(replica, to: scope) }
    }
  }
}
