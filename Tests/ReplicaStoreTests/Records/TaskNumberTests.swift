import SignedLogs
import Testing

@testable import ReplicaStore

@Suite("The numbers of a partnership's tasks")
struct TaskNumberTests {
  @Test("what another partnership calls its tasks takes no number away")
  func ofOthers() throws {
    var region = try StoreRegion()
    try region.replicas[0].write { _ in [try SharedTask.create(reference: "MIL-T-0042")] }
    for name in ["MIL-T-9223372036854775807", "MIL-T-0900", "FEL-T-0007"] {
      try region.replicas[1].write { _ in [try SharedTask.create(reference: name)] }
    }
    try region.bringAll(to: &region.replicas[0])
    let mil = region.replicas[0]
    #expect(try mil.read { try $0.objects(kind: SharedTask.kind).count } == 4)
    #expect(try mil.read { try $0.lastTaskNumber(of: "MIL") } == 42)
    #expect(try mil.read { try $0.lastTaskNumber(of: "FEL") } == 7)
    #expect(try mil.read { try $0.lastTaskNumber(of: "SAL") } == 0)
  }

  @Test("a number beyond nine digits is passed over, also of the own machines")
  func tooLong() throws {
    var region = try StoreRegion()
    for name in ["MIL-T-1234567890", "MIL-T-0003", "MIL-T-9223372036854775807", "MIL-T-+9"] {
      try region.replicas[0].write { _ in [try SharedTask.create(reference: name)] }
    }
    #expect(try region.replicas[0].read { try $0.lastTaskNumber(of: "MIL") } == 3)
    #expect(TaskNumber.number(of: "MIL-T-999999999", "MIL") == 999_999_999)
    for none in ["MIL-T-", "MIL-T--1", "MIL-T-1 ", "FEL-T-0001", "MIL-T-\u{0661}"] {
      #expect(TaskNumber.number(of: none, "MIL") == nil)
    }
    #expect(TaskNumber.reference(of: 42, "MIL") == "MIL-T-0042")
  }
}
