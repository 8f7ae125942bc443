import Foundation
import ProtocolMessages
import SignedLogs
import SwiftProtobuf
import SyncProtocol

/// How a session went.
struct SessionResult {
  var node: MemoryReplica
  var hub: MemoryReplica
  var nodeSummary: SessionSummary?
  var hubSummary: SessionSummary?
  /// Every frame as it was sent, in order.
  var frames: [(toHub: Bool, bytes: Data)] = []
  var notices: [SessionNotice] = []
  /// What the hub (`true`) and the node were told that the other holds.
  var acknowledged: [Bool: [ScopeID: [StatedPosition]]] = [:]
  /// Proofs that the hub (`true`) and the node were given to keep.
  var evidence: [Bool: [SessionEvidence]] = [:]

  var isFinished: Bool {
    nodeSummary?.outcome == .finished && hubSummary?.outcome == .finished
  }
}

/// Drives a node's and the hub's session against each other in memory.
struct Exchange {
  private(set) var result: SessionResult
  private let authority: AuthorityKey
  private var sessions: [Bool: SyncSession] = [:]
  private var queues: [Bool: [Data]] = [true: [], false: []]
  private var isCut = false
  private var wire = Wire()
  private(set) var now: UInt64 = 1_700_000_100_000
  /// Made once, sent by whoever asks; as in a hub with many sessions.
  private(set) var runsMade = 0

  /// - Parameters:
  ///   - node: The initiator.
  ///   - hub: The responder.
  ///   - authority: The key that decides for the hub's scopes.
  ///   - nonces: 32 bytes for the node, 32 for the hub.
  ///   - transportKeySeen: The TLS key that the hub sees; the node's own unless somebody is between.
  ///   - expectedPeer: Whom the node means to reach; the hub unless the test says otherwise.
  ///   - staysLive: Whether both stay once they hold the same.
  ///   - nodeVersions: The versions of the protocol that the node speaks.
  init(
    node: MemoryReplica, hub: MemoryReplica, authority: AuthorityKey, nonces: ([UInt8], [UInt8]),
    transportKeySeen: Digest? = nil, expectedPeer: NodeID? = nil, staysLive: Bool = false,
    nodeVersions: ClosedRange<UInt32> = SyncSession.versions
  ) {
    result = SessionResult(node: node, hub: hub)
    self.authority = authority
    sessions[false] = SyncSession(
      SessionSetup(
        role: .initiator, identity: node.identity, expectedPeer: expectedPeer ?? hub.node,
        initiatorTransportKey: node.transportKey, responderTransportKey: hub.transportKey,
        nonce: nonces.0, databaseID: [UInt8](repeating: 1, count: 16), software: "test",
        scopes: node.scopes.keys.sorted().compactMap { node.standing($0) },
        staysLive: staysLive, versions: nodeVersions))
    sessions[true] = SyncSession(
      SessionSetup(
        role: .responder, identity: hub.identity,
        initiatorTransportKey: transportKeySeen ?? node.transportKey,
        responderTransportKey: hub.transportKey,
        nonce: nonces.1, databaseID: [UInt8](repeating: 2, count: 16), software: "test",
        staysLive: staysLive))
  }

  /// Runs until both sides have ended or nothing moves any more.
  func run(through wire: Wire) throws -> SessionResult {
    var exchange = self
    exchange.wire = wire
    try exchange.begin()
    return try exchange.end()
  }

  /// Runs until nothing moves any more.
  mutating func begin(losingRuns: Bool = false) throws {
    if losingRuns {
      wire = Wire(
        .lostRuns { (try? Iscan_Sync_V1_Frame(serializedBytes: $0))?.logRun.logIndex ?? 0 > 0 })
    }
    try step(.started, hub: true)
    try step(.started, hub: false)
    try flow()
  }

  /// Breaks the line and says how it went.
  mutating func end() throws -> SessionResult {
    try step(.disconnected, hub: true)
    try step(.disconnected, hub: false)
    return result
  }

  /// Lets everything arrive that is under way.
  mutating func flow() throws {
    while !isCut {
      guard let hub = [true, false].first(where: { queues[$0]?.isEmpty == false }),
        let frame = queues[hub]?.removeFirst()
      else { break }
      try step(.received(frame), hub: hub)
    }
  }

  /// Lets time pass for both sides.
  mutating func pass(milliseconds: UInt64) throws {
    now += milliseconds
    try step(.tick, hub: true)
    try step(.tick, hub: false)
    try flow()
  }

  /// Changes one side beside the session, which is told of it; as another session, or a person.
  mutating func change(
    hub: Bool, _ scope: ScopeID, _ body: (inout MemoryReplica) throws -> Void
  ) throws {
    if hub { try body(&result.hub) } else { try body(&result.node) }
    let peer = result.node.node
    let standing =
      hub ? try result.hub.standing(scope, for: peer) : result.node.standing(scope)
    if let standing { try step(.changed(standing), hub: hub) }
    try flow()
  }

