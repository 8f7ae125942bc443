import CausalHistory
import Foundation
import ProtocolMessages
import SignedLogs
import SwiftProtobuf
import SyncProtocol
import Testing

@Suite("Live sessions")
struct LiveTests {
  @Test("Once both sides hold the same they stay, and what is new passes without being asked for")
  func pushes() throws {
    var (world, scope, task) = try ConvergenceTests.region()
    try world.sync("MIL")
    var line = try world.live("MIL")
    #expect(line.isLive(hub: true) && line.isLive(hub: false))
    let before = line.result.frames.count
    try line.change(hub: false, scope) { node in
      try node.write(scope) { _ in
        [try TestTask.set(TestTask.status, of: task, to: .code("done"))]
      }
    }
    let hub = line.result.hub
    let object = hub.scopes[scope]?.replica.objects.object(task)
    #expect(object?.value(TestTask.status) == .code("done"))
    // The change, and the hub's receipt for it.
    let sent = line.result.frames.dropFirst(before)
    #expect(sent.map(\.toHub) == [true, false])
    #expect(line.result.node.scopes[scope]?.receipts.last?.frontier.first?.counter == 2)
  }

  @Test("Equal digests and Live: one round trip, whatever the history")
  func equalDigests() throws {
    var (world, scope, _) = try ConvergenceTests.region()
    try world.sync("MIL")
    try world.sync("MIL")
    let line = try world.live("MIL")
    #expect(line.isLive(hub: true) && line.isLive(hub: false))
    #expect(line.result.frames.count == 6)
    // Each side knows that the other holds what it holds.
    let held = try #require(line.result.acknowledged[true]?[scope])
    #expect(!held.isEmpty && line.result.acknowledged[false]?[scope] == held)
  }

  @Test("The hub passes on what others wrote, and a scope that the node was made a member of")
  func othersWork() throws {
    var (world, scope, task) = try ConvergenceTests.region()
    try world.sync("FEL")
    var line = try world.live("FEL")
    // MIL's session brings a change to the hub while FEL is connected.
    world.hub = line.result.hub
    try world.nodes["MIL"]?.write(scope) { _ in
      [try TestTask.set(TestTask.status, of: task, to: .code("blocked"))]
    }
    try world.sync("MIL")
    try line.change(hub: true, scope) { $0 = world.hub }
    let object = line.result.node.scopes[scope]?.replica.objects.object(task)
    #expect(object?.value(TestTask.status) == .code("blocked"))

    world.hub = line.result.hub
    world.nodes["FEL"] = line.result.node
    let other = try world.group("Harbour", members: ["FEL"])
    try line.change(hub: true, other) { $0 = world.hub }
    #expect(line.result.node.scopes[other]?.replica.control.sequence == 4)
    #expect(line.isLive(hub: true) && line.isLive(hub: false))
  }

  @Test("A member that is removed gets the record that says so, and nothing after it")
  func removed() throws {
    var (world, scope, task) = try ConvergenceTests.region()
    try world.sync("FEL")
    var line = try world.live("FEL")
    world.hub = line.result.hub
    let fel = try #require(world.nodes["FEL"]?.node)
    let control = try #require(world.hub.scopes[scope]?.replica.control)
    let cuts = control.logs(of: fel).map {
      LogCut(logIndex: $0.logIndex, counter: 0, headHash: $0.genesis.log.digest)
    }
    try world.decide(.removeMember(fel, cuts: cuts), in: scope)
    try line.change(hub: true, scope) { $0 = world.hub }
    let known = try #require(line.result.node.scopes[scope]?.replica.control)
    #expect(!known.isMember(fel))
    try world.nodes["MIL"]?.write(scope) { _ in
      [try TestTask.set(TestTask.status, of: task, to: .code("canary-after-removal"))]
    }
    try world.sync("MIL")
    let before = line.result.frames.count
    try line.change(hub: true, scope) { $0 = world.hub }
    let canary = Data("canary-after-removal".utf8)
    for frame in line.result.frames.dropFirst(before) {
      let plain = try Iscan_Sync_V1_Frame(serializedBytes: frame.bytes).withRunUnpacked
      #expect(try plain.serializedData().range(of: canary) == nil)
      #expect(plain.logRun.logIndex == 0)
    }
  }

