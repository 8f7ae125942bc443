import CausalHistory
import PartnershipRecords
import SignedLogs
import SyncProtocol

/// Randomness that is the same in every run.
struct FixedRandom: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
  }
}

/// A shared task as the tests write it.
enum TestTask: SharedRecord {
  static let dataClass = DataClass.shared
  static let kind: UInt32 = 1
  static let status: UInt32 = 1
  static let due: UInt32 = 2
  static let text: UInt32 = 3
  static let tags: UInt32 = 4
  static let log: UInt32 = 5
  static let sharedFields = [
    SharedField(number: status, name: "status", kind: .code),
    SharedField(number: due, name: "due", kind: .day),
    SharedField(number: text, name: "description", kind: .text),
    SharedField(number: tags, name: "tags", kind: .set),
    SharedField(number: log, name: "log", kind: .list),
  ]
}

/// A region: one hub, nodes, and group scopes with their control logs.
struct World {
  var random = FixedRandom(seed: 20_261_123)
  let authority: AuthorityKey
  private let nextAuthority: AuthorityKey
  var hub: MemoryReplica
  var nodes: [String: MemoryReplica] = [:]

  init() {
    authority = .generate(using: &random)
    nextAuthority = .generate(using: &random)
    hub = MemoryReplica(name: "HUB", identity: .generate(using: &random))
  }

  /// Enrols a node. It shares nothing yet.
  mutating func enrol(_ name: String) {
    nodes[name] = MemoryReplica(name: name, identity: .generate(using: &random))
  }

  /// Begins a group scope at the hub with members that may write; the nodes learn of it by syncing.
  mutating func group(_ name: String, members: [String]) throws -> ScopeID {
    let genesis = try ScopeGenesis.make(
      kind: .group, name: name, authority: authority, nextAuthorityKey: nextAuthority.publicKey,
      nonce: random.bytes(16))
    hub.begin(genesis)
    try decide(.addNode(hub.description), in: genesis.scope)
    try decide(.addMember(hub.node, .writer), in: genesis.scope)
    for member in members { try add(member, to: genesis.scope) }
    return genesis.scope
  }

  mutating func add(
    _ member: String, to scope: ScopeID, as capacity: MemberCapacity = .writer
  ) throws {
    guard let node = nodes[member] else { throw TestFailure("no node \(member)") }
    try decide(.addNode(node.description), in: scope)
    try decide(.addMember(node.node, capacity), in: scope)
  }

  /// Appends a record to a scope's control log at the hub.
  mutating func decide(_ action: ControlAction, in scope: ScopeID) throws {
    try hub.decide(action, in: scope, with: authority)
  }

  /// Lets a node begin its log in a scope that it knows.
  mutating func beginLog(_ name: String, in scope: ScopeID) throws {
    let key = LogKey.generate(using: &random)
    let nonce = random.bytes(16)
    try nodes[name]?.beginLog(in: scope, key: key, nonce: nonce)
  }

  /// A group whose members know it and may write at once.
  mutating func settledGroup(_ name: String, members: [String]) throws -> ScopeID {
    for member in members where nodes[member] == nil { enrol(member) }
    let scope = try group(name, members: members)
    for member in members {
      _ = try sync(member)
      try beginLog(member, in: scope)
      _ = try sync(member)
    }
    for member in members { _ = try sync(member) }
    return scope
  }

  /// One session of a node with the hub.
  @discardableResult
  mutating func sync(
    _ name: String, through wire: Wire = Wire(), transportKeySeen: Digest? = nil,
    expectedPeer: NodeID? = nil, versions: ClosedRange<UInt32> = SyncSession.versions
  ) throws -> SessionResult {
    guard let node = nodes[name] else { throw TestFailure("no node \(name)") }
    let exchange = Exchange(
      node: node, hub: hub, authority: authority, nonces: (random.bytes(32), random.bytes(32)),
      transportKeySeen: transportKeySeen, expectedPeer: expectedPeer, nodeVersions: versions)
    let result = try exchange.run(through: wire)
    nodes[name] = result.node
    hub = result.hub
    return result
  }

  /// A session of a node with the hub that stays open.
  mutating func live(_ name: String) throws -> Exchange {
    guard let node = nodes[name] else { throw TestFailure("no node \(name)") }
    var exchange = Exchange(
      node: node, hub: hub, authority: authority, nonces: (random.bytes(32), random.bytes(32)),
      staysLive: true)
    try exchange.begin()
    return exchange
  }

  func object(_ id: ObjectID, at name: String, in scope: ScopeID) -> ObjectState? {
    replica(name)?.scopes[scope]?.replica.objects.object(id)
  }

  func history(_ id: ObjectID, at name: String, in scope: ScopeID) -> ObjectHistory {
    guard let stored = replica(name)?.scopes[scope] else { preconditionFailure("no scope") }
    return ObjectHistory(
      of: id, in: stored.applied.filter { stored.replica.void[$0.dot] == nil },
      under: stored.replica.control)
  }

  func conflicts(_ name: String, _ scope: ScopeID) -> [FieldConflict] {
    replica(name)?.scopes[scope]?.replica.conflicts ?? []
  }

  private func replica(_ name: String) -> MemoryReplica? { name == "HUB" ? hub : nodes[name] }

  func stateHash(_ name: String, _ scope: ScopeID) -> Digest? {
    replica(name)?.scopes[scope]?.replica.stateHash
  }
}

struct TestFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
