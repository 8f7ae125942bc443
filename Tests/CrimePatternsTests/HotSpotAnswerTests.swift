import CrimePatterns
import Foundation
import Geography
import PartnershipRecords
import Testing

@Suite("Hot spots of areas")
struct HotSpotAnswerTests {
  /// Five by five square areas, of which those about one corner have more.
  private func question(
    _ category: CrimeCategory? = .burglary, reversed: Bool = false, without left: Int? = nil,
    even: Bool = false
  ) throws -> HotSpotQuestion {
    var counts: [AreaCode: Int] = [:]
    var boundaries: [Boundary] = []
    for place in 0..<25 {
      let (column, row) = (place % 5, place / 5)
      let code = try #require(AreaCode("E010000\(place < 10 ? "0" : "")\(place)"))
      counts[code] = even ? 2 : column < 2 && row < 2 ? 30 : place % 3
      let corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)].compactMap { corner in
        Coordinate(
          longitude: -1.5 + Double(column + corner.0) / 100,
          latitude: 54.5 + Double(row + corner.1) / 100)
      }
      guard place != left else { continue }
      boundaries.append(
        Boundary(
          code: code, kind: .lowerSuperOutputArea2011, name: "Millbridge \(place)",
          polygons: [Polygon(rings: [corners])]))
    }
    return HotSpotQuestion(
      category: category, frame: "Millbridge",
      period: try #require(MonthPeriod("2021-04..2022-03")),
      counts: counts, boundaries: reversed ? boundaries.reversed() : boundaries)
  }

  @Test("the corner with more stands out, with words for it and what it rests on")
  func corner() throws {
    let answer = try HotSpotAnswer(question())
    #expect(answer.found == 4)
    #expect(
      Set(answer.hotSpots.map(\.name)) == [
        "Millbridge 0", "Millbridge 1", "Millbridge 5", "Millbridge 6",
      ])
    #expect(
      answer.sentence
        == "4 areas stand out among the 141 burglaries in Millbridge from April 2021 to March 2022. "
        + "No more than about 1 of the 4 is expected to be a false alarm.")
    #expect(answer.basis.method == "exact-permutation-gi-star")
    #expect(answer.basis.tested == 25 && answer.basis.events == 141)
    #expect(
      answer.hotSpots.allSatisfy { $0.verdict == .veryLikelyReal || $0.verdict == .likelyReal })
    // 120 of 141 in four of 25: of all ways to choose four, one.
    #expect(abs((answer.hotSpots[0].chance ?? 1) - 1 / 12_650) < 1e-9)
  }

  @Test("the same to the last bit, whatever order the areas come in")
  func order() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(
      try encoder.encode(HotSpotAnswer(question()))
        == encoder.encode(HotSpotAnswer(question(reversed: true))))
  }

  @Test("where nothing gathers nothing is claimed")
  func even() throws {
    let answer = try HotSpotAnswer(question(even: true))
    #expect(answer.found == 0 && answer.falseAlarmsMax == 0)
    #expect(
      answer.sentence
        == "Of the 50 burglaries in Millbridge from April 2021 to March 2022 none gather in one place "
        + "more than chance would have it.")
  }

  @Test("an area without a boundary is left out and named")
  func excluded() throws {
    let answer = try HotSpotAnswer(question(without: 24))
    #expect(answer.basis.excluded.map(\.reason) == ["no boundary"])
    #expect(answer.basis.areas == 25 && answer.basis.tested == 24)
    #expect(answer.caveats.contains("1 area was left out, which has no boundary here."))
  }

  @Test("what is not computed is refused with a reason and a way on")
  func refused() throws {
    let few = HotSpotQuestion(
      category: nil, frame: "Millbridge", period: try #require(MonthPeriod("2022-03")),
      counts: try question().counts, boundaries: Array(try question().boundaries.prefix(3)))
    #expect(throws: PatternRefusal.tooFewAreas(3)) { try HotSpotAnswer(few) }
    #expect(throws: PatternRefusal.boundariesMissing(frame: "Millbridge")) {
      try HotSpotAnswer(
        HotSpotQuestion(
          category: nil, frame: "Millbridge", period: few.period, counts: few.counts,
          boundaries: []))
    }
    let refusal = PatternRefusal.policeGenerated(.drugs)
    #expect(refusal.code == "pattern-police-generated")
    #expect(
      refusal.detail
        == "Drug offences are found where the police look: a map of them is a map of policing.")
    let months = PatternRefusal.monthsMissing([try #require(Month("2021-12"))])
    #expect(
      months.detail
        == "December 2021 has not been imported, and a missing month is not a zero.")
  }

  @Test("as GeoJSON and as comma-separated values, with what it rests on")
  func written() throws {
    let question = try question()
    let answer = try HotSpotAnswer(question)
    let data = try JSONEncoder().encode(
      PatternFeatures(answer, boundaries: question.boundaries))
    let object = try #require(
      try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["type"] as? String == "FeatureCollection")
    #expect((object["features"] as? [Any])?.count == 25)
    let lines = answer.commaSeparated.split(separator: "\n")
    #expect(lines.count == 28)
    #expect(lines[2] == "area,name,count,with neighbours,expected,score,chance,q,verdict")
    #expect(lines[0] == "# \(answer.sentence)")
  }
}
