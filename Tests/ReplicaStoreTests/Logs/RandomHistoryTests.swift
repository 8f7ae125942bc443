import CausalHistory
import GRDB
import SignedLogs
import SyncProtocol
import Testing

@testable import ReplicaStore

@Suite("A replica in a database is the replica in memory")
struct RandomHistoryTests {
  private static let steps = 40

  @Test(
    "whatever is written, in whatever order it comes: same state hash at every step and at the end",
    arguments: UInt64(1)...8)
  func agrees(seed: UInt64) throws {
    var region = try StoreRegion(writers: 3, seed: seed)
    var random = FixedRandom(seed: seed &* 7919)
    for _ in 0..<Self.steps { try Self.step(&region, &random) }
    if seed.isMultiple(of: 2) { try Self.revokeOne(&region, &random) }
    var hashes: Set<Digest> = []
    for place in region.replicas.indices {
      try Self.bringLevel(place, in: &region)
      hashes.insert(try region.replicas[place].stateHash())
      try Self.compare(region.replicas[place])
    }
    // One that takes everything at once, in another order, ends in the same state.
    var late = try region.reader()
    try region.bringAll(to: &late)
    try Self.compare(late)
    hashes.insert(try late.stateHash())
    #expect(hashes.count == 1)
    #expect(late.applied.count > 15)
  }

  /// Somebody writes, or somebody takes a few commits of some log from somebody.
  private static func step(_ region: inout StoreRegion, _ random: inout FixedRandom) throws {
    let place = Int.random(in: 0..<3, using: &random)
    if Bool.random(using: &random) {
      let objects = try region.replicas[place].read { try $0.objects(kind: SharedTask.kind) }
      let edit = RandomEdit(objects.map(\.state), using: &random)
      try region.replicas[place].write { try edit.operations(new: $0) }
    } else {
      let source = Int.random(in: 0..<3, using: &random)
      let log = UInt32.random(in: 1...3, using: &random)
      let other = region.replicas[source]
      try region.replicas[place].receive(
        log, from: other, limit: Int.random(in: 1...9, using: &random))
    }
    try compare(region.replicas[place])
  }

  private static func compare(_ replica: StoredReplica) throws {
    try #expect(replica.stateHash() == replica.memory.stateHash)
    try #expect(replica.frontier() == replica.memory.frontier)
    let conflicts = try replica.read { try $0.objectsInConflict() }
      .flatMap { $0.state.conflicts(in: $0.scope) }
    #expect(Set(conflicts) == Set(replica.memory.conflicts))
    let void = try replica.read { try $0.voidCommits(of: replica.scope) }
    #expect(void.values.reduce(0, +) == replica.memory.void.count)
  }

  private static func revokeOne(_ region: inout StoreRegion, _ random: inout FixedRandom) throws {
    let written = try region.replicas[2].frontier()[3]
    guard written > 0 else { return }
    try region.revoke(writer: 2, after: UInt64.random(in: 1...written, using: &random))
  }

  private static func bringLevel(_ place: Int, in region: inout StoreRegion) throws {
    var replica = region.replicas[place]
    // Some know the decision before the commits that it voids, some after.
    if place == 0 { try replica.take(region.records) }
    try region.bringAll(to: &replica)
    try replica.take(region.records)
    region.replicas[place] = replica
  }
}
