import Foundation
import PartnershipRecords
import Testing

@testable import WebPages

@Suite("Numbers and times as people read them")
struct PlainWordsTests {
  private static let wholes: [(Int, String)] = [
    (0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-4, "\u{2212}4"),
    (Int.min, "\u{2212}9,223,372,036,854,775,808"),
  ]
  private static let decimals: [(Double, String)] = [
    (0.04, "0.0"), (6.18, "6.2"), (1_234.56, "1,234.6"), (-0.26, "\u{2212}0.3"),
    (Double.nan, "not known"), (Double.infinity, "not known"),
  ]
  private static let agos: [(TimeInterval, String)] = [
    (0, "just now"), (60, "1 minute ago"), (119 * 60, "119 minutes ago"),
    (120 * 60, "2 hours ago"), (47.9 * 3_600, "47 hours ago"), (48 * 3_600, "2 days ago"),
    (-120, "in the future, by this machine\u{2019}s clock"),
  ]

  @Test(
    "whole numbers have groups and a true minus sign",
    arguments: wholes)
  func whole(_ number: Int, _ words: String) { #expect(PlainFigures.whole(number) == words) }

  @Test(
    "decimals have one place",
    arguments: decimals)
  func decimal(_ number: Double, _ words: String) {
    #expect(PlainFigures.decimal(number) == words)
  }

  @Test(
    "a share is never rounded away to nothing or to all",
    arguments: [
      (0, 10, "0 %"), (10, 10, "100 %"), (1, 8, "12.5 %"), (1, 10_000, "less than 0.1 %"),
      (9_999, 10_000, "more than 99.9 %"), (0, 0, "none"),
    ])
  func percent(_ part: Int, _ all: Int, _ words: String) {
    #expect(PlainFigures.percent(part, of: all) == words)
  }

  @Test("names in a sentence")
  func listed() {
    #expect(PlainFigures.listed([]) == "")
    #expect(PlainFigures.listed(["a"]) == "a")
    #expect(PlainFigures.listed(["a", "b", "c"]) == "a, b and c")
  }

  @Test(
    "how long ago",
    arguments: agos)
  func ago(_ seconds: TimeInterval, _ words: String) {
    let date = SampleWords.now.addingTimeInterval(-seconds)
    #expect(PlainTimes.ago(date, now: SampleWords.now) == words)
  }

  @Test("the clock on the wall in London, in winter and in summer")
  func moment() {
    #expect(
      PlainMoment.words(Date(timeIntervalSince1970: 1_705_311_000)) == "15 January 2024, 09:30")
    #expect(PlainMoment.words(SampleWords.now) == "17 April 2024, 09:30")
    #expect(PlainTimes.day("2024-04-02") == "2 April 2024")
    #expect(PlainTimes.day("soon") == "soon")
  }

  @Test("a form is read as browsers write it, and writing it again gives the same")
  func fields() {
    let fields = FormFields(encoded: "a=1&b=two+words&c=%C3%A9%26&a=2&d&%zz=1")
    #expect(fields.text("a") == "1")
    #expect(fields["b"] == "two words")
    #expect(fields["c"] == "é&")
    #expect(fields["d"] == nil)
    let pairs = [("x", " a&b=c+d%é\"<"), ("y", "")]
    let again = FormFields(encoded: FormFields.encode(pairs))
    #expect(again.fields.map(\.value) == pairs.map(\.1))
  }
}
