import SignedLogs
import SyncProtocol
import Testing

@Suite("Objects as stored bytes")
struct ObjectStateBytesTests {
  /// A task with every kind of value, a conflict, a set, a list and bulk content.
  private func task() throws -> ObjectState {
    var (world, scope, task) = try ConvergenceTests.region()
    try world.nodes["MIL"]?.write(scope) { _ in
      [
        try TestTask.set(TestTask.due, of: task, to: .day(-3)),
        try TestTask.add(.code("night"), to: TestTask.tags, of: task),
        try TestTask.append(.text("Größe"), to: TestTask.log, of: task),
        try TestTask.putChunk([1, 2, 3], at: 0, of: task),
      ]
    }
    try world.nodes["FEL"]?.write(scope) { _ in
      [
        try TestTask.set(TestTask.due, of: task, to: .day(20_000), resolves: true, note: "now"),
        try TestTask.remove([], from: TestTask.tags, of: task),
      ]
    }
    for name in ["MIL", "FEL"] { try world.sync(name) }
    return try #require(world.object(task, at: "FEL", in: scope))
  }

  @Test("An object reads back from its bytes as it was")
  func roundTrip() throws {
    let task = try task()
    #expect(task.fieldsInConflict == [TestTask.due])
    let read = try ObjectState(bytes: task.bytes)
    #expect(read == task)
    #expect(read.bytes == task.bytes)
  }

  @Test("Bytes that are cut off anywhere, or longer, are refused with a remedy")
  func damaged() throws {
    let bytes = try task().bytes
    for count in 0..<bytes.count {
      #expect(throws: SyncError.self, "\(count)") { try ObjectState(bytes: Array(bytes[..<count])) }
    }
    let error = #expect(throws: SyncError.self) { try ObjectState(bytes: bytes + [0]) }
    #expect(error?.code == "sync-state-unreadable")
  }

  @Test("Any one bit is part of the state hash")
  func everyBit() throws {
    let task = try task()
    let hash = StateHash.of([task])
    let bytes = task.bytes
    for bit in 0..<(bytes.count * 8) {
      var changed = bytes
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      guard let other = try? ObjectState(bytes: changed) else { continue }
      #expect(StateHash.of([other]) != hash || other == task, "bit \(bit)")
    }
  }
}
