import BusinessCycle
import PartnershipRecords
import SignedLogs
import Testing

@testable import ReplicaStore

@Suite("What a partnership keeps when it leaves")
struct OwnWorkTests {
  @Test("two tasks of one reference stay two, each with its own words; so do those of others")
  func namesakes() throws {
    var region = try StoreRegion()
    for (title, due) in [("Light the footpath", Int32(9_000)), ("Mend the fence", 0)] {
      try region.replicas[0].write { object in
        [
          try SharedTask.create(reference: "MIL-T-0001"),
          try SharedTask.write(.text(title), to: .title, of: object),
        ] + (due == 0 ? [] : [try SharedTask.write(.day(Day(number: due)), to: .due, of: object)])
      }
      try region.replicas[1].write { _ in [try SharedTask.create(reference: "FEL-T-0001")] }
    }
    try region.replicas[1].write { _ in [try SharedTask.create(reference: "FEL-T-0002")] }
    try region.bringAll(to: &region.replicas[0])
    let mil = region.replicas[0]
    let work = try mil.read { try $0.ownWork(of: mil.node, in: region.scope) }
    #expect(work.tasks.map(\.reference) == ["MIL-T-0001", "MIL-T-0001"])
    #expect(
      work.tasks.map { $0.values[TaskField.title.number] }
        == [.text("Light the footpath"), .text("Mend the fence")])
    #expect(
      work.tasks.map { $0.values[TaskField.due.number] } == [.day(Day(number: 9_000)), nil])
    #expect(work.othersTasks.count == 3)
    #expect(work.othersTasks.last == "FEL-T-0002")
    let names = Set(work.othersTasks)
    #expect(names.count == 3 && names.filter { $0.hasPrefix("FEL-T-0001 (") }.count == 2)
    // What was never sent says of which of them.
    let titles = work.unsent.filter { $0.field == TaskField.title.number }
    #expect(Set(titles.map(\.object)) == Set(work.tasks.map(\.object)))
  }

  @Test("the same entry of a journal, written twice, stays twice")
  func entryTwice() throws {
    var region = try StoreRegion()
    let task = try region.replicas[0].write { _ in
      [try SharedTask.create(reference: "MIL-T-0001")]
    }.object(createdBy: 0)
    for _ in 0..<2 {
      try region.replicas[0].write { _ in
        [try SharedTask.write(.text("rang the owner"), to: .journal, of: task)]
      }
    }
    let mil = region.replicas[0]
    let work = try mil.read { try $0.ownWork(of: mil.node, in: region.scope) }
    #expect(work.tasks.map { $0.journal.map(\.text) } == [["rang the owner", "rang the owner"]])
  }
}
