import CausalHistory
import PartnershipRecords
import SignedLogs
import SyncProtocol
import Testing

/// One group scope with its authority, and writers that each keep it in a database.
struct StoreRegion {
  var random: FixedRandom
  let authority: AuthorityKey
  let genesis: VerifiedScopeGenesis
  /// Every control record so far; the replicas take them when the test says so.
  private(set) var records: [SignedContent] = []
  private(set) var control: ControlAuthor
  var replicas: [StoredReplica] = []

  var scope: ScopeID { genesis.scope }

  /// A scope whose writers know all control records; writer `i` has log `i + 1`.
  init(writers: Int = 2, seed: UInt64 = 20_261_123) throws {
    random = FixedRandom(seed: seed)
    authority = .generate(using: &random)
    genesis = try ScopeGenesis.make(
      kind: .group, name: "Quarry", authority: authority,
      nextAuthorityKey: AuthorityKey.generate(using: &random).publicKey, nonce: random.bytes(16))
    control = ControlAuthor(state: ControlState(genesis: genesis))
    for place in 0..<writers {
      let replica = try StoredReplica(name: Self.names[place], of: genesis, using: &random)
      try decide(.addNode(replica.description))
      try decide(.addMember(replica.node, .writer))
      try decide(.addLog(index: UInt32(place + 1), genesis: replica.log.signed))
      replicas.append(replica)
    }
    for place in replicas.indices { try replicas[place].take(records) }
  }

  private static let names = ["MIL", "FEL", "SAL", "HUB"]

  /// A replica of the scope that writes nothing, with the control log as it is now.
  mutating func reader() throws -> StoredReplica {
    var reader = try StoredReplica(name: "REA", of: genesis, using: &random)
    try reader.take(records)
    return reader
  }

  /// Signs a decision; replicas do not know of it yet.
  mutating func decide(_ action: ControlAction) throws {
    records.append(try control.sign(action, with: authority))
  }

  /// Revokes a writer's node: what it wrote after `counter` counts no more.
  mutating func revoke(writer place: Int, after counter: UInt64) throws {
    let replica = replicas[place]
    let index = UInt32(place + 1)
    let head = try #require(
      replica.applied.first { $0.dot == .init(logIndex: index, counter: counter) })
    try decide(
      .revokeNode(
        replica.node,
        cuts: [LogCut(logIndex: index, counter: counter, headHash: head.hash)], reason: "lost"))
  }

  /// Brings every log that any writer holds to a replica, as far as its past allows.
  func bringAll(to replica: inout StoredReplica) throws {
    var moved = true
    while moved {
      moved = false
      for other in replicas {
        for index in 1...UInt32(replicas.count) {
          if try replica.receive(index, from: other) > 0 { moved = true }
        }
      }
    }
  }
}
