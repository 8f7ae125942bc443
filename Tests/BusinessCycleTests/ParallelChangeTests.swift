import BusinessCycle
import Testing

@Suite("Changes made apart from each other")
struct ParallelChangeTests {
  private func change(_ writer: String, _ fields: Set<TaskField>, withdraws: Bool = false)
    -> ParallelChange
  {
    ParallelChange(writer: writer, fields: fields, withdraws: withdraws)
  }

  @Test("Different fields both hold, with a note that each was made on older data")
  func differentFields() {
    let note = ParallelNote.about([change("a", [.due]), change("b", [.description])])
    #expect(note == .madeOnOlderData)
    #expect(note?.hardness == .soft)
  }

  @Test("The same field alone is a conflict of the field, not a note on the task")
  func sameField() {
    #expect(ParallelNote.about([change("a", [.due]), change("b", [.due])]) == nil)
  }

  @Test("Journal entries, tags and ratings disturb nobody")
  func additions() {
    #expect(
      ParallelNote.about([
        change("a", [.journal, .tags]), change("b", [.partnerRating(slot: 1)]),
        change("c", [.title]),
      ]) == nil)
  }

  @Test("One withdraws what another changes: reopened for decision")
  func withdrawal() {
    let note = ParallelNote.about([
      change("a", [.status], withdraws: true), change("b", [.description]),
    ])
    #expect(note == .reopenedForDecision)
    #expect(note?.hardness == .hard)
    #expect(ParallelNote.about([change("a", [.status], withdraws: true)]) == nil)
    #expect(
      ParallelNote.about([
        change("a", [.status], withdraws: true), change("b", [.journal]),
      ]) == nil)
  }
}
