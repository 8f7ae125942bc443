import CausalHistory
import SignedLogs
import SyncProtocol

import struct Foundation.Data

extension World {
  /// A node calls the hub.
  func connect(_ node: SimulatedReplica) throws {
    guard node.isUp, hub.isUp, node.partitionedUntil <= now else { return }
    if let open = node.openConnection, connections[open] != nil {
      guard strikes(.duplicate) else { return }
      counts.fault(.duplicate)
    }
    try prepareOwnLogs(node)
    connectionCount += 1
    counts.sessions += 1
    let setup = SessionSetup(
      role: .initiator, identity: node.identity, expectedPeer: hub.node,
      initiatorTransportKey: node.transportKey, responderTransportKey: hub.transportKey,
      nonce: keyRandom.bytes(32), databaseID: [UInt8](repeating: 1, count: 16),
      software: "sim", scopes: try standings(of: node), staysLive: plan.isLive && !isHealed)
    let answer = SessionSetup(
      role: .responder, identity: hub.identity, initiatorTransportKey: node.transportKey,
      responderTransportKey: hub.transportKey, nonce: keyRandom.bytes(32),
      databaseID: [UInt8](repeating: 2, count: 16), software: "sim",
      staysLive: plan.isLive && !isHealed)
    let connection = Connection(
      number: connectionCount, places: [node.place, 0], startedAt: now,
      recordsRepeated: try recordsRepeated(to: node),
      sides: [
        Side(
          session: SyncSession(setup), replica: node.place, process: node.process,
          heard: try sequences(at: node)),
        Side(session: SyncSession(answer), replica: 0, process: hub.process),
      ])
    connection.held = [try frontiers(node, with: node), try frontiers(hub, with: node)]
    connections[connection.number] = connection
    node.openConnection = connection.number
    note((node.place, 0, connection.number), "connection \(connection.number): \(node.name) calls")
    for side in 0...1 where strikes(.cut) {
      connection.pipes[side].breaksAfter = networkRandom.below(
        networkRandom.chance(50) ? 900 : 6_000)
    }
    queue.add(.tick(connection: connection.number), at: now + 11_000)
    connection.sides[1].inbox.append(.started)
    connection.sides[0].inbox.append(.started)
    try pump(connection, 1)
    try pump(connection, 0)
  }

  /// Raises marks to what a session may send, and begins new logs where the old cannot go on.
  func prepareOwnLogs(_ replica: SimulatedReplica) throws {
    for scope in try replica.storage.scopes() {
      try beginLogs(at: replica, scope)
      try raiseMark(replica, scope)
    }
  }

  func raiseMark(_ replica: SimulatedReplica, _ scope: ScopeID) throws {
    let control = try replica.storage.control(of: scope)
    guard let own = try replica.storage.ownLog(in: scope),
      let head = try control.logIndex(of: own.log).map({
        try replica.storage.positions(of: scope)[$0]?.head
      }) ?? replica.storage.waitingHead(in: scope)
    else { return }
    replica.keys.raise(head)
  }

  /// How many control records a node holds of scopes that it left and has come back to.
  private func recordsRepeated(to node: SimulatedReplica) throws -> Int {
    try node.storage.scopes().reduce(0) { count, scope in
      let held = try node.storage.control(of: scope)
      guard !held.isMember(node.node) else { return count }
      let isBack = try hub.storage.control(of: scope).isMember(node.node)
      return count + (isBack ? Int(held.sequence) : 0)
    }
  }

  func standings(of node: SimulatedReplica) throws -> [ScopeStanding] {
    try node.storage.scopes().map { scope in
      let isMember = try node.storage.control(of: scope).isMember(node.node)
      return try node.storage.standing(of: scope, access: isMember ? .full : .controlOnly)
    }
  }

  /// How long a replica's control logs are, as a check sees it.
  func sequences(at replica: SimulatedReplica) throws -> [ScopeID: UInt64] {
    try replica.storage.withoutFaults {
      Dictionary(
        uniqueKeysWithValues: try replica.storage.scopes().map {
          ($0, try replica.storage.control(of: $0).sequence)
        })
    }
  }

  /// How far a replica holds the logs of the scopes of which both it and the hub know that the caller
  /// is a member: who is none for one of them is not asked what it holds, or has to erase it.
  private func frontiers(_ replica: SimulatedReplica, with caller: SimulatedReplica) throws
    -> [ScopeID: VersionVector]
  {
    var frontiers: [ScopeID: VersionVector] = [:]
    for scope in scopes {
      let isMember = try [caller, hub].allSatisfy { side in
        try side.storage.withoutFaults {
          try side.storage.scopes().contains(scope)
            && side.storage.control(of: scope).isMember(caller.node)
        }
      }
      guard isMember else { continue }
      frontiers[scope] = try replica.storage.withoutFaults {
        try replica.storage.frontier(of: scope)
      }
    }
    return frontiers
  }

