import Foundation
import SignedLogs
import SyncProtocol
import Testing

@Suite("Sessions bring replicas level")
struct ConvergenceTests {
  /// A region of two nodes with a task that both know.
  static func region() throws -> (World, ScopeID, ObjectID) {
    var world = World()
    let scope = try world.settledGroup("Quarry", members: ["MIL", "FEL"])
    var task = ObjectID(logIndex: 0, counter: 0, operationIndex: 0)
    try world.nodes["MIL"]?.write(scope) { object in
      task = object
      return [
        try TestTask.create(reference: "MIL-T-0061"),
        try TestTask.set(TestTask.status, of: object, to: .code("in-progress")),
        try TestTask.set(TestTask.due, of: object, to: .day(100)),
      ]
    }
    try world.sync("MIL")
    try world.sync("FEL")
    return (world, scope, task)
  }

  @Test("More than the whole credit may wait for another log, and that log still finds room")
  func moreThanTheCreditWaits() throws {
    var world = World()
    let scope = try world.settledGroup("Quarry", members: ["MIL", "FEL", "GAT"])
    try world.nodes["FEL"]?.write(scope) { _ in [try TestTask.create(reference: "FEL-T-0001")] }
    try world.sync("FEL")
    try world.sync("MIL")
    var random = FixedRandom(seed: 5)
    // MIL's log comes first in order, and nearly all of it builds on FEL's.
    for number in 0..<140 {
      let text = Data(random.bytes(12_000)).base64EncodedString()
      try world.nodes["MIL"]?.write(scope) { object in
        [
          try TestTask.create(reference: "MIL-T-\(number)"),
          try TestTask.set(TestTask.text, of: object, to: .text(text)),
        ]
      }
    }
    try world.sync("MIL")
    let result = try world.sync("GAT")
    #expect(result.isFinished)
    #expect(world.stateHash("GAT", scope) == world.stateHash("HUB", scope))
  }

  @Test("Nothing to do is settled in one round trip, and in fewer than 400 bytes each way")
  func nothingToDo() throws {
    var (world, _, _) = try Self.region()
    try world.sync("MIL")
    let result = try world.sync("MIL")
    #expect(result.isFinished)
    #expect(result.frames.map(\.toHub) == [true, false, false, true, true])
    for direction in [true, false] {
      let bytes = result.frames.filter { $0.toHub == direction }.reduce(0) { $0 + $1.bytes.count }
      #expect(bytes < 400)
    }
  }

  @Test("A node learns of a scope, has its log admitted and sends its work in three sessions")
  func admission() throws {
    let (world, scope, task) = try Self.region()
    for name in ["HUB", "MIL", "FEL"] {
      #expect(world.stateHash(name, scope) == world.stateHash("HUB", scope))
    }
    let object = world.nodes["FEL"]?.scopes[scope]?.replica.objects.object(task)
    #expect(object?.reference == "MIL-T-0061")
    #expect(object?.value(TestTask.status) == .code("in-progress"))
    let receipt = try #require(world.nodes["MIL"]?.scopes[scope]?.receipts.last)
    #expect(receipt.frontier.map(\.counter) == [1])
    #expect(receipt.isSigned(by: world.hub.identity.publicKey))
  }

  @Test("Whatever the order of the sessions, all replicas end in the same state")
  func everyOrder() throws {
    var (world, scope, task) = try Self.region()
    for (name, value) in [("MIL", "done"), ("FEL", "blocked")] {
      try world.nodes[name]?.write(scope) { _ in
        [
          try TestTask.set(TestTask.status, of: task, to: .code(value)),
          try TestTask.append(.text("from \(name)"), to: TestTask.log, of: task),
        ]
      }
      try world.nodes[name]?.write(scope) { _ in
        [try TestTask.add(.code(name), to: TestTask.tags, of: task)]
      }
    }
    var hashes: Set<Digest> = []
    // Every sequence of four sessions of either node, then enough to bring all level.
    for choice in 0..<16 {
      var copy = world
      for place in 0..<4 { try copy.sync(choice >> place & 1 == 0 ? "MIL" : "FEL") }
      for name in ["MIL", "FEL", "MIL"] { #expect(try copy.sync(name).isFinished) }
      for name in ["HUB", "MIL", "FEL"] {
        hashes.insert(try #require(copy.stateHash(name, scope)))
      }
      #expect(copy.hub.scopes[scope]?.replica.conflicts.count == 1)
    }
    #expect(hashes.count == 1)
  }

  @Test("A long log comes in parts of at most 256 commits and below one megabyte a frame")
  func longLog() throws {
    var (world, scope, task) = try Self.region()
    for number in 0..<700 {
      try world.nodes["MIL"]?.write(scope) { _ in
        [try TestTask.append(.text("entry \(number)"), to: TestTask.log, of: task)]
      }
    }
    let result = try world.sync("MIL")
    #expect(result.isFinished)
    #expect(result.nodeSummary?.commitsSent == 700)
    #expect(result.frames.allSatisfy { $0.bytes.count < SyncLimits.frameBytes })
    try world.sync("FEL")
    #expect(world.stateHash("FEL", scope) == world.stateHash("MIL", scope))
    let object = world.nodes["FEL"]?.scopes[scope]?.replica.objects.object(task)
    #expect(object?.fields[TestTask.log]?.entries.count == 700)
  }

  @Test("A node that is new takes histories that build on each other, whatever log comes first")
  func interleavedHistories() throws {
    var (world, scope, task) = try Self.region()
    for round in 0..<40 {
      for name in ["FEL", "MIL"] {
        try world.nodes[name]?.write(scope) { _ in
          [try TestTask.set(TestTask.text, of: task, to: .text("\(name) \(round)"))]
        }
        try world.sync(name)
        try world.sync(name == "MIL" ? "FEL" : "MIL")
      }
    }
    world.enrol("SAL")
    try world.add("SAL", to: scope)
    #expect(try world.sync("SAL").isFinished)
    #expect(world.stateHash("SAL", scope) == world.stateHash("HUB", scope))
    #expect(world.nodes["SAL"]?.scopes[scope]?.replica.conflicts == [])
  }
}
