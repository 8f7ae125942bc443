import CausalHistory
import SignedLogs
import SyncProtocol
import Testing

@Suite("State as stored rows")
struct StateRowTests {
  /// A task with every kind of value, a conflict, a set, a list and bulk content.
  private func rows() throws -> [StateRow] {
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
    let table = try #require(world.nodes["FEL"]?.scopes[scope]?.replica.objects)
    #expect(table.object(task)?.fieldsInConflict == [TestTask.due])
    return table.rows(of: task)
  }

  @Test("A row reads back from its bytes as it was")
  func roundTrip() throws {
    let rows = try rows()
    #expect(Set(rows.map(\.key.part)) == Set(StateKey.Part.allCases))
    for row in rows {
      let key = try StateKey(bytes: row.key.bytes)
      #expect(key == row.key)
      #expect(try StateValue(bytes: row.value.bytes, at: key) == row.value)
    }
  }

  @Test("Keys as bytes are in the order of keys, also where numbers have more bytes")
  func order() {
    let numbers: [UInt64] = [0, 1, 255, 256, 65_535, 65_536, UInt64(UInt32.max)]
    var keys: [StateKey] = []
    for log in numbers {
      for counter in numbers + [.max] {
        let object = ObjectID(
          logIndex: UInt32(log), counter: counter, operationIndex: UInt32(counter & 0x3FF))
        for part in StateKey.Part.allCases {
          let isItem = part != .header && part != .register
          keys.append(
            StateKey(
              object, part, field: part == .header ? 0 : UInt32(log),
              dot: isItem ? Dot(logIndex: 3, counter: counter) : .none))
        }
      }
    }
    let sorted = keys.sorted()
    let bytes = sorted.map(\.bytes)
    for (left, right) in zip(bytes, bytes.dropFirst()) {
      #expect(left.lexicographicallyPrecedes(right))
    }
  }

  @Test("Bytes that are cut off anywhere, or longer, are refused with a remedy")
  func damaged() throws {
    for row in try rows() where row.key.part != .content {
      let bytes = row.value.bytes
      for count in 0..<bytes.count {
        #expect(throws: SyncError.self, "\(count)") {
          try StateValue(bytes: Array(bytes[..<count]), at: row.key)
        }
      }
      #expect(throws: SyncError.self) { try StateValue(bytes: bytes + [0], at: row.key) }
      let key = row.key.bytes
      for count in 0..<key.count {
        #expect(throws: SyncError.self) { try StateKey(bytes: Array(key[..<count])) }
      }
      let error = #expect(throws: SyncError.self) { try StateKey(bytes: key + [0]) }
      #expect(error?.code == "sync-state-unreadable")
    }
  }

  @Test("Any one bit is part of the state hash")
  func everyBit() throws {
    let rows = try rows()
    let hash = StateHash.of(rows)
    for (place, row) in rows.enumerated() {
      let bytes = row.value.bytes
      for bit in 0..<(bytes.count * 8) {
        var changed = bytes
        changed[bit / 8] ^= 1 << UInt8(bit % 8)
        guard let value = try? StateValue(bytes: changed, at: row.key) else { continue }
        var others = rows
        others[place] = StateRow(key: row.key, value: value)
        #expect(StateHash.of(others) != hash || others == rows, "bit \(bit)")
      }
    }
  }
}
