import Foundation
import ProtocolMessages
import SignedLogs
import SwiftProtobuf
import SyncProtocol
import Testing

@Suite("What a change costs on the wire")
struct SizeTests {
  /// Tasks of an ordinary size, as an analyst keeps them; statuses change most.
  private static func work(_ world: inout World, _ scope: ScopeID, count: Int) throws {
    let states = ["assigned", "in-progress", "blocked", "done", "closed"]
    var tasks: [ObjectID] = []
    for number in 0..<count {
      try world.nodes["MIL"]?.write(scope, by: "analyst-1", isSealed: number % 16 == 15) { new in
        if number.isMultiple(of: 20) {
          tasks.append(new)
          return [
            try TestTask.create(reference: "MIL-T-\(1000 + number)"),
            try TestTask.set(TestTask.status, of: new, to: .code("new")),
            try TestTask.set(TestTask.due, of: new, to: .day(Int32(20_000 + number % 97))),
          ]
        }
        let task = tasks[number * 7 % tasks.count]
        return [
          try TestTask.set(TestTask.status, of: task, to: .code(states[number * 3 % states.count]))
        ]
      }
    }
  }

  private static func runs(_ result: SessionResult) throws -> [(bytes: Int, commits: Int)] {
    try result.frames.compactMap { frame in
      let message = try Iscan_Sync_V1_Frame(serializedBytes: frame.bytes)
      guard case .logRun(let run) = message.content else { return nil }
      return (frame.bytes.count, run.packed.isEmpty ? run.commit.count : Int(run.packedCount))
    }
  }

  @Test("One live change of a task's status, signed: at most 135 bytes")
  func oneChange() throws {
    var (world, scope, _) = try ConvergenceTests.region()
    try Self.work(&world, scope, count: 64)
    try world.sync("MIL")
    var line = try world.live("MIL")
    let before = line.result.frames.count
    let task = ObjectID(logIndex: 1, counter: 22, operationIndex: 0)
    try line.change(hub: false, scope) { node in
      node.clock += 45_000
      try node.write(scope, by: "analyst-1") { _ in
        [try TestTask.set(TestTask.status, of: task, to: .code("in-progress"))]
      }
    }
    let frame = try #require(line.result.frames.dropFirst(before).first)
    #expect(frame.toHub)
    #expect(frame.bytes.count <= 135, "\(frame.bytes.count)")
  }

  @Test("A batch of 64 changes: at most 45 bytes a change")
  func batch() throws {
    var (world, scope, _) = try ConvergenceTests.region()
    try Self.work(&world, scope, count: 64)
    let runs = try Self.runs(world.sync("MIL"))
    let bytes = runs.reduce(0) { $0 + $1.bytes }
    #expect(runs.reduce(0) { $0 + $1.commits } == 64)
    #expect(bytes <= 64 * 45, "\(Double(bytes) / 64) bytes a change")
  }

  @Test("In bulk: at most 28 bytes a change, and one seal for each run")
  func bulk() throws {
    var (world, scope, _) = try ConvergenceTests.region()
    try Self.work(&world, scope, count: 4_096)
    let runs = try Self.runs(world.sync("MIL"))
    let bytes = runs.reduce(0) { $0 + $1.bytes }
    #expect(runs.count == 16)
    #expect(bytes <= 4_096 * 28, "\(Double(bytes) / 4_096) bytes a change")
    #expect(world.stateHash("MIL", scope) == world.stateHash("HUB", scope))
  }

  @Test("No change: one round trip, at most 400 bytes each way, whatever the history")
  func noChange() throws {
    var (world, scope, _) = try ConvergenceTests.region()
    try Self.work(&world, scope, count: 1_024)
    try world.sync("MIL")
    let result = try world.sync("MIL")
    #expect(result.isFinished && result.frames.count == 5)
    for toHub in [true, false] {
      let bytes = result.frames.filter { $0.toHub == toHub }.reduce(0) { $0 + $1.bytes.count }
      #expect(bytes <= 400)
    }
  }
}
