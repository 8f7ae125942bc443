import CausalHistory
import PartnershipRecords
import ReplicaStore
import SignedLogs
import SyncProtocol

extension World {
  /// Sets a region up: a hub that knows its nodes. The nodes learn of their scopes by synchronising.
  func found() throws {
    for place in 0...plan.nodes {
      let replica = SimulatedReplica(
        place: place, name: place == 0 ? "hub" : "node-\(place)",
        identity: .generate(using: &keyRandom), storage: try makeStorage(place))
      for number in 0..<(place == 0 ? 1 : plan.peoplePerNode) {
        guard let actor = Actor(handle: "p\(place)-\(number)", role: .analyst) else { continue }
        replica.people.append(Person(actor: actor))
      }
      if hasOddClocks { replica.clockOffset = oddClock(place) }
      replicas.append(replica)
    }
    drawReleases()
    for number in 0..<plan.scopes { try foundScope(number) }
    for replica in replicas { replica.storage.arm() }
    hub.mangles = plan.strength(.lyingHub) > 0
    if plan.strength(.mangledFrames) > 0 { faultRandom.pick(Array(nodes))?.mangles = true }
    if plan.strength(.lyingAuthor) > 0 { faultRandom.pick(Array(nodes))?.isLiar = true }
    for node in nodes {
      queue.add(.connect(replica: node.place), at: now + UInt64(stepRandom.below(5_000)))
    }
  }

  private func foundScope(_ number: Int) throws {
    let current = AuthorityKey.generate(using: &keyRandom)
    let next = AuthorityKey.generate(using: &keyRandom)
    let genesis = try ScopeGenesis.make(
      kind: .group, name: "scope-\(number)", authority: current, nextAuthorityKey: next.publicKey,
      nonce: keyRandom.bytes(16))
    let scope = genesis.scope
    scopes.append(scope)
    keep(current)
    keep(next)
    try hub.storage.found(genesis)
    entitled[scope] = [0]
    try decide([.addNode(hub.description), .addMember(hub.node, .writer)], in: scope)
    for node in nodes {
      // Everybody is in the first scope; the others have a part of the nodes, so that there is
      // something to keep from somebody.
      guard number == 0 || (node.place + number) % 2 == 0 else { continue }
      try admit(node, to: scope)
    }
    try beginLogs(at: hub, scope)
  }

  func admit(_ node: SimulatedReplica, to scope: ScopeID) throws {
    entitled[scope, default: []].insert(node.memberPlace)
    var actions: [ControlAction] = []
    if try hub.storage.control(of: scope).nodes[node.node] == nil {
      actions.append(.addNode(node.description))
    }
    actions.append(.addMember(node.node, .writer))
    try decide(actions, in: scope)
  }

  /// Signs decisions of a scope's authority and stores them at the hub.
  func decide(_ actions: [ControlAction], in scope: ScopeID) throws {
    let before = try hub.storage.control(of: scope)
    guard var key = authorityKeys[before.authorityKey] else { return }
    var author = ControlAuthor(state: before)
    var records: [SignedContent] = []
    for action in actions {
      if case .rotateAuthority(let new, _) = action { key = authorityKeys[new] ?? key }
      records.append(try author.sign(action, with: key))
      note(action, in: scope, at: author.state)
      oracle.note(record: author.state.position.hash, in: scope)
    }
    try hub.storage.apply(
      control: records, first: before.sequence + 1, genesis: nil, of: scope)
    markSigned(author.state)
    try tellLiveSessions(of: hub, scope)
  }

  /// Notes outside the database how far the authority has signed, before anything of it is sent.
  func markSigned(_ control: ControlState) {
    hub.keys.raise(
      LogHead(
        logID: LogID(control.scope.digest), counter: control.position.sequence,
        hash: control.position.hash))
  }

  /// Whether the hub's database is as new as what was signed with its keys; if not, it signs nothing
  /// until others have given back what it lacks.
  func mayDecide(_ scope: ScopeID) throws -> Bool {
    let position = try hub.storage.control(of: scope).position
    guard let mark = hub.keys.marks[LogID(scope.digest)] else { return true }
    let control = try hub.storage.control(of: scope)
    return RecoveryCause.comparing(
      LogHead(logID: LogID(scope.digest), counter: position.sequence, hash: position.hash),
      sent: mark.counter, hash: mark.hash, hashHere: { control.hash(at: $0) }) == nil
  }