  @Test("4.8: in a live session commits whose past does not come within 90 seconds are left out")
  func quarantine() throws {
    var (world, scope, task) = try ConvergenceTests.region()
    var line = try world.live("FEL")
    // FEL's next commit has seen one of MIL's that never comes.
    var hidden = world
    try hidden.nodes["MIL"]?.write(scope) { _ in
      [try TestTask.append(.text("hidden"), to: TestTask.log, of: task)]
    }
    for name in ["MIL", "FEL"] { try hidden.sync(name) }
    try hidden.nodes["FEL"]?.write(scope) { _ in
      [try TestTask.append(.text("seen"), to: TestTask.log, of: task)]
    }
    let stored = try #require(hidden.nodes["FEL"]?.scopes[scope])
    let own = try #require(stored.ownGenesis)
    let logIndex = try #require(stored.replica.control.logIndex(of: own.log))
    let log = try #require(stored.logs[logIndex])
    let run = try #require(
      EncodedRun(
        logIndex: logIndex, first: 1, commits: log.commits.map(\.bytes), seals: log.seals))
    try line.inject(run.frame(scopeNumber: 1), hub: true)
    for _ in 0..<12 {
      #expect(line.isLive(hub: true))
      try line.pass(milliseconds: 10_000)
    }
    let left = line.result.notices.contains {
      $0 == .logRefused(scope, logIndex: logIndex, .contextNotSupplied)
    }
    #expect(left && line.isLive(hub: true))
    #expect(line.result.hub.scopes[scope]?.replica.frontier[logIndex] == 0)
  }

  @Test("What was asked for and comes by another session is not waited for")
  func answeredElsewhere() throws {
    var (world, scope, task) = try ConvergenceTests.region()
    try world.sync("FEL")
    for number in 0..<3 {
      try world.nodes["MIL"]?.write(scope) { _ in
        [try TestTask.append(.text("\(number)"), to: TestTask.log, of: task)]
      }
    }
    // The hub asks MIL for its commits, and the runs that answer are lost for now.
    guard let node = world.nodes["MIL"] else { return }
    var line = Exchange(
      node: node, hub: world.hub, authority: world.authority,
      nonces: ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32)),
      staysLive: true)
    try line.begin(losingRuns: true)
    #expect(!line.isLive(hub: true))
    // They come by a second session of the same node.
    var other = world
    try other.sync("MIL")
    try line.change(hub: true, scope) { $0 = other.hub }
    #expect(line.isLive(hub: true) && line.isLive(hub: false))
  }

  @Test("A silent session is pinged, and ends when the peer does not answer: idle-timeout")
  func pings() throws {
    var (world, _, _) = try ConvergenceTests.region()
    var line = try world.live("MIL")
    let before = line.result.frames.count
    for _ in 0..<10 { try line.pass(milliseconds: 15_000) }
    #expect(line.isLive(hub: true) && line.isLive(hub: false))
    #expect(line.result.frames.count - before == 10)
    let result = try line.end()
    #expect(result.nodeSummary?.outcome == .disconnected)
  }

  @Test("Receipts follow what is durable, no more than one a second")
  func batchedReceipts() throws {
    var (world, scope, task) = try ConvergenceTests.region()
    var line = try world.live("MIL")
    try line.pass(milliseconds: 2_000)
    let before = line.result.node.scopes[scope]?.receipts.count ?? 0
    for number in 0..<5 {
      try line.change(hub: false, scope) { node in
        try node.write(scope) { _ in
          [try TestTask.append(.text("\(number)"), to: TestTask.log, of: task)]
        }
      }
    }
    #expect(line.result.node.scopes[scope]?.receipts.count == before + 1)
    try line.pass(milliseconds: 1_000)
    let receipts = try #require(line.result.node.scopes[scope]?.receipts)
    #expect(receipts.count == before + 2)
    #expect(receipts.last?.frontier.first?.counter == 6)
  }
}
