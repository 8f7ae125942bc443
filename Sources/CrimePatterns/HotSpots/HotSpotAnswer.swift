internal import Foundation
public import Geography
public import PartnershipRecords
internal import SpatialStatistics

/// One area's part in a map of hot spots.
public struct HotSpotArea: Hashable, Sendable, Codable, PatternArea {
  public let area: AreaCode
  public let name: String
  public let count: Int
  /// The area's and its neighbours' events together.
  public let withNeighbours: Int
  /// What they would have if every area had the mean.
  public let expected: Double
  /// Gi*; `nil` without neighbours. For ranking, not for testing.
  public let score: Double?
  /// How likely that many, or more, would be if the counts were dealt out to the areas anew; exact.
  public let chance: Double?
  /// The chance adjusted for having looked at every area (Benjamini and Hochberg).
  public let q: Double?
  public let verdict: HotSpotVerdict
}

/// Where events gather more than chance would have it.
public struct HotSpotAnswer: Hashable, Sendable, Codable, PatternAnswer {
  /// `nil` for all categories together.
  public let category: CrimeCategory?
  public let basis: PatternBasis
  /// Every area of the frame with a boundary, the least likely first.
  public let areas: [HotSpotArea]
  /// How many areas are hot spots.
  public let found: Int
  /// At most so many of them are expected to be false alarms.
  public let falseAlarmsMax: Int
  /// How many would be marked by harsher rules: Bonferroni's, and Benjamini and Yekutieli's.
  public let bonferroni: Int
  public let benjaminiYekutieli: Int
  /// One plain English sentence, or two.
  public let sentence: String
  /// What a reader should bear in mind, the weightiest first.
  public let caveats: [String]

  public var hotSpots: [HotSpotArea] { areas.filter { $0.verdict.isHotSpot } }
}

/// What hot spots are asked of.
public struct HotSpotQuestion: Sendable {
  public let category: CrimeCategory?
  /// What the areas make up, such as "Newcastle upon Tyne".
  public let frame: String
  public let period: MonthPeriod
  /// The counts of all areas of the frame; an area without events has 0.
  public let counts: [AreaCode: Int]
  /// Boundaries with names; of areas outside the frame they are passed over.
  public let boundaries: [Boundary]

  public init(
    category: CrimeCategory?, frame: String, period: MonthPeriod, counts: [AreaCode: Int],
    boundaries: [Boundary]
  ) {
    self.category = category
    self.frame = frame
    self.period = period
    self.counts = counts
    self.boundaries = boundaries
  }
}

extension HotSpotAnswer {
  /// Finds the areas that, with their neighbours, have more events than chance would deal them.
  ///
  /// - Parameter question: What is asked.
  /// - Throws: ``PatternRefusal/boundariesMissing(frame:)``, ``PatternRefusal/tooFewAreas(_:)``.
  public init(_ question: HotSpotQuestion) throws(PatternRefusal) {
    let boundaries = question.boundaries.filter { question.counts[$0.code] != nil }
      .sorted { $0.code < $1.code }
    guard !boundaries.isEmpty else { throw .boundariesMissing(frame: question.frame) }
    let contiguity = AreaContiguity.queen(boundaries)
    let tested = (0..<contiguity.count).count { contiguity.size(of: $0) > 0 }
    guard tested >= PatternRefusal.areasMin else { throw .tooFewAreas(tested) }
    let counts = boundaries.map { question.counts[$0.code] ?? 0 }
    let frame = contiguity.includingSelf
    let (chances, settings) = Self.chances(counts, frame)
    let adjusted = falseDiscoveryAdjusted(chances)
    let sums = frame.sums(of: counts)
    let scores = GetisOrd.scores(counts.map { Double($0) }, in: frame)
    let mean = Double(counts.reduce(0, +)) / Double(counts.count)
    areas = boundaries.indices.map { place in
      let isTested = contiguity.size(of: place) > 0
      return HotSpotArea(
        area: boundaries[place].code, name: boundaries[place].name, count: counts[place],
        withNeighbours: sums[place], expected: mean * Double(frame.size(of: place)),
        score: isTested ? scores[place] : nil, chance: chances[place], q: adjusted[place],
        verdict: HotSpotVerdict(q: adjusted[place]))
    }.sorted { ($0.chance ?? 2, $0.area) < ($1.chance ?? 2, $1.area) }
    category = question.category
    basis = PatternBasis(
      method: settings["replicates"] == nil ? "exact-permutation-gi-star" : "sampled-gi-star",
      version: 1, parameters: settings, frame: question.frame, period: question.period,
      events: counts.reduce(0, +), areas: question.counts.count, tested: tested,
      excluded: Self.excluded(question, boundaries),
      inputDigest: Self.digest(boundaries.map(\.code), counts, contiguity))
    found = areas.count { $0.verdict.isHotSpot }
    falseAlarmsMax = found == 0 ? 0 : max(1, Int((Double(found) * 0.05).rounded(.up)))
    bonferroni = chances.count { $0.map { $0 * Double(tested) <= 0.05 } ?? false }
    benjaminiYekutieli = falseDiscoveryAdjustedForAnyDependence(chances.compactMap(\.self))
      .count { $0 <= 0.05 }
    sentence = HotSpotSentence.text(
      question, events: basis.events, found: found, falseAlarms: falseAlarmsMax)
    caveats = HotSpotSentence.caveats(question, basis, found: found)
  }

  /// Exact chances, or sampled ones where the exact law would take too long.
  private static func chances(
    _ counts: [Int], _ frame: Neighbourhoods
  ) -> (chances: [Double?], settings: [String: String]) {
    let settings = ["neighbours": "queen, area included", "q": "0.05", "side": "high"]
    if let exact = GetisOrd.exactChances(counts, in: frame) { return (exact.ofAtLeast, settings) }
    let (seed, replicates): (UInt64, Int) = (20_260_101, 99_999)
    let sampled = GetisOrd.sampledChances(
      counts.map { Double($0) }, in: frame, replicates: replicates, seed: seed)
    let more = ["seed": "\(seed)", "replicates": "\(replicates)"]
    return (sampled.ofAtLeast, settings.merging(more) { first, _ in first })
  }

  private static func excluded(
    _ question: HotSpotQuestion, _ boundaries: [Boundary]
  ) -> [ExcludedArea] {
    let known = Set(boundaries.map(\.code))
    return question.counts.keys.filter { !known.contains($0) }.sorted()
      .map { ExcludedArea(area: $0, reason: "no boundary") }
  }

  private static func digest(
    _ codes: [AreaCode], _ counts: [Int], _ contiguity: Neighbourhoods
  ) -> String {
    PatternBasis.digest(
      codes.indices.map { place in
        let neighbours = contiguity[place].map { codes[Int($0)].description }
        return "\(codes[place]) \(counts[place]) \(neighbours.joined(separator: " "))"
      })
  }
}

extension HotSpotArea {
  public static let columns = [
    "area", "name", "count", "with neighbours", "expected", "score", "chance", "q", "verdict",
  ]

  public var values: [String] {
    [
      area.description, CommaSeparated.quoted(name), "\(count)", "\(withNeighbours)", "\(expected)",
      CommaSeparated.number(score), CommaSeparated.number(chance), CommaSeparated.number(q),
      verdict.rawValue,
    ]
  }
}
