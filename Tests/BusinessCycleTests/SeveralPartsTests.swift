import PartnershipRecords
import Testing

@testable import BusinessCycle

@Suite("A change that is the part of two roles")
struct SeveralPartsTests {
  @Test("is refused with whose each part is, and how to give them apart")
  func words() {
    let error = CycleError.severalParts(role: .analyst, status: .assigned, fields: ["due date"])
    #expect(error.code == "role-not-permitted")
    #expect(error.detail.contains("the status assigned is given by tactical-chair"))
    #expect(error.detail.contains("the due date by "))
    #expect(error.detail.contains("analyst"))
    #expect(error.remedy.contains("--status assigned alone"))
  }
}
