import BusinessCycle
import CausalHistory
import GRDB
import SignedLogs
import SyncProtocol
import Testing

@testable import ReplicaStore

@Suite("A revocation that comes after the changes it takes back")
struct RefoldTests {
  /// Two writers with a task; MIL writes the last word that both know, FEL then writes three more
  /// commits that nobody else has seen.
  private static func region() throws -> (StoreRegion, ObjectID) {
    var region = try StoreRegion()
    let task = try region.replicas[0].write { object in
      [
        try SharedTask.create(reference: "MIL-T-0061"),
        try SharedTask.write(.code("proposed"), to: .status, of: object),
      ]
    }.object(createdBy: 0)
    let mil = region.replicas[0]
    try region.replicas[1].receive(1, from: mil)
    try region.replicas[1].write { _ in
      [try SharedTask.write(.text("before"), to: .journal, of: task)]
    }
    return (region, task)
  }

  private static func stolen(_ region: inout StoreRegion, _ task: ObjectID) throws {
    try region.replicas[1].write { _ in
      [try SharedTask.write(.code("done"), to: .status, of: task)]
    }
    try region.replicas[1].write { _ in
      [try SharedTask.write(.text("forged"), to: .journal, of: task)]
    }
    try region.replicas[1].write { object in
      [
        try SharedTask.create(reference: "FEL-T-0001"),
        try SharedTask.putChunk([1, 2, 3], at: 0, of: object),
      ]
    }
  }

  @Test("leaves the same state as at a replica that never had them")
  func sameAsNever() throws {
    var (region, task) = try Self.region()
    var never = try region.reader()
    try region.bringAll(to: &never)
    try Self.stolen(&region, task)
    var late = try region.reader()
    try region.bringAll(to: &late)
    #expect(late.memory.frontier[2] == 4)
    #expect(try late.stateHash() != never.stateHash())

    try region.revoke(writer: 1, after: 1)
    try never.take(region.records)
    try late.take(region.records)
    #expect(try late.stateHash() == never.stateHash())
    #expect(try late.stateHash() == late.memory.stateHash)
    #expect(try late.read { try $0.voidCommits(of: region.scope) } == ["beyond-cut": 3])
    #expect(try late.read { try $0.objects(reference: "FEL-T-0001") }.isEmpty)
    let chunks = try late.queue.read {
      try Int.fetchOne(
        $0, sql: "SELECT count(*) FROM stateRow WHERE instr(key, x'05') > 0 AND length(value) = 3")
    }
    #expect(chunks == 0)
    // They stay in the log, for whoever asks what happened.
    #expect(try late.frontier()[2] == 4)
  }

  @Test("keeps what others wrote on top of them, without what they changed")
  func writtenOnTop() throws {
    var (region, task) = try Self.region()
    try Self.stolen(&region, task)
    let fel = region.replicas[1]
    try region.replicas[0].receive(2, from: fel)
    try region.replicas[0].write { _ in
      [try SharedTask.write(.text("seen it"), to: .journal, of: task)]
    }
    try region.revoke(writer: 1, after: 1)
    try region.replicas[0].take(region.records)
    var early = try region.reader()
    try region.bringAll(to: &early)
    #expect(try early.stateHash() == region.replicas[0].stateHash())
    let object = try #require(try early.read { try $0.object(task, in: region.scope) })
    #expect(object.value(TaskField.status.number) == .code("proposed"))
    let entries = object.fields[TaskField.journal.number]?.entriesInTime.map(\.value)
    #expect(entries == [.text("before"), .text("seen it")])
  }

  @Test("is not undone by what comes later from the same log")
  func nothingLater() throws {
    var (region, task) = try Self.region()
    try region.revoke(writer: 1, after: 1)
    try Self.stolen(&region, task)
    var reader = try region.reader()
    try region.bringAll(to: &reader)
    #expect(try reader.read { try $0.voidCommits(of: region.scope) } == ["beyond-cut": 3])
    let object = try #require(try reader.read { try $0.object(task, in: region.scope) })
    #expect(object.value(TaskField.status.number) == .code("proposed"))
  }

  @Test("reaches the writer itself: it cannot write any more, and is told so")
  func ownLogEnded() throws {
    var (region, task) = try Self.region()
    try region.revoke(writer: 1, after: 1)
    try region.replicas[1].take(region.records)
    let before = try region.replicas[1].queue.read(Contents.init)
    let error = #expect(throws: ReplicaError.self) {
      try region.replicas[1].write { _ in
        [try SharedTask.write(.code("done"), to: .status, of: task)]
      }
    }
    #expect(error?.code == "log-ended")
    #expect(try region.replicas[1].queue.read(Contents.init) == before)
  }
}