  /// Tells the oracle where logs end.
  private func note(_ action: ControlAction, in scope: ScopeID, at state: ControlState) {
    let cuts: [LogCut]
    switch action {
    case .removeMember(_, let all), .revokeNode(_, let all, _): cuts = all
    case .retireLog(let cut): cuts = [cut]
    case .forkVerdict(let verdict):
      cuts = [verdict.accepted]
      if let log = state.logs[verdict.accepted.logIndex]?.genesis.log {
        oracle.note(
          OracleFork(
            sequence: state.sequence, record: state.position.hash, log: log,
            certain: verdict.forkCounter - 1), in: scope)
      }
    case .redact(let withdrawal): return note(withdrawal, in: scope, at: state)
    default: return
    }
    let isVerdict = if case .forkVerdict = action { true } else { false }
    for cut in cuts {
      guard let log = state.logs[cut.logIndex]?.genesis.log else { continue }
      oracle.note(
        OracleCut(
          sequence: state.sequence, record: state.position.hash, log: log, counter: cut.counter,
          hash: cut.headHash, isVerdict: isVerdict), in: scope)
    }
  }

  private func note(_ withdrawal: Withdrawal, in scope: ScopeID, at state: ControlState) {
    guard let (commit, text) = textsWithdrawn[withdrawal.dot] else { return }
    oracle.note(
      OracleWithdrawal(
        sequence: state.sequence, record: state.position.hash, commit: commit,
        isWhole: withdrawal.remainder.isEmpty, text: text), in: scope)
  }

  /// Begins a log wherever the replica may write and has none that it can use; the key is safe
  /// before anything says that there is a log.
  func beginLogs(at replica: SimulatedReplica, _ scope: ScopeID) throws {
    let control = try replica.storage.control(of: scope)
    guard control.members[replica.node] == .writer else { return }
    let own = try replica.storage.ownLog(in: scope)
    let (known, begun) = try incarnations(own, control, replica)
    if let own, replica.keys.logKeys[own.log] != nil,
      try !isRolledBack(replica, own.log, scope, control),
      try !hasSeenMore(replica, own.log, scope, control),
      // One that is not admitted must be later than all that are.
      control.logIndex(of: own.log).map({ control.logs[$0]?.cut == nil }) ?? (begun > known)
    {
      if replica.place == 0, control.logIndex(of: own.log) == nil {
        try admitOwn(
          try VerifiedLogGenesis(
            verifying: own.genesis, identityKey: replica.identity.publicKey), scope)
      }
      return
    }
    let (genesis, key) = try nextBeginning(scope, control, at: replica, using: &keyRandom)
    if let waiting = try replica.storage.waitingHead(in: scope) {
      try beginAgain(genesis, key, after: waiting, at: replica)
    } else {
      try replica.storage.begin(genesis)
    }
    note(
      (replica.place, Int(genesis.incarnation), 1),
      "\(replica.name) begins log \(genesis.incarnation)")
    if replica.place == 0 { try admitOwn(genesis, scope) }
  }

  /// The last number of a node's admitted logs, and that of the log which its replica began; 0: none.
  private func incarnations(
    _ own: OwnLogEntry?, _ control: ControlState, _ replica: SimulatedReplica
  ) throws -> (known: UInt32, begun: UInt32) {
    let begun = try own.map {
      try VerifiedLogGenesis(verifying: $0.genesis, identityKey: replica.identity.publicKey)
        .incarnation
    }
    return (control.logs(of: replica.node).map(\.genesis.incarnation).max() ?? 0, begun ?? 0)
  }

  /// The next log of a node; its key is safe.
  func nextBeginning(
    _ scope: ScopeID, _ control: ControlState, at replica: SimulatedReplica,
    using random: inout SeededRandom
  ) throws -> (VerifiedLogGenesis, LogKey) {
    let own = try replica.storage.ownLog(in: scope)
    let (known, begun) = try incarnations(own, control, replica)
    let key = LogKey.generate(using: &random)
    let genesis = try LogGenesis.make(
      scope: scope, identity: replica.identity,
      incarnation: max(known, begun, replica.keys.incarnations[scope] ?? 0) + 1,
      logKey: key.publicKey, nonce: random.bytes(16),
      previousLog: try own.map { try head($0.log, replica, scope) })
    replica.keys.store(key, of: genesis)
    return (genesis, key)
  }

  /// The hub admits its own log, now or as soon as it may sign.
  private func admitOwn(_ genesis: VerifiedLogGenesis, _ scope: ScopeID) throws {
    let sequence = try hub.storage.control(of: scope).sequence
    guard let records = try admission(of: genesis, scope) else { return }
    try hub.storage.apply(control: records, first: sequence + 1, genesis: nil, of: scope)
    markSigned(try hub.storage.control(of: scope))
  }

