import PartnershipRecords
import Testing

@testable import WebPages

@Suite("What is said of a number that is hidden or rounded")
struct HiddenNumbersTests {
  private static func page(count: Int?, rounding: Int?, isYearBeforeTooSmall: Bool) -> ScanPage {
    let range = CountRange(lower: 0, upper: 25)
    return ScanPage(
      selection: ScanSelection(), place: "Teal Lane", areas: [], periods: [], sentence: "",
      verdict: count == nil ? .tooSmallToShow : .withinUsual, count: count, monthsKnown: 1,
      rate: count == nil ? nil : PlainRate(value: 4, lower: 2, upper: 6),
      usualRange: count == nil ? nil : range, yearBefore: isYearBeforeTooSmall ? nil : count,
      isYearBeforeTooSmall: isYearBeforeTooSmall, comparison: nil, caveats: [],
      rounding: rounding,
      series: [
        SeriesMonth(month: month("2022-01"), count: nil, usual: nil),
        SeriesMonth(month: month("2022-02"), count: count, isTooSmall: count == nil, usual: range),
      ], areaRows: [])
  }

  /// "label: value, note" of each figure.
  private static func figures(_ page: ScanPage) -> [String] {
    (page.values["figures"] as? [TemplateValues] ?? []).map {
      "\($0["label"] ?? ""): \($0["value"] ?? ""), \($0["note"] ?? "")"
    }
  }

  @Test("a hidden number is too small to show, and nothing is said to be missing")
  func hidden() {
    let page = Self.page(count: nil, rounding: 5, isYearBeforeTooSmall: true)
    let figures = Self.figures(page)
    #expect(figures.count == 4)
    #expect(
      figures.allSatisfy {
        $0.hasSuffix(": too small to show, the number is too small for your role")
      })
    #expect(page.values["verdict"] as? String == "Too small a number to show")
    let months = page.values["months"] as? [TemplateValues]
    #expect(months?.map { $0["monthCount"] as? String } == ["too small to show", "not known"])
  }

  @Test("a rounded number says that it is")
  func rounded() {
    let figures = Self.figures(Self.page(count: 15, rounding: 5, isYearBeforeTooSmall: true))
    #expect(
      figures == [
        "Records: about 15, 1 month imported; rounded to 5",
        "For every 1,000 residents a year: 4.0, 95 % interval 2.0 to 6.0; rounded to 5",
        "Usual range: 0 to 25, of periods as long before; rounded to 5",
        "A year before: too small to show, the number is too small for your role",
      ])
  }

  @Test("an exact number is plain, and what is missing is called missing")
  func exact() {
    let page = Self.page(count: 15, rounding: nil, isYearBeforeTooSmall: false)
    #expect(Self.figures(page)[3] == "A year before: 15, the same months")
    let missing = ScanPage(
      selection: ScanSelection(), place: "Teal Lane", areas: [], periods: [], sentence: "",
      verdict: .notEnoughToSay, count: 0, monthsKnown: 0, rate: nil, usualRange: nil,
      yearBefore: nil, comparison: nil, caveats: [], series: [], areaRows: [])
    #expect(Self.figures(missing)[3] == "A year before: not known, not imported")
  }
}