  func isLive(hub: Bool) -> Bool { sessions[hub]?.isLive == true }

  /// Hands a frame to one side as if the other had sent it.
  mutating func inject(_ frame: Data, hub: Bool) throws {
    try step(.received(frame), hub: hub)
    try flow()
  }

  private mutating func step(_ input: SessionInput, hub: Bool) throws {
    let outputs = sessions[hub]?.step(input, now: now) ?? []
    for output in outputs { try perform(output, hub: hub) }
  }

  private mutating func perform(_ output: SessionOutput, hub: Bool) throws {
    switch output {
    case .send(let frame):
      result.frames.append((toHub: !hub, bytes: frame))
      guard !isCut, let arriving = wire.pass(frame, toHub: !hub) else {
        isCut = true
        return
      }
      queues[!hub]? += arriving
    case .load(let request): try step(.loaded(try load(request, hub: hub)), hub: hub)
    case .apply(let request): try step(.applied(apply(request, hub: hub)), hub: hub)
    case .admit(let scope, let genesis, let known): try admit(genesis, to: scope, after: known)
    case .receipt(let receipt): result.node.scopes[receipt.scope]?.receipts.append(receipt)
    case .acknowledged(let scope, let positions):
      result.acknowledged[hub, default: [:]][scope] = positions
    case .live, .witness: break
    case .evidence(let evidence): result.evidence[hub, default: []].append(evidence)
    case .notice(let notice):
      result.notices.append(notice)
      // A person says yes at once.
      if case .purgeAsked(let scope) = notice { try step(.purged(scope, at: now), hub: hub) }
    case .finished(let summary):
      if hub { result.hubSummary = summary } else { result.nodeSummary = summary }
    }
  }

  /// The authority's decision about a log: records that admit it, or none.
  private mutating func admit(
    _ genesis: VerifiedLogGenesis, to scope: ScopeID, after known: UInt64
  ) throws {
    let index = result.hub.scopes[scope]?.replica.control.nextLogIndex ?? 1
    do {
      try result.hub.decide(
        .addLog(index: index, genesis: genesis.signed), in: scope, with: authority)
    } catch is SignedLogError {
      return try step(.admissionRefused(scope, genesis.log), hub: true)
    }
    let records = result.hub.scopes[scope]?.records ?? []
    try step(
      .admitted(scope, first: known + 1, records: Array(records.dropFirst(Int(known)))), hub: true)
  }

  private func load(_ request: LoadRequest, hub: Bool) throws -> LoadedContent {
    let replica = hub ? result.hub : result.node
    switch request {
    case .peer(let node): return .peer(try replica.answer(to: node))
    case .control(let scope, let first, let last, let limit, _):
      let stored = replica.scopes[scope]
      let records = stored?.records[Int(first - 1)..<Int(last)].prefix(limit) ?? []
      return .control(
        scope, genesis: first == 1 ? stored?.genesis : nil, first: first, records: Array(records))
    case .run(let scope, let logIndex, let first, let last, let limit, _):
      let log = replica.scopes[scope]?.logs[logIndex] ?? StoredLog()
      return .run(
        scope, logIndex: logIndex, first: first,
        commits: log.commits(first: first, last: last, limit: limit), seals: log.seals)
    case .snapshotProgress(let scope, _): return .snapshotProgress(scope, next: 0)
    case .snapshot(let scope, _): return .snapshot(scope, manifest: nil)
    case .snapshotPart(let scope, _, let place): return .snapshotPart(scope, place: place, nil)
    case .evidence(let scope, let logIndex, let counter):
      return .evidence(
        scope, logIndex: logIndex, replica.scopes[scope]?.logs[logIndex]?.evidence(at: counter))
    case .place(let scope, let logIndex, let counter):
      return .place(
        scope, logIndex: logIndex, counter: counter,
        replica.scopes[scope]?.logs[logIndex]?.hash(at: counter))
    }
  }

  private mutating func apply(_ request: ApplyRequest, hub: Bool) throws -> AppliedContent {
    var replica = hub ? result.hub : result.node
    defer { if hub { result.hub = replica } else { result.node = replica } }
    switch request {
    case .control(let scope, let genesis, _, let records):
      if let genesis { replica.begin(try VerifiedScopeGenesis(verifying: genesis)) }
      for record in records { try replica.scopes[scope]?.apply(control: record) }
      return .control(scope, unadmitted: replica.scopes[scope]?.unadmitted)
    case .commits(let scope, let runs):
      for run in runs { try replica.scopes[scope]?.apply(run) }
      return .commits(scope, runs)
    case .snapshotPart, .snapshot: throw TestFailure("a replica in memory keeps no snapshots")
    }
  }
}