  func head(_ log: LogID, _ replica: SimulatedReplica, _ scope: ScopeID)
    throws -> LogHead
  {
    let control = try replica.storage.control(of: scope)
    let position = try control.logIndex(of: log).flatMap {
      try replica.storage.positions(of: scope)[$0]
    }
    return position?.head ?? .genesis(log)
  }

  /// Whether the own log's last commit has seen what a verdict has set aside since.
  private func hasSeenMore(
    _ replica: SimulatedReplica, _ log: LogID, _ scope: ScopeID, _ control: ControlState
  ) throws -> Bool {
    guard let logIndex = control.logIndex(of: log),
      let position = try replica.storage.positions(of: scope)[logIndex]
    else { return false }
    let held = try replica.storage.frontier(of: scope)
    return position.author.context.entries.contains {
      $0.logIndex != logIndex && held[$0.logIndex] < $0.counter
    }
  }

  /// Whether the database is older than what was let out of the process.
  func isRolledBack(
    _ replica: SimulatedReplica, _ log: LogID, _ scope: ScopeID, _ control: ControlState
  ) throws -> Bool {
    guard let mark = replica.keys.marks[log] else { return false }
    let logIndex = control.logIndex(of: log)
    let head =
      try logIndex.map { try replica.storage.positions(of: scope)[$0]?.head }
      ?? replica.storage.waitingHead(in: scope)
    return try RecoveryCause.comparing(
      head ?? .genesis(log), sent: mark.counter, hash: mark.hash,
      hashHere: { counter in
        try hash(of: Dot(logIndex: logIndex ?? 0, counter: counter), replica, scope)
      }) != nil
  }

  /// How many logs of one node may grow in this world: as at the hub, or fewer, so that logs end
  /// before a node has begun nine.
  private var openLogsOfNodeMax: Int {
    plan.seed % 4 < 3 ? 1 + Int(plan.seed % 4) : LogLimits.openLogsOfNodeMax
  }

  /// The records that admit a log and end the node's oldest; none if it is not admitted.
  func admission(of genesis: VerifiedLogGenesis, _ scope: ScopeID) throws -> [SignedContent]? {
    let control = try hub.storage.control(of: scope)
    guard let key = authorityKeys[control.authorityKey], control.members[genesis.node] == .writer,
      try mayDecide(scope)
    else {
      return nil
    }
    var author = ControlAuthor(state: control)
    var records: [SignedContent] = []
    do {
      let positions = try hub.storage.positions(of: scope)
      // As in the product: of a machine that lives twice each copy goes on with a log of its own.
      let isDouble = nodes.contains { $0.node == genesis.node && $0.isDouble }
      let openMax = isDouble ? LogLimits.openLogsOfNodeMax : openLogsOfNodeMax
      for log in control.logsToEnd(admittingOneOf: genesis.node, openMax: openMax) {
        let head = positions[log.logIndex]?.head ?? .genesis(log.genesis.log)
        let cut = LogCut(logIndex: log.logIndex, counter: head.counter, headHash: head.hash)
        records.append(try author.sign(.retireLog(cut), with: key))
        note(.retireLog(cut), in: scope, at: author.state)
        oracle.note(record: author.state.position.hash, in: scope)
      }
      records.append(
        try author.sign(
          .addLog(index: author.state.nextLogIndex, genesis: genesis.signed), with: key))
      oracle.note(record: author.state.position.hash, in: scope)
    } catch is SignedLogError {
      return nil
    }
    return records
  }

  func makeStorage(_ place: Int) throws -> any ScopeStorage {
    guard mode == .sqlite else { return MemoryStorage(place: place) }
    var faults = SimulatedDisk.Faults()
    faults.full = plan.strength(.diskFull) * 4
    faults.writeFails = plan.strength(.diskError) * 4
    faults.readFails = plan.strength(.diskError)
    faults.syncFails = plan.strength(.diskError) * 10
    let random = SeededRandom(seed: plan.seed, stream: "disk-\(place)")
    return try DatabaseStorage(place: place, disk: SimulatedDisk(random: random), faults: faults)
  }

  private func keep(_ key: AuthorityKey) {
    authorityKeys[key.publicKey] = key
    announcedKeys[ScopeGenesis.hashOfNextKey(key.publicKey)] = key
  }

  /// Makes the authority key that follows the one announced.
  func nextAuthority(after control: ControlState) -> (AuthorityKey, AuthorityKey)? {
    guard let announced = announcedKeys[control.nextAuthorityKeyHash] else { return nil }
    let after = AuthorityKey.generate(using: &keyRandom)
    keep(after)
    return (announced, after)
  }
}
