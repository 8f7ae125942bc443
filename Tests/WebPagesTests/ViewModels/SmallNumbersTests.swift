import PartnershipRecords
import Testing

@testable import WebPages

@Suite("Small numbers")
struct SmallNumbersTests {
  private let part = SmallNumbers(mayReadRecords: false, isPart: true)
  private let whole = SmallNumbers(mayReadRecords: false, isPart: false)
  private let analyst = SmallNumbers(mayReadRecords: true, isPart: true)

  @Test(
    "in a part of the partnership a count is hidden below 5 and else the nearest 5",
    arguments: [
      (0, nil), (4, nil), (5, 5), (7, 5), (8, 10), (11, 10), (12, 10), (13, 15), (14, 15),
      (18, 20), (1_002, 1_000), (1_003, 1_005),
    ])
  func part(_ count: Int, _ shown: Int?) {
    #expect(part.shown(count) == shown)
    #expect(part.rounding == 5)
  }

  @Test("who may read records sees every number as it is", arguments: [0, 3, 4, 7, 1_003])
  func exact(_ count: Int) {
    #expect(analyst.shown(count) == count)
    #expect(analyst.reckoned(count) == count)
    #expect(analyst.rounding == nil)
  }

  @Test("of the whole partnership only small numbers are hidden")
  func partnership() {
    #expect(whole.shown(4) == nil)
    #expect(whole.shown(7) == 7)
    #expect(whole.reckoned(3) == 3)
    #expect(whole.rounding == nil)
  }

  @Test("all hidden counts are reckoned as one and the same, so that nothing tells them apart")
  func reckoned() {
    #expect(Set((0..<5).map(part.reckoned)) == [2])
  }

  @Test("a hidden month cannot be had by subtraction from longer periods")
  func subtraction() throws {
    // December and January had 11, February 3, March 4: only "fewer than 5" is shown of each.
    for february in 0..<5 {
      let upToJanuary = try #require(part.shown(11))
      let upToFebruary = try #require(part.shown(11 + february))
      #expect((upToFebruary - upToJanuary).isMultiple(of: 5))
    }
    // Every February that is hidden has a neighbour that shows exactly the same.
    let shown = Dictionary(grouping: 0..<5) { part.shown(11 + $0) }
    #expect(shown.values.allSatisfy { $0.count > 1 })
  }

  @Test("a usual range is rounded outwards")
  func range() {
    #expect(part.shown(CountRange(lower: 3, upper: 21)) == CountRange(lower: 0, upper: 25))
    #expect(part.shown(CountRange(lower: 5, upper: 20)) == CountRange(lower: 5, upper: 20))
    #expect(whole.shown(CountRange(lower: 3, upper: 21)) == CountRange(lower: 3, upper: 21))
  }

  @Test("rows are in order of what is shown of them, and a single hidden one takes another along")
  func rows() {
    func row(_ name: String, _ count: Int) -> AreaRow {
      AreaRow(code: area("E01008162"), name: name, count: part.shown(count), rate: nil)
    }
    let equal = part.sorted([row("B", 12), row("A", 11), row("C", 40)])
    #expect(equal.map(\.name) == ["C", "A", "B"])
    let one = part.sorted([row("A", 2), row("B", 12), row("C", 40)])
    #expect(one.map(\.count) == [40, nil, nil])
    #expect(one.map(\.name) == ["C", "A", "B"])
    let two = part.sorted([row("A", 2), row("B", 12), row("C", 0)])
    #expect(two.map(\.count) == [10, nil, nil])
  }
}
