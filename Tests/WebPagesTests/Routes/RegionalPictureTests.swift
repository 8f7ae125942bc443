import PartnershipRecords
import Testing

@testable import WebPages

@Suite("The regional picture")
struct RegionalPictureTests {
  private static func picture() async throws -> HTMLPage {
    try await SampleSites.hub(as: "office-1") { try await $0.get("/picture") }.page
  }

  /// The text of each row's cells, by the first word of the row's header, which is the name.
  private static func cells(_ page: HTMLPage) -> [String: [String]] {
    var rows: [String: [String]] = [:]
    var row = ""
    for tag in page.tags where !tag.isEnd {
      if tag.name == "th", tag.attributes["scope"] == "row" {
        row = tag.text.split(separator: " ").first.map(String.init) ?? ""
        rows[row] = []
      } else if tag.name == "td" {
        rows[row]?.append("")
      } else if let last = rows[row]?.indices.last, tag.name == "span" {
        rows[row]?[last] += tag.text
      }
    }
    return rows
  }

  @Test("a partner that sent nothing is 'no return', and never a number")
  func noReturn() async throws {
    let page = try await Self.picture()
    let rows = Self.cells(page)
    #expect(rows["Sunderland"] == ["no return", "no return", "no return"])
    #expect(rows["Hartlepool"]?.first == "no return")
    #expect(rows["Durham"]?.contains("no return") == false)
    #expect(PictureCellWords.values(nil)["figure"] == nil)
    #expect(
      PictureTotal(estimate: nil, interval: nil, reporting: 0, members: 4).headline == "no return")
  }

  @Test("as data it is null")
  func data() async throws {
    let reply = try await SampleSites.hub(as: "office-1") { try await $0.get("/picture.json") }
    let compact = reply.text.filter { !$0.isWhitespace }
    #expect(compact.contains("\"cells\":[null,null,null]"))
  }

  @Test("the newest month is first, where a narrow screen shows it")
  func newestFirst() async throws {
    let headers = try await Self.picture().starts("th").filter { $0.attributes["scope"] == "col" }
    #expect(headers.map(\.text) == ["Partnership", "Feb 2024", "Jan 2024", "Dec 2023"])
  }

  @Test("a partnership that was revoked is marked, and is no member that reports")
  func revoked() async throws {
    let total = PictureTotal(
      estimate: 640, interval: CountRange(lower: 620, upper: 660), reporting: 2, members: 3,
      revokedIncluded: 1)
    #expect(total.reportingWords == "2 of 3 reporting")
    #expect(total.revokedNote == "with earlier figures of 1 partnership since revoked")
    let text = try await Self.picture().text
    #expect(text.contains("Hartlepool revoked"))
    #expect(text.matches(of: #/ revoked /#).count == 1)
  }

  @Test("the day of receipt is said once for a partnership, and again only where it differs")
  func received() async throws {
    #expect(try await Self.picture().text.matches(of: #/received 14 April 2024/#).count == 3)
    let cell = PictureCell(
      estimate: 9, interval: CountRange(lower: 7, upper: 11), grade: .b, slot: .final,
      receivedAt: SampleWords.now)
    let elsewhere = PictureCellWords.values(cell, receivedUnless: "1 April 2024")
    #expect(elsewhere["cellReceived"] as? String == "17 April 2024")
    #expect(PictureCellWords.values(cell, receivedUnless: "17 April 2024")["cellReceived"] == nil)
  }

  @Test("an estimate has its interval, its grade and how settled it is")
  func estimate() async throws {
    let text = try await Self.picture().text
    #expect(text.contains("512 (500 to 524) A final"))
    #expect(text.contains("647 (627 to 667) 2 of 4 reporting"))
    #expect(text.contains("It is the sum of those who reported only"))
  }

  @Test(
    "a number that is too small to tell is said as a range",
    arguments: [
      (117, 103, 131, "117", "(103 to 131)"), (3, -6, 12, "0 to 12", ""),
      (1, -1, 3, "fewer than 5", ""), (-2, -4, 0, "fewer than 5", ""),
      (5, 1, 9, "5", "(1 to 9)"),
    ])
  func small(_ estimate: Int, _ lower: Int, _ upper: Int, _ figure: String, _ words: String) {
    let interval = CountRange(lower: lower, upper: upper)
    #expect(PictureCellWords.figure(estimate, interval) == figure)
    #expect(PictureCellWords.interval(interval) == words)
  }

  @Test("in the chart a missing partner is hatched and has no dot", arguments: ChartSize.allCases)
  func chart(_ size: ChartSize) {
    let rows: [IntervalChart.Row] = [
      .init(label: "Durham", estimate: 530, interval: CountRange(lower: 516, upper: 544)),
      .init(label: "Hartlepool", estimate: nil, interval: nil),
    ]
    let chart = IntervalChart(rows: rows, size: size).markup
    #expect(chart.matches(of: #/<circle/#).count == 1)
    #expect(chart.matches(of: #/url\(#no-return-(wide|narrow)\)/#).count == 1)
    #expect(chart.contains(">no return</text>"))
    let none = IntervalChart(rows: [.init(label: "A", estimate: nil, interval: nil)])
    #expect(none.markup.isEmpty)
  }
}
