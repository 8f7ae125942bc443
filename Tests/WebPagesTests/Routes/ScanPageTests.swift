import PartnershipRecords
import Testing

@testable import WebPages

@Suite("The scan page")
struct ScanPageTests {
  @Test("passes on what, where and when, and says the sentence first")
  func selection() async throws {
    let node = SampleNode()
    let page = try await SampleSites.node(node, as: "councillor-1") {
      try await $0.get("/scan?what=burglary&where=E01008162&when=2023-12..2024-02")
    }.page
    #expect(
      node.deeds.selections == [
        ScanSelection(
          category: .burglary, area: area("E01008162"), period: period("2023-12..2024-02"))
      ])
    #expect(page.starts("p").contains { $0.attributes["class"] == "sentence" })
    let chosen = page.starts("option").filter { $0.attributes["selected"] != nil }
    #expect(chosen.map { $0.attributes["value"] } == ["burglary", "E01008162", "2023-12..2024-02"])
  }

  @Test("empty choices mean all, everywhere and the latest")
  func empty() async throws {
    let node = SampleNode()
    _ = try await SampleSites.node(node, as: "councillor-1") {
      try await $0.get("/scan?what=&where=&when=")
    }
    #expect(node.deeds.selections == [ScanSelection()])
  }

  @Test("shows count, rate with interval, usual range and the year before")
  func figures() async throws {
    let text = try await SampleSites.node(as: "councillor-1") { try await $0.get("/scan") }.page
      .text
    #expect(text.contains("Records 312 3 months imported"))
    #expect(text.contains("For every 1,000 residents a year 6.2 95 % interval 5.5 to 6.9"))
    #expect(text.contains("Usual range 241 to 296"))
    #expect(text.contains("A year before 268"))
    #expect(text.contains("February 2024 114 76 to 103 above"))
    #expect(text.contains("November 2022 not known"))
    #expect(text.contains("Gateshead 001B E01008163 not shown not shown"))
  }

  @Test("a month that was not imported is a gap in the line, not a zero")
  func gap() {
    let usual = CountRange(lower: 1, upper: 4)
    let counts = [2, 3, nil, 9, 2]
    let series = counts.enumerated().map { place, count in
      SeriesMonth(month: Month(index: 24_000 + place), count: count, usual: usual)
    }
    let chart = MonthChart(series: series, highlighted: nil).markup
    #expect(chart.matches(of: #/<polyline/#).count == 2)
    #expect(chart.matches(of: #/<circle/#).count == 4)
    #expect(chart.matches(of: #/chart-point-outside/#).count == 1)
    #expect(MonthChart(series: [], highlighted: nil).markup.isEmpty)
    let narrow = MonthChart(series: series, highlighted: nil, size: .narrow).markup
    #expect(narrow.contains("viewBox=\"0 0 340 "))
    #expect(narrow.matches(of: #/<circle/#).count == 4)
  }

  @Test(
    "a scale ends at a round number at or above the largest, with few marks",
    arguments: [0, 1, 2, 4, 5, 6, 9, 10, 11, 49, 50, 51, 99, 101, 999, 12_345, 1_000_000])
  func scale(_ largest: Int) {
    let scale = NiceScale(upTo: largest)
    #expect(scale.top >= max(1, largest))
    #expect(scale.top <= 2 * max(1, largest))
    #expect((2...6).contains(scale.marks.count))
    #expect(scale.marks.first == 0 && scale.marks.last == scale.top)
  }
}
