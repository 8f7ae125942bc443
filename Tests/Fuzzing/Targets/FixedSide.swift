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

  init(role: SessionRole) {
    self.role = role
    let region = FixedRegion.shared
    session = SyncSession(
      SessionSetup(
        role: role, identity: role == .initiator ? region.node : region.hub,
        expectedPeer: role == .initiator ? NodeID(identityKey: region.hub.publicKey) : nil,
        initiatorTransportKey: FixedRegion.transportKey(2),
        responderTransportKey: FixedRegion.transportKey(1),
        nonce: [UInt8](repeating: role.rawValue, count: 32),
        databaseID: [UInt8](repeating: role.rawValue, count: 16), software: "fixed",
        scopes: role == .initiator ? [Self.standing(.initiator)] : []))
  }

  /// How many commits of a log this side holds.
  private static func held(_ logIndex: UInt32, _ role: SessionRole) -> Int {
    (logIndex == 1) == (role == .responder) ? 4 : 1
  }

  private static func standing(_ role: SessionRole) -> ScopeStanding {
    let region = FixedRegion.shared
    return ScopeStanding(
      control: region.control,
      positions: region.logs.mapValues { $0.positions[held($0.logIndex, role)] })
  }

  mutating func start() { step(.started) }

  mutating func receive(_ frame: Data) { step(.received(frame)) }

  mutating func tick() { step(.tick) }

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
    case .apply(.control(let scope, _, _, let records)):
      bytesKept += records.reduce(0) { $0 + $1.content.count }
      step(.applied(.control(scope, unadmitted: nil)))
    case .apply(.commits(let scope, let run)):
      bytesKept += run.commits.reduce(0) { $0 + $1.bytes.byteCount }
      let position = run.position
      step(
        .applied(.commits(scope, logIndex: position.logIndex, through: position.head.counter)))
    case .admit(let scope, let genesis, _): step(.admissionRefused(scope, genesis.log))
    default: break
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
    }
  }
}
