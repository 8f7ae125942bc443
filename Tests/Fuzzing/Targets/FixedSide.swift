import Foundation
import SignedLogs
import SyncProtocol

/// One side of a session over the fixed region, its store in memory.
///
/// The hub holds its own log and the beginning of the node's; the node the other way round.
struct FixedSide {
  private(set) var session: SyncSession
  private let role: SessionRole
  /// Frames that wait for the other side.
  private(set) var outbox: [Data] = []
  private(set) var bytesSent = 0
  private(set) var bytesKept = 0
  private let now: UInt64 = 1_700_000_000_000

  init(role: SessionRole, staysLive: Bool = false) {
    self.role = role
    let region = FixedRegion.shared
    var setup = SessionSetup(
      role: role, identity: role == .initiator ? region.node : region.hub,
      expectedPeer: role == .initiator ? NodeID(identityKey: region.hub.publicKey) : nil,
      initiatorTransportKey: FixedRegion.transportKey(2),
      responderTransportKey: FixedRegion.transportKey(1),
      nonce: [UInt8](repeating: role.rawValue, count: 32),
      databaseID: [UInt8](repeating: role.rawValue, count: 16), software: "fixed",
      scopes: role == .initiator ? [Self.standing(.initiator)] : [])
    setup.staysLive = staysLive
    session = SyncSession(setup)
  }

  /// How many commits of a log this side holds.
  private static func held(_ logIndex: UInt32, _ role: SessionRole) -> Int {
    (logIndex == 1) == (role == .responder) ? 4 : 1
  }

  static func standing(_ role: SessionRole) -> ScopeStanding {
    let region = FixedRegion.shared
    return ScopeStanding(
      control: region.control,
      positions: region.logs.mapValues { $0.positions[held($0.logIndex, role)] })
  }

  mutating func start() { step(.started) }

  mutating func receive(_ frame: Data) { step(.received(frame)) }

  mutating func tick() { step(.tick) }

  /// This side has learned elsewhere of everything that the region has.
  mutating func learn() {
    let region = FixedRegion.shared
    let positions = region.logs.mapValues { $0.positions[4] }
    step(.changed(ScopeStanding(control: region.control, positions: positions)))
  }

  mutating func end() { step(.disconnected) }

  mutating func takeOutbox() -> [Data] {
    defer { outbox = [] }
    return outbox
  }

  private mutating func step(_ input: SessionInput) {
    for output in session.step(input, now: now) { perform(output) }
  }

  private mutating func perform(_ output: SessionOutput) {
    switch output {
    case .send(let frame):
      bytesSent += frame.count
      outbox.append(frame)
    case .load(let request): step(.loaded(answer(to: request)))
    case .apply(let request):
      bytesKept += Self.bytes(of: request)
      step(.applied(Self.done(request)))
    case .admit(let scope, let genesis, _): step(.admissionRefused(scope, genesis.log))
    default: break
    }
  }

  /// How much a store is asked to keep.
  static func bytes(of request: ApplyRequest) -> Int {
    switch request {
    case .control(_, _, _, let records): records.reduce(0) { $0 + $1.content.count }
    case .commits(_, let runs):
      runs.flatMap(\.commits).reduce(0) { $0 + $1.bytes.byteCount }
    case .snapshotPart(_, _, _, let part): part.count
    case .snapshot: 0
    }
  }

  /// What a store says that has kept it.
  static func done(_ request: ApplyRequest) -> AppliedContent {
    switch request {
    case .control(let scope, _, _, _): .control(scope, unadmitted: nil)
    case .commits(let scope, let runs): .commits(scope, runs)
    case .snapshotPart(let scope, _, _, _): .snapshotPart(scope)
    case .snapshot(let scope, _): .snapshot(scope, positions: nil, reason: "not kept here")
    }
  }

  private func answer(to request: LoadRequest) -> LoadedContent {
    let region = FixedRegion.shared
    switch request {
    case .peer(let node):
      return .peer(
        node == NodeID(identityKey: region.node.publicKey)
          ? .known([Self.standing(role)]) : .refused(.unknownPeer))
    case .control(let scope, let first, let last, let limit, _):
      let asked = region.records.dropFirst(Int(clamping: first) - 1).prefix(limit)
      return .control(
        scope, genesis: first == 1 ? region.genesis.signed : nil, first: first,
        records: Array(asked.prefix(Int(clamping: last - first + 1))))
    case .run(let scope, let logIndex, let first, let last, let limit, _):
      let held = region.logs[logIndex].map { $0.commits.prefix(Self.held(logIndex, role)) } ?? []
      let asked = held.dropFirst(Int(clamping: first) - 1).prefix(limit)
      return .run(
        scope, logIndex: logIndex, first: first,
        commits: Array(asked.prefix(Int(clamping: last - first + 1))),
        seals: region.logs[logIndex]?.seals ?? [])
    case .evidence(let scope, let logIndex, _):
      return .evidence(scope, logIndex: logIndex, nil)
    case .place(let scope, let logIndex, let counter):
      return .place(scope, logIndex: logIndex, counter: counter, nil)
    case .snapshotProgress(let scope, _): return .snapshotProgress(scope, next: 0)
    case .snapshot(let scope, _): return .snapshot(scope, manifest: nil)
    case .snapshotPart(let scope, _, let place): return .snapshotPart(scope, place: place, nil)
    }
  }
}
