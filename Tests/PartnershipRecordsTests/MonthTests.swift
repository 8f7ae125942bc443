import Foundation
import PartnershipRecords
import Testing

@Suite("Months and periods")
struct MonthTests {
  @Test(
    "A month is written YYYY-MM and has words",
    arguments: [
      ("2021-03", 2021, 3, "March 2021"), ("2000-12", 2000, 12, "December 2000"),
      ("0000-01", 0, 1, "January 0"), ("9999-12", 9999, 12, "December 9999"),
    ])
  func written(text: String, year: Int, month: Int, words: String) throws {
    let read = try #require(Month(text))
    #expect(read == Month(year: year, month: month))
    #expect(read.description == text)
    #expect(read.year == year && read.monthOfYear == month)
    #expect(read.inWords == words)
  }

  @Test(
    "Other text is no month",
    arguments: ["", "2021-00", "2021-13", "2021-3", "2021/03", "21-03", "2021-03-01", "２０21-03"])
  func refused(text: String) { #expect(Month(text) == nil) }

  @Test("Years and months out of range are refused")
  func outOfRange() {
    #expect(Month(year: -1, month: 1) == nil)
    #expect(Month(year: 10_000, month: 1) == nil)
    #expect(Month(year: 2021, month: 0) == nil)
    #expect(Month(year: 2021, month: 13) == nil)
  }

  @Test("Months are counted across the turn of the year, also before the year 0")
  func counting() throws {
    let december = try #require(Month("2020-12"))
    #expect(december.advanced(by: 1).description == "2021-01")
    #expect(december.advanced(by: -12).description == "2019-12")
    #expect(december.distance(to: december.advanced(by: 30)) == 30)
    let before = Month(index: -1)
    #expect(before.year == -1 && before.monthOfYear == 12)
    #expect(before.inWords == "December -1")
    #expect(before.description == "-0001-12")
    #expect(Month(index: -12).monthOfYear == 1)
  }

  @Test(
    "A period is one month or two ends",
    arguments: [
      ("2021-04..2022-03", 12, "April 2021 to March 2022"), ("2021-04", 1, "April 2021"),
    ])
  func periods(text: String, count: Int, words: String) throws {
    let period = try #require(MonthPeriod(text))
    #expect(period.description == text)
    #expect(period.count == count && period.months.count == count)
    #expect(period.inWords == words)
  }

  @Test("One month twice is that month")
  func oneMonth() { #expect(MonthPeriod("2021-04..2021-04")?.description == "2021-04") }

  @Test(
    "Other text is no period",
    arguments: [
      "", "..", "2021-04..", "..2021-04", "2022-03..2021-04", "2021-04...2022-03",
      "2021-04..2021-05..2021-06", "2021-04 .. 2021-05",
    ])
  func noPeriod(text: String) { #expect(MonthPeriod(text) == nil) }

  @Test("JSON brings a period back, and refuses one that ends before it begins")
  func json() throws {
    let period = try #require(MonthPeriod("2021-04..2022-03"))
    let data = try JSONEncoder().encode(period)
    #expect(try JSONDecoder().decode(MonthPeriod.self, from: data) == period)
    for text in [#"{"first":"2022-03","last":"2021-04"}"#, #"{"first":"2021-04","last":"soon"}"#] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(MonthPeriod.self, from: Data(text.utf8))
      }
    }
  }
}
