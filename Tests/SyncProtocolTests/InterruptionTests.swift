import Foundation
import SignedLogs
import SyncProtocol
import Testing

@Suite("Sessions that break")
struct InterruptionTests {
  /// Both sides have work for each other: MIL wrote offline, partly before it saw FEL's changes, and
  /// SAL is new, with work in a log that is not admitted yet.
  private func busyRegion() throws -> (World, ScopeID) {
    var (world, scope, task) = try ConvergenceTests.region()
    world.enrol("SAL")
    try world.add("SAL", to: scope)
    try world.sync("SAL")
    try world.beginLog("SAL", in: scope)
    // More than one run of MIL's; the last seal covers commits of both.
    for (name, count) in [("MIL", 66), ("FEL", 4), ("SAL", 4)] {
      for number in 1...count {
        try world.nodes[name]?.write(scope, isSealed: number.isMultiple(of: count / 2)) { _ in
          [try TestTask.append(.text("\(name) \(number)"), to: TestTask.log, of: task)]
        }
      }
    }
    try world.sync("FEL")
    return (world, scope)
  }

  /// Brings everybody level and says what all then hold.
  private func settled(_ world: World, _ scope: ScopeID) throws -> Digest {
    var world = world
    for name in ["MIL", "SAL", "FEL", "MIL"] { #expect(try world.sync(name).isFinished) }
    let hash = try #require(world.stateHash("HUB", scope))
    for name in ["MIL", "FEL", "SAL"] { #expect(world.stateHash(name, scope) == hash) }
    return hash
  }

  @Test("Work written before the log was admitted arrives with the admission")
  func beforeAdmission() throws {
    var (world, scope) = try busyRegion()
    #expect(world.nodes["SAL"]?.scopes[scope]?.unadmitted?.position.head.counter == 4)
    let result = try world.sync("SAL")
    #expect(result.isFinished)
    #expect(result.nodeSummary?.commitsSent == 4)
    #expect(world.stateHash("SAL", scope) == world.stateHash("HUB", scope))
  }

  @Test(
    "A session cut after any frame loses nothing, and the next one goes on from there",
    arguments: ["MIL", "SAL"])
  func cutAnywhere(name: String) throws {
    let (world, scope) = try busyRegion()
    let wanted = try settled(world, scope)
    var whole = world
    let count = try whole.sync(name).frames.count
    #expect(count > 10)
    for cut in 0..<count {
      var copy = world
      #expect(try !copy.sync(name, through: Wire(.cut(after: cut))).isFinished)
      let stored = copy.hub.commitCount(scope) + (copy.nodes[name]?.commitCount(scope) ?? 0)
      let next = try copy.sync(name)
      #expect(next.isFinished, "after \(cut) frames")
      let total = copy.hub.commitCount(scope) + (copy.nodes[name]?.commitCount(scope) ?? 0)
      let received = [next.nodeSummary, next.hubSummary].map { $0?.commitsReceived ?? 0 }
      #expect(received.reduce(0, +) == total - stored, "nothing that was stored is sent again")
      #expect(try settled(copy, scope) == wanted, "after \(cut) frames")
    }
  }

  @Test("A frame that is lost, repeated or late does no harm", arguments: ["MIL", "SAL"])
  func disorder(name: String) throws {
    let (world, scope) = try busyRegion()
    let wanted = try settled(world, scope)
    var whole = world
    for number in 0..<(try whole.sync(name).frames.count) {
      for fault in [Wire.Fault.lost(number), .twice(number), .late(number)] {
        var copy = world
        _ = try copy.sync(name, through: Wire(fault))
        #expect(try settled(copy, scope) == wanted, "\(fault)")
      }
    }
  }

  @Test("One flipped bit anywhere changes nobody's content")
  func flippedBits() throws {
    let (world, scope) = try busyRegion()
    let wanted = try settled(world, scope)
    var random = FixedRandom(seed: 7)
    var whole = world
    for (number, frame) in try whole.sync("MIL").frames.enumerated() {
      for _ in 0..<2 {
        let bit = Int.random(in: 0..<(frame.bytes.count * 8), using: &random)
        var copy = world
        let flip = Wire(.changed(number) { Self.flipped($0, bit: bit) })
        _ = try copy.sync("MIL", through: flip)
        #expect(try settled(copy, scope) == wanted, "frame \(number), bit \(bit)")
      }
    }
  }

  private static func flipped(_ data: Data, bit: Int) -> Data {
    var data = data
    data[data.startIndex + bit / 8 % data.count] ^= 1 << UInt8(bit % 8)
    return data
  }
}

extension MemoryReplica {
  /// The commits held of a scope, in all logs, the one that is not admitted yet included.
  fileprivate func commitCount(_ scope: ScopeID) -> Int {
    scopes[scope]?.logs.values.reduce(0) { $0 + $1.commits.count } ?? 0
  }
}
