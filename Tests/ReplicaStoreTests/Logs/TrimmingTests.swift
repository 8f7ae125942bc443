import GRDB
import BusinessCycle
import CausalHistory
import SignedLogs
import SyncProtocol
import Testing

@testable import ReplicaStore

@Suite("Commits that are let go")
struct TrimmingTests {
  private static func write(
    _ region: inout StoreRegion, _ place: Int, _ random: inout FixedRandom
  ) throws {
    let objects = try region.replicas[place].read { try $0.objects(kind: SharedTask.kind) }
    let edit = RandomEdit(objects.map(\.state), using: &random)
    try region.replicas[place].write { try edit.operations(new: $0) }
  }

  private static func meet(_ region: inout StoreRegion, _ places: [Int]) throws {
    for place in places + places {
      var replica = region.replicas[place]
      try region.bringAll(to: &replica)
      region.replicas[place] = replica
    }
  }

  @Test(
    "a commit that comes late merges as at a replica that let nothing go",
    arguments: UInt64(51)...56)
  func transparent(seed: UInt64) throws {
    var region = try StoreRegion(writers: 3, seed: seed)
    var random = FixedRandom(seed: seed)
    for step in 0..<24 {
      try Self.write(&region, step % 3, &random)
      if step % 6 == 0 { try Self.meet(&region, [0, 1, 2]) }
    }
    try Self.meet(&region, [0, 1, 2])
    let mark = try region.replicas[0].frontier()
    // The third writer goes on alone, knowing nothing beyond the mark.
    for _ in 0..<6 { try Self.write(&region, 2, &random) }
    let late = region.replicas[2]
    for step in 0..<12 {
      try Self.write(&region, step % 2, &random)
      try region.replicas[1].receive(1, from: region.replicas[0])
      try region.replicas[0].receive(2, from: region.replicas[1])
    }
    let trimmed = region.replicas[0]
    _ = try trimmed.queue.write { try ScopeRecords($0).trim(to: mark, of: region.scope) }
    #expect(try trimmed.read { try $0.faults(of: region.scope) } == [])
    #expect(throws: ReplicaError.recordsMissing(table: "logSegment")) {
      try trimmed.read { records in
        try records.load(
          .run(region.scope, logIndex: 1, first: 1, last: 1, limit: 1, byteLimit: .max))
      }
    }
    try region.replicas[0].receive(3, from: late)
    try region.replicas[1].receive(3, from: late)
    #expect(try region.replicas[0].stateHash() == region.replicas[1].stateHash())
    #expect(try region.replicas[0].read { try $0.faults(of: region.scope) } == [])

    // A decision that takes back what came after the mark reaches both alike.
    try region.revoke(writer: 2, after: mark[3] + 2)
    for place in 0..<2 {
      try region.replicas[place].take(region.records)
      #expect(
        try region.replicas[place].stateHash() == region.replicas[place].memory.stateHash)
    }
    #expect(try region.replicas[0].stateHash() == region.replicas[1].stateHash())
    // Again, to a later mark: what came between is let go as well.
    let later = try region.replicas[0].frontier()
    _ = try region.replicas[0].queue.write {
      try ScopeRecords($0).trim(to: later, of: region.scope)
    }
    try Self.write(&region, 0, &random)
    try region.replicas[1].receive(1, from: region.replicas[0])
    #expect(try region.replicas[0].stateHash() == region.replicas[1].stateHash())
  }

  @Test("the frontier below which nobody asks for anything is what all have acknowledged")
  func stable() throws {
    var region = try StoreRegion(writers: 2)
    for _ in 0..<5 {
      try region.replicas[0].write { _ in [try SharedTask.create(reference: "MIL-T-0001")] }
    }
    let (hub, fel) = (region.replicas[0], region.replicas[1])
    let before = try hub.read { try $0.stableFrontier(of: [fel.node], in: region.scope) }
    #expect(before.isEmpty)
    try hub.queue.write { db in
      try ScopeRecords(db).keep(
        acknowledged: [StatedPosition(logIndex: 1, counter: 3, hashPrefix: [])], by: fel.node,
        of: region.scope)
    }
    let after = try hub.read { try $0.stableFrontier(of: [fel.node], in: region.scope) }
    #expect(after[1] == 3)
  }
}
