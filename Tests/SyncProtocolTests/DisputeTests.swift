import SignedLogs
import SyncProtocol
import Testing

@Suite("An authority that speaks with two voices")
struct DisputeTests {
  private static let names = ["AAA", "ABA", "ACA", "BAB", "BBB", "BCB"]

  /// A hub and its copy went on deciding by themselves; the node heard of the one, and meets the
  /// other.
  private func region(heard: Int, told: Int) throws -> (World, ScopeID, other: ScopeID) {
    var (world, scope, _) = try ConvergenceTests.region()
    let other = try world.settledGroup("Harbour", members: ["MIL"])
    try world.nodes["MIL"]?.write(other) { _ in [try TestTask.create(reference: "MIL-T-0070")] }
    var copy = world
    for number in 0..<heard {
      copy.enrol(Self.names[number])
      let node = try #require(copy.nodes[Self.names[number]])
      try copy.decide(.addNode(node.description), in: scope)
    }
    try copy.sync("MIL")
    for number in 0..<told {
      world.enrol(Self.names[number + 3])
      let node = try #require(world.nodes[Self.names[number + 3]])
      try world.decide(.addNode(node.description), in: scope)
    }
    let written = world.nodes["MIL"]
    world.nodes["MIL"] = copy.nodes["MIL"]
    #expect(written != nil)
    return (world, scope, other)
  }

  @Test(
    "3.6: wherever the two control logs stand, both sides come to hold proof, and other scopes go on",
    arguments: [(1, 1), (1, 3), (3, 1), (2, 3)])
  func proof(heard: Int, told: Int) throws {
    var (world, scope, other) = try region(heard: heard, told: told)
    let known = try #require(world.nodes["MIL"]?.scopes[scope]?.replica.control.sequence)
    try world.nodes["MIL"]?.write(other) { _ in [try TestTask.create(reference: "MIL-T-0071")] }
    let result = try world.sync("MIL")
    for side in [true, false] {
      #expect(result.evidence[side]?.count == 1, "\(side)")
      guard case .dispute(let dispute)? = result.evidence[side]?.first else { continue }
      #expect(dispute.scope == scope)
      #expect(dispute.sequence == known - UInt64(heard) + 1)
    }
    #expect(result.nodeSummary?.outcome.refusal == .controlDisputed)
    #expect(world.nodes["MIL"]?.scopes[scope]?.replica.control.sequence == known)
    #expect(world.stateHash("HUB", other) == world.stateHash("MIL", other))
  }
}