  /// What the hub says about a caller.
  func answer(to caller: NodeID) throws -> PeerStanding {
    try prepareOwnLogs(hub)
    var isKnown = false
    var standings: [ScopeStanding] = []
    for scope in try hub.storage.scopes() {
      let control = try hub.storage.control(of: scope)
      guard let node = control.nodes[caller] else { continue }
      guard !node.isRevoked else { return .refused(.revoked) }
      isKnown = true
      if control.isMember(caller) {
        standings.append(try hub.storage.standing(of: scope, access: .full))
      } else if let ended = try self.control(of: scope, at: hub, endedFor: caller) {
        standings.append(ScopeStanding(control: ended, positions: [:], access: .controlOnly))
      }
    }
    // Where the hub has signed more than it holds, also who is no member by what is here may give it back.
    for scope in try hub.storage.scopes() where try !mayDecide(scope) {
      guard !standings.contains(where: { $0.control.scope == scope }) else { continue }
      standings.append(
        ScopeStanding(
          control: try hub.storage.control(of: scope), positions: [:], access: .givesBack))
    }
    return isKnown || !standings.isEmpty ? .known(standings) : .refused(.unknownPeer)
  }

  /// The control log as a peer may read it whose membership ended: up to the record that ended it.
  func control(of scope: ScopeID, at replica: SimulatedReplica, endedFor peer: NodeID)
    throws -> ControlState?
  {
    let now = try replica.storage.control(of: scope)
    guard now.sequence > 0,
      case .control(_, _, _, let records) = try replica.storage.load(
        .control(scope, first: 1, last: now.sequence, limit: .max, byteLimit: .max))
    else { return nil }
    var state = ControlState(genesis: now.genesis)
    var ended: ControlState?
    for record in records {
      let wasMember = state.isMember(peer)
      try state.apply(record)
      if wasMember, !state.isMember(peer) { ended = state }
    }
    return ended
  }

  /// Takes one input after the other, as the product's driver does, until the disk or the network
  /// has to do something.
  func pump(_ connection: Connection, _ place: Int) throws {
    while !connection.sides[place].isOver, connection.sides[place].storing == nil {
      if !connection.sides[place].outputs.isEmpty {
        let output = connection.sides[place].outputs.removeFirst()
        try perform(output, connection, place)
      } else if !connection.sides[place].answers.isEmpty {
        step(connection, place, connection.sides[place].answers.removeFirst())
      } else if !connection.sides[place].inbox.isEmpty {
        step(connection, place, connection.sides[place].inbox.removeFirst())
      } else {
        return
      }
    }
  }

  private func step(_ connection: Connection, _ place: Int, _ input: SessionInput) {
    let clock = replicas[connection.sides[place].replica].clock(now)
    connection.sides[place].outputs = connection.sides[place].session.step(input, now: clock)
  }

  private func perform(_ output: SessionOutput, _ connection: Connection, _ place: Int) throws {
    let replica = replicas[connection.sides[place].replica]
    switch output {
    case .send(let frame): try send(frame, connection, from: place)
    case .load(.peer(let caller)):
      connection.sides[place].answers.append(.loaded(.peer(try answer(to: caller))))
      connection.sides[place].heard = try sequences(at: replica)
    case .load(let request):
      try checkRelease(request, replica)
      try checkSentOnce(request, connection, from: place)
      connection.sides[place].answers.append(try load(request, replica))
    case .apply(let request): try begin(request, connection, place)
    case .admit(let scope, let genesis, let known):
      connection.sides[place].answers.append(try admit(genesis, to: scope, after: known))
      connection.sides[place].heard = try sequences(at: replica)
    case .receipt(let receipt):
      guard receipt.isSigned(by: hub.identity.publicKey) else {
        throw Violation(.S10, "\(replica.name) takes a receipt that the hub never signed")
      }
      try replica.storage.keep(receipt)
    case .evidence(let evidence):
      try (replica.storage as? DatabaseStorage)?.keep(evidence)
      if case .fork(let scope, let proof) = evidence { try take(proof, scope, at: replica) }
    case .acknowledged(let scope, let positions):
      let peer = replicas[connection.places[1 - place]].node
      try replica.storage.keep(acknowledged: positions, by: peer, of: scope)
    case .live:
      let exchanged = connection.sides[place].session.summary.exchangedScopes
      queue.add(.goOn(replica: replica.place, exchanged: exchanged), at: now + 1)
    case .witness(let scope, let manifest):
      connection.sides[place].answers.append(
        .witnessed(scope, manifestHash(manifest), isSame: false))
    case .notice(let notice): try take(notice, at: replica)
    case .finished(let summary): try finish(summary, connection, place)
    }
  }

  private func load(_ request: LoadRequest, _ replica: SimulatedReplica) throws -> SessionInput {
    do { return .loaded(try replica.storage.load(request)) } catch is StorageFault {
      return .storageFailed
    }
  }

