import BusinessCycle
import Testing

@Suite("The value shown while partners disagree")
struct ProvisionalValueTests {
  private func sibling(_ value: CycleValue?, _ sum: UInt64 = 4, _ writer: String = "a") -> Sibling {
    Sibling(value: value, counterSum: sum, writer: writer)
  }

  private func code(_ status: TaskStatus) -> CycleValue { .code(status.rawValue) }

  private func permutations<Element>(_ list: [Element]) -> [[Element]] {
    guard let first = list.first else { return [[]] }
    return permutations(Array(list.dropFirst())).flatMap { rest in
      (0...rest.count).map { Array(rest[..<$0]) + [first] + Array(rest[$0...]) }
    }
  }

  @Test("Done against blocked needs a person; the less final, blocked, is shown")
  func doneAndBlocked() {
    let shown = ProvisionalValue.of(
      [sibling(code(.done)), sibling(code(.blocked), 4, "b")], base: code(.inProgress),
      field: .status)
    #expect(shown.value == code(.blocked))
    #expect(shown.hardness == .hard)
    #expect(
      shown.explanation
        == "Partners set the status to blocked and done; blocked is shown, because an open task is"
        + " safer than a closed one. A person must decide.")
  }

  @Test("Every pair of states: the table of the merge rules")
  func allPairs() {
    for left in TaskStatus.allCases {
      for right in TaskStatus.allCases where left != right {
        let shown = ProvisionalValue.of(
          [sibling(code(left)), sibling(code(right), 4, "b")], base: nil, field: .status)
        let isHard = left.isClaim || right.isClaim
        let wanted = isHard == (left.finality < right.finality) ? left : right
        #expect(shown.value == code(wanted), "\(left) \(right)")
        #expect(shown.hardness == (isHard ? .hard : .soft), "\(left) \(right)")
        // What is shown is called open only if it is.
        let isOpen = !wanted.isClaim && wanted != .declined
        #expect(
          shown.explanation.contains("an open task is safer") == (isHard && isOpen),
          "\(shown.explanation)")
      }
    }
  }

  @Test("The earlier due date is shown and people are told")
  func dueDate() {
    let early = CycleValue.day(Day(number: 18_951))
    let late = CycleValue.day(Day(number: 18_961))
    let shown = ProvisionalValue.of([sibling(late, 9), sibling(early)], base: late, field: .due)
    #expect(shown.value == early)
    #expect(shown.hardness == .soft)
    #expect(
      shown.explanation
        == "Partners gave different days; the due date is the earlier, 20 November 2021.")
    #expect(
      ProvisionalValue.of([sibling(nil, 9), sibling(late)], base: early, field: .due).value == late)
  }

  @Test("Of two texts the one whose writer had seen more is shown; ties go by name")
  func texts() {
    let first = CycleValue.text("Close the access")
    let second = CycleValue.text("Close both gaps")
    let more = ProvisionalValue.of(
      [sibling(first, 5, "a"), sibling(second, 4, "b")], base: nil, field: .description)
    #expect(more.value == first && more.hardness == .hard)
    let tie = ProvisionalValue.of(
      [sibling(first, 4, "a"), sibling(second, 4, "b")], base: nil, field: .description)
    #expect(tie.value == second)
    #expect(!tie.explanation.contains("gaps"))
  }

  @Test("Two proposed owners leave the previous one in force")
  func owner() {
    let base = CycleValue.text("parks manager")
    let shown = ProvisionalValue.of(
      [sibling(.text("x")), sibling(.text("y"), 4, "b")], base: base, field: .owner)
    #expect(shown.value == base && shown.hardness == .hard)
    #expect(
      ProvisionalValue.of(
        [sibling(.code("x")), sibling(.code("y"))], base: nil, field: .leadAgency
      ).value == nil)
  }

  @Test("Of two priorities the more urgent is shown")
  func priority() {
    let shown = ProvisionalValue.of(
      [sibling(.number(3), 9), sibling(.number(1))], base: .number(2), field: .priority)
    #expect(shown.value == .number(1) && shown.hardness == .soft)
  }

  @Test("Equal values are no conflict, however often and by whomever they were written")
  func agreement() {
    let shown = ProvisionalValue.of(
      [sibling(code(.done)), sibling(code(.done), 7, "b")], base: nil, field: .status)
    #expect(shown.value == code(.done) && shown.hardness == .settled)
    let none = ProvisionalValue.of([], base: .text("x"), field: .title)
    #expect(none.value == .text("x") && none.hardness == .settled)
  }

  @Test("A rating has one writer, whose latest value holds")
  func rating() {
    let shown = ProvisionalValue.of(
      [sibling(.code("red"), 3), sibling(.code("amber"), 5)], base: nil,
      field: .partnerRating(slot: 1))
    #expect(shown.value == .code("amber") && shown.hardness == .settled)
  }

  @Test("A state that this version does not know, or none, needs a person")
  func unknownState() {
    let shown = ProvisionalValue.of(
      [sibling(.code("paused")), sibling(code(.accepted), 4, "b")], base: nil, field: .status)
    #expect(shown.value == code(.accepted) && shown.hardness == .hard)
    let cleared = ProvisionalValue.of(
      [sibling(nil), sibling(code(.accepted), 4, "b")], base: nil, field: .status)
    #expect(cleared.value == code(.accepted) && cleared.hardness == .hard)
    let unknown = ProvisionalValue.of(
      [sibling(.code("paused")), sibling(nil, 4, "b")], base: nil, field: .status)
    #expect(unknown.value == nil && unknown.hardness == .hard)
  }

  @Test("No order and no repetition of siblings changes the answer", arguments: TaskField.named)
  func orderIndependence(field: TaskField) {
    let values: [CycleValue?] = [
      .text("a"), .text("b"), nil, .number(3), .number(1), .day(Day(number: 5)),
      .day(Day(number: 4)), code(.done), code(.blocked), code(.inProgress), .code("paused"),
    ]
    var number = 0
    for first in values.indices {
      for second in values.indices where second > first {
        // Ties in counter and writer are the hard case; they must not depend on order either.
        let siblings = [
          sibling(values[first]), sibling(values[second]),
          sibling(
            values[(first + second) % values.count], UInt64(3 + number % 3),
            number % 4 < 2 ? "a" : "b"),
          sibling(values[(first * 3 + 1) % values.count], 4, number % 2 == 0 ? "a" : "c"),
        ]
        number += 1
        let wanted = ProvisionalValue.of(siblings, base: .text("base"), field: field)
        for order in permutations(siblings) {
          let doubled = order + order.prefix(2)
          let again = ProvisionalValue.of(doubled, base: .text("base"), field: field)
          #expect(again == wanted)
        }
      }
    }
  }
}
