import BusinessCycle
import Foundation
import Testing

@Suite("Days")
struct DayTests {
  @Test(
    "A day has a number since 1970 and is written as people write it to machines",
    arguments: [
      ("1970-01-01", 0), ("1970-01-02", 1), ("1969-12-31", -1), ("2000-02-29", 11_016),
      ("2000-03-01", 11_017), ("2021-11-30", 18_961), ("1900-03-01", -25_508),
      ("0000-03-01", -719_468), ("0000-01-01", -719_528), ("9999-12-31", 2_932_896),
    ] as [(String, Int32)])
  func numbers(text: String, number: Int32) {
    #expect(Day(text)?.number == number)
    #expect(Day(number: number).description == text)
  }

  @Test("Every day of 400 years comes after the one before, there and back")
  func everyDay() {
    var isRight = true
    for number in Int32(-10_957)...Int32(135_140) {
      let day = Day(number: number)
      isRight = isRight && Day(day.description) == day
    }
    #expect(isRight)
  }

  @Test(
    "Text that is no day is refused",
    arguments: [
      "", "2021-02-29", "1900-02-29", "2021-04-31", "2021-00-10", "2021-13-01", "2021-01-00",
      "2021-1-01", "21-01-01", "2021/01/01", "2021-01-01 ", "+021-01-01", "2021-01-01-",
      "２０２１-01-01",
    ])
  func refused(text: String) { #expect(Day(text) == nil) }

  @Test("The extremes of the number do not trap")
  func extremes() {
    #expect(Day(number: .min).description.hasPrefix("-"))
    #expect(Day(number: .max).parts.month == 7)
  }

  @Test("Words and JSON")
  func words() throws {
    let day = try #require(Day("2021-11-20"))
    #expect(day.inWords == "20 November 2021")
    let json = try JSONEncoder().encode([day])
    #expect(String(decoding: json, as: UTF8.self) == #"["2021-11-20"]"#)
    #expect(try JSONDecoder().decode([Day].self, from: json) == [day])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Day].self, from: Data(#"["soon"]"#.utf8))
    }
  }
}