  func admit(_ genesis: VerifiedLogGenesis, to scope: ScopeID, after known: UInt64) throws
    -> SessionInput
  {
    let control = try hub.storage.control(of: scope)
    if control.logIndex(of: genesis.log) == nil {
      guard let records = try admission(of: genesis, scope) else {
        return .admissionRefused(scope, genesis.log)
      }
      note((0, Int(genesis.incarnation), 2), "hub admits log \(genesis.log.hex.prefix(8))")
      try hub.storage.apply(
        control: records, first: control.sequence + 1, genesis: nil, of: scope)
      markSigned(try hub.storage.control(of: scope))
    }
    let content = try hub.storage.load(
      .control(scope, first: known + 1, last: .max, limit: .max, byteLimit: .max))
    guard case .control(_, _, _, let records) = content else { return .storageFailed }
    return .admitted(scope, first: known + 1, records: records)
  }

  private func take(_ notice: SessionNotice, at replica: SimulatedReplica) throws {
    switch notice {
    case .ownLogBehind(let scope, let logIndex, let here, let there):
      note((replica.place, Int(here), Int(there)), "\(replica.name): own log is behind")
      try ownLogBehind(replica, scope, logIndex)
    case .logRefused(_, let logIndex, let code):
      note(
        (replica.place, Int(logIndex), Int(code.rawValue)),
        "\(replica.name) leaves log \(logIndex) out: \(code.name)")
    case .verdict(_, let dot, let reason):
      note(
        (replica.place, Int(dot.logIndex), Int(dot.counter)),
        "\(replica.name) hears of \(dot): \(reason)")
    case .forkProved(_, let logIndex):
      note(
        (replica.place, Int(logIndex), 0), "\(replica.name) holds proof of a fork of \(logIndex)")
    case .controlDisputed(_, let sequence):
      note(
        (replica.place, Int(sequence), 1), "\(replica.name) holds proof of two records \(sequence)")
    case .peerStands, .purgeAsked, .snapshotTaken, .snapshotRefused: break
    }
  }

  /// Others hold more of this node's log than it does: it must never write there again.
  private func ownLogBehind(_ replica: SimulatedReplica, _ scope: ScopeID, _ logIndex: UInt32)
    throws
  {
    guard let log = try replica.storage.control(of: scope).logs[logIndex]?.genesis.log else {
      return
    }
    replica.keys.raise(LogHead(logID: log, counter: .max, hash: .zero))
  }

  private func finish(_ summary: SessionSummary, _ connection: Connection, _ place: Int) throws {
    try checkBytes(summary, connection)
    connection.sides[place].isOver = true
    connection.sides[place].summary = summary
    if summary.outcome != .finished || !summary.refusedLogs.isEmpty
      || summary.commitsSent + summary.commitsReceived > 0
      || summary.controlRecordsSent + summary.controlRecordsReceived > 0
    {
      hasMoved = true
    }
    if summary.outcome == .finished, place == 0 {
      counts.finishedSessions += 1
      try (replicas[connection.sides[0].replica].storage as? DatabaseStorage)?.noteErasuresTold(
        before: connection.startedAt, at: now)
    }
    note(
      (connection.number, place, summary.commitsReceived),
      "connection \(connection.number) side \(place): \(summary.outcome.word) "
        + (summary.outcome.error?.detail ?? ""))
    // The stream ends behind what was sent.
    connection.pipes[1 - place].parcels.append(
      Pipe.Parcel(time: connection.pipes[1 - place].lastArrival, frame: nil))
    queue.add(
      .arrival(connection: connection.number, side: 1 - place),
      at: max(now, connection.pipes[1 - place].lastArrival))
    close(connection)
    if summary.outcome == .finished, place == 0 {
      try goOnAfterVerdicts(
        replicas[connection.sides[0].replica], in: summary.exchangedScopes)
    }
  }

  /// Tells open live sessions that a replica stands elsewhere than it did.
  ///
  /// - Parameters:
  ///   - replica: Whose store changed.
  ///   - scope: Where.
  ///   - except: The connection by which the change came.
  /// - Throws: ``Violation`` and ``StorageFault``.
  func tellLiveSessions(
    of replica: SimulatedReplica, _ scope: ScopeID, except: Int? = nil
  ) throws {
    guard plan.isLive, !isHealed else { return }
    for (number, connection) in connections.sorted(by: { $0.key < $1.key }) {
      guard number != except, let place = connection.places.firstIndex(of: replica.place),
        connection.sides[place].session.isLive
      else { continue }
      try raiseMark(replica, scope)
      let peer = replicas[connection.places[1 - place]]
      let control = try replica.storage.control(of: scope)
      guard control.nodes[peer.node] != nil || control.isMember(replica.node) else { continue }
      if control.nodes[peer.node]?.isRevoked == true {
        connection.sides[place].inbox.append(.peerRefused(.revoked))
      } else if control.isMember(peer.node) {
        connection.sides[place].inbox.append(
          .changed(try replica.storage.standing(of: scope, access: .full)))
      } else if let ended = try self.control(of: scope, at: replica, endedFor: peer.node) {
        connection.sides[place].inbox.append(
          .changed(ScopeStanding(control: ended, positions: [:], access: .controlOnly)))
      }
      try pump(connection, place)
    }
  }

  func close(_ connection: Connection) {
    guard connection.isOver else { return }
    connections[connection.number] = nil
    for replica in replicas where replica.openConnection == connection.number {
      replica.openConnection = nil
    }
  }
}
