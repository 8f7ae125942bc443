import BusinessCycle
import Testing

@Suite("Fields of a task")
struct TaskFieldTests {
  @Test("Numbers are those that logs already carry")
  func numbers() {
    let numbers = TaskField.named.map { "\($0.name) \($0.number)" }
    #expect(
      numbers == [
        "title 1", "description 2", "status 3", "due 4", "owner 5", "lead-agency 6", "priority 7",
        "area 8", "category 9", "partners 20", "tags 21", "journal 30",
      ])
    #expect(TaskField.partnerRating(slot: 0).number == 40)
    #expect(TaskField.partnerRating(slot: 63).number == 103)
  }

  @Test("A number and a name lead back to their field")
  func backAndForth() {
    for field in TaskField.named + (0..<64).map({ .partnerRating(slot: $0) }) {
      #expect(TaskField(number: field.number) == field)
      #expect(TaskField(name: field.name) == field)
    }
  }

  @Test(
    "Other numbers and names are no fields", arguments: [0, 10, 19, 22, 39, 104, 4_000_000_000])
  func unknown(number: UInt32) {
    #expect(TaskField(number: number) == nil)
    #expect(TaskField(name: "rating-\(number + 64)") == nil)
  }

  @Test(
    "Each field has a kind, a merge rule and says whether a person may be needed",
    arguments: [
      (.title, .text, .keepBothText, .hard), (.description, .text, .keepBothText, .hard),
      (.status, .code, .status, .hard), (.due, .day, .earlierDate, .soft),
      (.owner, .text, .ownerKeepsPrevious, .hard),
      (.leadAgency, .code, .ownerKeepsPrevious, .hard),
      (.priority, .number, .cautiousNumber, .soft), (.area, .code, .keepBothText, .hard),
      (.category, .code, .keepBothText, .hard), (.partners, .set, .addWins, .settled),
      (.tags, .set, .addWins, .settled), (.journal, .list, .union, .settled),
      (.partnerRating(slot: 2), .code, .singleWriter, .settled),
    ] as [(TaskField, FieldKind, MergeRule, Hardness)])
  func rules(field: TaskField, kind: FieldKind, rule: MergeRule, human: Hardness) {
    #expect(field.kind == kind)
    #expect(field.mergeRule == rule)
    #expect(field.humanNeeded == human)
  }

  @Test("A field takes values of its kind only")
  func values() throws {
    let day = CycleValue.day(Day(number: 1))
    #expect(TaskField.title.accepts(.text("x")) && !TaskField.title.accepts(.code("x")))
    #expect(TaskField.due.accepts(day) && !TaskField.due.accepts(.number(1)))
    #expect(TaskField.status.accepts(.code("in-progress")))
    #expect(!TaskField.status.accepts(.code("nearly")) && !TaskField.status.accepts(.text("done")))
    #expect(TaskField.priority.accepts(.number(3)) && !TaskField.priority.accepts(.number(4)))
    #expect(TaskField.partnerRating(slot: 1).accepts(.code("amber")))
    #expect(!TaskField.partnerRating(slot: 1).accepts(.code("blue")))
    #expect(TaskField.tags.accepts(.code("x")) && !TaskField.tags.accepts(day))
    #expect(TaskField.journal.accepts(.text("x")) && !TaskField.journal.accepts(.truth(true)))
  }

  @Test("Values of all kinds have one order")
  func order() {
    let values: [CycleValue] = [
      .text("Z"), .text("a"), .text("é"), .number(-1), .number(2), .truth(false), .truth(true),
      .day(Day(number: 0)), .day(Day(number: 1)), .code("a"), .code("b"),
    ]
    #expect(values.reversed().sorted() == values)
  }
}
