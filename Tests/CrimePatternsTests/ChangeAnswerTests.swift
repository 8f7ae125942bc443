import CrimePatterns
import Foundation
import PartnershipRecords
import Testing

@Suite("Change between two periods")
struct ChangeAnswerTests {
  private func code(_ place: Int) throws -> AreaCode {
    try #require(AreaCode("E010000\(place < 10 ? "0" : "")\(place)"))
  }

  private func question(
    now: [Int], before: [Int], _ period: String = "2021-04..2022-03",
    against: String = "2020-04..2021-03"
  ) throws -> ChangeQuestion {
    func counts(_ numbers: [Int]) throws -> [AreaCode: Int] {
      Dictionary(uniqueKeysWithValues: try numbers.enumerated().map { (try code($0), $1) })
    }
    return ChangeQuestion(
      category: .burglary, frame: "Millbridge", period: try #require(MonthPeriod(period)),
      against: try #require(MonthPeriod(against)), now: try counts(now), before: try counts(before),
      names: [try code(0): "Millbridge Quay"])
  }

  @Test("the area that went up is found, exactly, and the rest is not")
  func up() throws {
    let answer = try ChangeAnswer(
      question(now: [40, 10, 11, 9, 0], before: [10, 11, 10, 10, 0]))
    #expect(answer.found == 1 && answer.changed.map(\.name) == ["Millbridge Quay"])
    #expect(answer.changed[0].verdict == .veryLikelyUp)
    // Of 2^50 ways, those with 40 or more, or 10 or fewer, of 50 in the later period.
    #expect(abs(answer.changed[0].figures.chance - 2.386e-5) < 1e-8)
    #expect(answer.changed[0].figures.percent == nil, "ten are too few for a percentage")
    #expect((answer.changed[0].qBesideRest ?? 1) < 0.05)
    #expect(answer.areas.last?.verdict == .nothingCounted && answer.basis.tested == 4)
    #expect(
      answer.sentence
        == "There were 70 burglaries in Millbridge from April 2021 to March 2022, 29 more (41 before, 71 %) "
        + "than from April 2020 to March 2021. 1 area went up more than chance would have it. The chance that "
        + "it is a false alarm is at most about 1 in 20.")
  }

  @Test("where everything rose by as much, no area went its own way")
  func alike() throws {
    let answer = try ChangeAnswer(
      question(now: [100, 200, 150, 120], before: [50, 100, 75, 60]))
    #expect(answer.found == 4)
    #expect(answer.areas.allSatisfy { ($0.qBesideRest ?? 0) > 0.9 })
  }

  @Test("in words, a change of less than one in a hundred is told as that")
  func small() throws {
    let answer = try ChangeAnswer(question(now: [1_003, 1_001], before: [1_000, 1_000]))
    #expect(answer.sentence.contains("4 more (2,000 before, less than 1 %)"), "\(answer.sentence)")
    #expect(answer.sentence.contains(", which chance alone would give."))
  }

  @Test("where nothing changed nothing is claimed")
  func same() throws {
    let answer = try ChangeAnswer(question(now: [5, 6, 7], before: [6, 5, 7]))
    #expect(answer.found == 0 && answer.falseAlarmsMax == 0)
    #expect(
      answer.sentence
        == "There were 18 burglaries in Millbridge from April 2021 to March 2022, no more and no fewer (18) "
        + "than from April 2020 to March 2021. No single area changed more than chance would have it."
    )
  }

  @Test("the same, whatever order the areas come in")
  func order() throws {
    let asked = try question(now: [40, 10, 11, 9, 0], before: [10, 11, 10, 10, 0])
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let first = try encoder.encode(ChangeAnswer(asked))
    for _ in 0..<5 { #expect(try encoder.encode(ChangeAnswer(asked)) == first) }
  }

  @Test("periods that meet, or are of other months, are not compared")
  func refused() throws {
    let one = try #require(MonthPeriod("2021-04..2022-03"))
    let meeting = try #require(MonthPeriod("2021-01..2021-12"))
    #expect(throws: PatternRefusal.periodsOverlap(one, meeting)) {
      try ChangeAnswer(question(now: [1], before: [2], against: "2021-01..2021-12"))
    }
    let other = try #require(MonthPeriod("2020-03..2021-02"))
    #expect(throws: PatternRefusal.monthsOfTheYearDiffer(one, other)) {
      try ChangeAnswer(question(now: [1], before: [2], against: "2020-03..2021-02"))
    }
    let shorter = try #require(MonthPeriod("2020-04..2020-06"))
    #expect(throws: PatternRefusal.monthsOfTheYearDiffer(one, shorter)) {
      try ChangeAnswer(question(now: [1], before: [2], against: "2020-04..2020-06"))
    }
    for refusal in [
      PatternRefusal.periodsOverlap(one, meeting), .monthsOfTheYearDiffer(one, other),
      .yearBeforeMissing,
    ] {
      #expect(refusal.code.hasPrefix("pattern-") && refusal.detail.hasSuffix("."))
      #expect(refusal.remedy.hasSuffix("."))
    }
  }

  @Test("as lines of values, with what they rest on")
  func commaSeparated() throws {
    let answer = try ChangeAnswer(question(now: [40, 10], before: [10, 11]))
    let lines = answer.commaSeparated.split(separator: "\n")
    #expect(lines.count == 5 && lines[0].hasPrefix("# There were 50 burglaries"))
    #expect(lines[3].hasPrefix("E01000000,Millbridge Quay,40,10,30,"))
  }
}
