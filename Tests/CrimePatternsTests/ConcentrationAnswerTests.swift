import CrimePatterns
import PartnershipRecords
import Testing

@Suite("How few areas hold how much")
struct ConcentrationAnswerTests {
  private func answer(_ counts: [Int]) throws -> ConcentrationAnswer {
    let coded = try counts.enumerated().map { place, count in
      (try #require(AreaCode("E0100\(1_000 + place)")), count)
    }
    return try ConcentrationAnswer(
      .robbery, frame: "Millbridge", period: try #require(MonthPeriod("2021-04..2022-03")),
      counts: Dictionary(uniqueKeysWithValues: coded), names: [coded[0].0: "Millbridge Quay"])
  }

  @Test("half in one of ten areas, and what chance would have given")
  func half() throws {
    let found = try answer([50, 10, 10, 10, 5, 5, 4, 3, 2, 1])
    let half = try #require(found.shares.first { $0.part == 0.5 })
    #expect(half.areas == 1 && half.share == 0.1)
    #expect(half.shareByChance > 0.3 && half.shareByChance < 0.5)
    #expect(found.areas[0].name == "Millbridge Quay" && found.areas[0].cumulativeShare == 0.5)
    #expect(found.areas.last?.cumulativeShare == 1)
    #expect(
      found.sentence
        == "Half of the 100 robberies in Millbridge from April 2021 to March 2022 happened in 1 of 10 areas "
        + "(10 %). Had they fallen on the areas by chance alone, it would be "
        + "\(Int((half.shareByChance * 100).rounded())) % of them.")
  }

  @Test("five events in ten areas lie in few of them by chance alone, and no more is claimed")
  func few() throws {
    let found = try answer([1, 1, 1, 1, 1, 0, 0, 0, 0, 0])
    #expect(abs(found.gini - 0.5) < 1e-12 && abs(found.generalisedGini) < 1e-12)
  }

  @Test("of fewer than two events nothing is said")
  func none() throws {
    #expect(throws: PatternRefusal.tooFewEvents(1)) { try answer([1, 0, 0]) }
    #expect(throws: PatternRefusal.tooFewEvents(0)) { try answer([0, 0]) }
    #expect(PatternRefusal.tooFewEvents(1).detail.hasPrefix("One event lies nowhere"))
    #expect(PatternRefusal.tooFewEvents(0).remedy.hasSuffix("."))
  }

  @Test("as lines of values")
  func commaSeparated() throws {
    let lines = try answer([3, 1]).commaSeparated.split(separator: "\n")
    #expect(lines.count == 5 && lines[3] == "E01001000,Millbridge Quay,3,0.75")
  }
}
