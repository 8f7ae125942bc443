import CrimePatterns
import Foundation
import PartnershipRecords
import Testing

/// A series of counts that ends with the given month.
private func series(_ counts: [Int?], endingIn last: Month) -> MonthlyCounts {
  var known: [Month: Int] = [:]
  for (back, count) in counts.reversed().enumerated() { known[last.advanced(by: -back)] = count }
  return MonthlyCounts(known)
}

private func month(_ text: String) throws -> Month { try #require(Month(text)) }

private func question(
  _ category: CrimeCategory? = .burglary, _ period: String = "2022-03"
) throws -> ScanQuestion {
  ScanQuestion(
    category: category, place: "Hartlepool", areas: [try #require(AreaCode("E06000001"))],
    period: try #require(MonthPeriod(period)))
}

@Suite("Answering a scan question")
struct ScanAnswerTests {
  /// Mean 195, moving ranges all 20: limits 195 ± 2.66 · 20 = 141.8 and 248.2.
  private let usualYear = [185, 205, 185, 205, 185, 205, 185, 205, 185, 205, 185, 205]

  @Test(
    "a month is judged by the limits of the twelve before it",
    arguments: [
      (206, ScanVerdict.withinUsual, "so this is not a change."),
      (248, .withinUsual, "so this is not a change."),
      (249, .aboveUsual, "so this is more than usual."),
      (142, .withinUsual, "so this is not a change."),
      (141, .belowUsual, "so this is fewer than usual."),
    ])
  func judged(count: Int, verdict: ScanVerdict, ending: String) throws {
    let counts = series(usualYear + [count], endingIn: try month("2022-03"))
    let answer = ScanAnswer(try question(), from: ScanEvidence(counts: counts))
    #expect(answer.verdict == verdict)
    #expect(answer.basis == .usualRange)
    #expect(answer.sentence.hasSuffix(ending))
    #expect(answer.usualRange?.lower == 142)
    #expect(answer.usualRange?.upper == 248)
    #expect(answer.usualRange?.method == .movingRange)
    #expect(answer.usualRange?.since == (try month("2021-03")))
  }

  @Test("the whole sentence gives the count, the rate of that month, the range and the verdict")
  func sentence() throws {
    let counts = series(usualYear + [206], endingIn: try month("2022-03"))
    let answer = ScanAnswer(
      try question(), from: ScanEvidence(counts: counts, residents: 93_836))
    #expect(
      answer.sentence
        == "There were 206 burglaries in Hartlepool in March 2022, 2.2 for every 1,000 residents; "
        + "the usual range for a month is 142 to 248, so this is not a change.")
    // 206 / 93.836 · 12, and Garwood's limits of 206 (178.83 to 236.14) times the same.
    #expect(abs((answer.rate?.rate ?? 0) - 26.344) < 0.001)
    #expect(abs((answer.rate?.lower ?? 0) - 22.869) < 0.001)
    #expect(abs((answer.rate?.upper ?? 0) - 30.198) < 0.001)
    #expect(
      answer.caveats == [
        "The usual range comes from 12 earlier months since March 2021 and does not allow for the "
          + "season.",
        "This counts what the police recorded, not all that happened.",
      ])
  }

  @Test("the month asked about takes no part in its own range")
  func ownRange() throws {
    let counts = series(usualYear + [900], endingIn: try month("2022-03"))
    let answer = ScanAnswer(try question(), from: ScanEvidence(counts: counts))
    #expect(answer.usualRange?.upper == 248)
    #expect(answer.verdict == .aboveUsual)
  }

  @Test("rare categories are judged exactly: one robbery after twelve quiet months is no change")
  func rare() throws {
    let quiet = [Int](repeating: 0, count: 12)
    for (count, verdict) in [(0, ScanVerdict.withinUsual), (1, .withinUsual), (2, .aboveUsual)] {
      let counts = series(quiet + [count], endingIn: try month("2022-03"))
      let answer = ScanAnswer(try question(.robbery), from: ScanEvidence(counts: counts))
      #expect(answer.verdict == verdict, "after \(count)")
      #expect(answer.usualRange?.method == .exactPoisson)
    }
    let none = ScanAnswer(
      try question(.robbery),
      from: ScanEvidence(
        counts: series(quiet + [0], endingIn: try month("2022-03")), residents: 93_836))
    #expect(
      none.sentence
        == "There were no robberies in Hartlepool in March 2022; "
        + "the usual range for a month is 0 to 1, so this is not a change.")
    #expect(none.rate?.rate == 0)
    #expect(none.rate?.lower == 0)
  }

  @Test("one month alone is not enough to say")
  func oneMonth() throws {
    let counts = series([1], endingIn: try month("2022-03"))
    let answer = ScanAnswer(try question(), from: ScanEvidence(counts: counts))
    #expect(answer.verdict == .notEnoughToSay)
    #expect(answer.basis == .none)
    #expect(answer.usualRange == nil)
    #expect(answer.yearBefore == nil)
    #expect(
      answer.sentence
        == "There was 1 burglary in Hartlepool in March 2022; "
        + "there is not enough to say whether this is usual.")
    #expect(
      answer.caveats.first
        == "There are fewer than 12 complete earlier periods of this length, too few for a usual "
        + "range.")
  }

  @Test("a month that has not been imported is not a zero")
  func missing() throws {
    let counts = series(usualYear, endingIn: try month("2022-02"))
    let answer = ScanAnswer(try question(), from: ScanEvidence(counts: counts, residents: 93_836))
    #expect(answer.verdict == .notEnoughToSay)
    #expect(answer.rate == nil)
    #expect(
      answer.sentence
        == "There is not enough to say about burglaries in Hartlepool in March 2022: "
        + "no records of that month have been imported.")
    let quarter = ScanAnswer(
      try question(.burglary, "2022-01..2022-03"), from: ScanEvidence(counts: counts))
    #expect(
      quarter.sentence
        == "There were 390 burglaries in Hartlepool from January 2022 to March 2022, but only "
        + "2 of 3 months have been imported, so there is not enough to say whether this is usual.")
    #expect(
      quarter.caveats.first
        == "1 of 3 months asked about has not been imported; a missing month is not a zero.")
  }

  @Test("a missing month before the period shortens the past, and eleven are too few")
  func gapsBefore() throws {
    var past: [Int?] = usualYear
    past[4] = nil
    let eleven = series(past + [206], endingIn: try month("2022-03"))
    #expect(
      ScanAnswer(try question(), from: ScanEvidence(counts: eleven)).usualRange == nil)
    let twelve = series([190] + past + [206], endingIn: try month("2022-03"))
    let answer = ScanAnswer(try question(), from: ScanEvidence(counts: twelve))
    #expect(answer.usualRange?.periods == 12)
    #expect(answer.usualRange?.since == (try month("2021-02")))
  }

  @Test("a year is judged by the year before when there are too few years for a range")
  func year() throws {
    let counts = series(
      [Int](repeating: 100, count: 12) + [Int](repeating: 110, count: 12),
      endingIn: try month("2022-03"))
    let answer = ScanAnswer(
      try question(.vehicleCrime, "2021-04..2022-03"), from: ScanEvidence(counts: counts))
    #expect(answer.basis == .yearBefore)
    #expect(answer.yearBefore?.difference == 120)
    #expect(answer.yearBefore?.percent == 10)
    // 1,320 against 1,200: z = 120/√2520 = 2.39, p about 0.017: not below 0.01.
    #expect(answer.verdict == .withinUsual)
    #expect(
      answer.sentence
        == "There were 1,320 vehicle crimes in Hartlepool from April 2021 to March 2022; "
        + "the same months a year before had 1,200, so this is not a change.")
    let more = series(
      [Int](repeating: 100, count: 12) + [Int](repeating: 115, count: 12),
      endingIn: try month("2022-03"))
    let change = ScanAnswer(
      try question(.vehicleCrime, "2021-04..2022-03"), from: ScanEvidence(counts: more))
    #expect(change.verdict == .aboveUsual)
    #expect(change.sentence.hasSuffix("had 1,200, so this is more than a year before."))
  }

  @Test(
    "no percentage is given when either count is under 20",
    arguments: [(19, 40, nil), (40, 19, nil), (20, 40, 100.0), (40, 20, -50.0), (0, 0, nil)]
      as [(Int, Int, Double?)])
  func percent(before: Int, now: Int, expected: Double?) throws {
    let counts = series(
      [before] + [Int?](repeating: nil, count: 11) + [now], endingIn: try month("2022-03"))
    let answer = ScanAnswer(try question(), from: ScanEvidence(counts: counts))
    #expect(answer.yearBefore?.percent == expected)
    #expect(answer.yearBefore?.difference == now - before)
  }

  @Test("without residents, or with none, no rate is given")
  func noPopulation() throws {
    let counts = series(usualYear + [206], endingIn: try month("2022-03"))
    for residents in [nil, 0] as [Int?] {
      let answer = ScanAnswer(
        try question(), from: ScanEvidence(counts: counts, residents: residents))
      #expect(answer.rate == nil)
      #expect(
        answer.sentence
          == "There were 206 burglaries in Hartlepool in March 2022; "
          + "the usual range for a month is 142 to 248, so this is not a change.")
    }
  }

  @Test(
    "a rate is higher or lower than the region's only when its limits leave the region's out",
    arguments: [
      (2_000_000, RegionComparison.Standing.higher), (900_000, .similar), (500_000, .lower),
    ])
  func region(residents: Int, standing: RegionComparison.Standing) throws {
    // The region's 2,000 in a month; Hartlepool's 2.2 per 1,000 has limits of 1.9 and 2.5.
    let last = try month("2022-03")
    let evidence = ScanEvidence(
      counts: series([206], endingIn: last), residents: 93_836,
      region: RegionEvidence(
        name: "North East England", counts: series([2000], endingIn: last), residents: residents))
    let answer = ScanAnswer(try question(), from: evidence)
    #expect(answer.comparison?.standing == standing)
    #expect(answer.comparison?.region == "North East England")
  }

  @Test("offences that policing finds, and rates of places people visit, carry a caveat")
  func caveats() throws {
    let counts = series(usualYear + [206], endingIn: try month("2022-03"))
    let answer = ScanAnswer(
      try question(.drugs), from: ScanEvidence(counts: counts, residents: 93_836))
    #expect(answer.caveats.count == 4)
    #expect(answer.caveats[1].hasPrefix("These offences are mostly found by the police"))
    #expect(answer.caveats[2].hasPrefix("The rate is by residents"))
  }

  @Test("an answer survives being written as JSON and read again")
  func codable() throws {
    let counts = series(usualYear + [206], endingIn: try month("2022-03"))
    let evidence = ScanEvidence(counts: counts, residents: 93_836)
    let answer = ScanAnswer(try question(nil), from: evidence)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let bytes = try encoder.encode(answer)
    #expect(try JSONDecoder().decode(ScanAnswer.self, from: bytes) == answer)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains(#""verdict":"within-usual""#))
    let again = try JSONDecoder().decode(ScanEvidence.self, from: encoder.encode(evidence))
    #expect(again == evidence)
  }
}

@Suite("Words of categories")
struct CrimeWordsTests {
  @Test("every category has words for none, one and many, and no two share them")
  func words() {
    let words = CrimeCategory.allCases.map { CrimeWords($0) } + [CrimeWords(nil)]
    #expect(Set(words.map(\.singular)).count == 15)
    #expect(Set(words.map(\.plural)).count == 15)
    #expect(words.allSatisfy { $0.singular != $0.plural })
    #expect(CrimeWords(.burglary).counted(0) == "no burglaries")
    #expect(CrimeWords(.burglary).counted(1) == "1 burglary")
    #expect(
      CrimeWords(.antiSocialBehaviour).counted(1_234_567)
        == "1,234,567 incidents of anti-social behaviour")
  }
}
