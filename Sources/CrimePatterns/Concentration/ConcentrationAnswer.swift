internal import Foundation
public import PartnershipRecords
internal import SpatialStatistics

/// How much of what happened happened in how few areas.
public struct ConcentrationAnswer: Hashable, Sendable, Codable, PatternAnswer {
  /// `nil` for all categories together.
  public let category: CrimeCategory?
  public let basis: PatternBasis
  /// A quarter, half and four fifths of the events, and the areas that hold them.
  public let shares: [ConcentrationShare]
  /// 0 if every area had as many, towards 1 if one area had all.
  public let gini: Double
  /// The same against the evenest that is possible, without the bias of few events (generalised Gini).
  public let generalisedGini: Double
  /// Every area of the frame, the busiest first.
  public let areas: [ConcentrationArea]
  /// One plain English sentence, or two.
  public let sentence: String
  /// What a reader should bear in mind, the weightiest first.
  public let caveats: [String]
}

/// The fewest areas that hold a part of the events.
public struct ConcentrationShare: Hashable, Sendable, Codable {
  /// Of the events, 0 to 1.
  public let part: Double
  public let areas: Int
  /// Of all areas, 0 to 1.
  public let share: Double
  /// The share of all areas that would hold as much if the events fell on the areas by pure chance.
  public let shareByChance: Double
}

/// One area's part in it.
public struct ConcentrationArea: Hashable, Sendable, Codable, PatternArea {
  public let area: AreaCode
  public let name: String
  public let count: Int
  /// The share of all events in this area and the busier ones, 0 to 1.
  public let cumulativeShare: Double
}

extension ConcentrationAnswer {
  /// Sees how few areas hold how much.
  ///
  /// - Parameters:
  ///   - category: `nil` for all together.
  ///   - frame: What the areas make up, such as "Newcastle upon Tyne".
  ///   - period: Of the counts.
  ///   - counts: Of all areas of the frame; an area without events has 0.
  ///   - names: The areas' names.
  /// - Throws: ``PatternRefusal/tooFewEvents(_:)``.
  public init(
    _ category: CrimeCategory?, frame: String, period: MonthPeriod, counts: [AreaCode: Int],
    names: [AreaCode: String]
  ) throws(PatternRefusal) {
    let events = counts.values.reduce(0, +)
    guard let found = Concentration(Array(counts.values)) else { throw .tooFewEvents(events) }
    let busiest = counts.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }
    var sum = 0
    areas = busiest.map { area, count in
      sum += count
      return ConcentrationArea(
        area: area, name: names[area] ?? area.description, count: count,
        cumulativeShare: Double(sum) / Double(events))
    }
    let sorted = busiest.map(\.value)
    shares = [0.25, 0.5, 0.8].compactMap { part in
      BusiestPlaces.placesHolding(part, of: sorted).map { share in
        ConcentrationShare(
          part: part, areas: Int((share * Double(sorted.count)).rounded()), share: share,
          shareByChance: BusiestPlaces.placesHoldingByChance(
            part, mean: Double(events) / Double(sorted.count)))
      }
    }
    (gini, generalisedGini) = (found.gini, found.unbiased)
    self.category = category
    basis = PatternBasis(
      method: "generalised-gini", version: 1, parameters: ["by chance": "Poisson"], frame: frame,
      period: period, events: events, areas: sorted.count, tested: sorted.count, excluded: [],
      inputDigest: PatternBasis.digest(busiest.map { "\($0.key) \($0.value)" }))
    sentence = ConcentrationSentence.text(category, basis, shares)
    caveats = ConcentrationSentence.caveats(category)
  }
}

extension ConcentrationArea {
  public static let columns = ["area", "name", "count", "cumulative share"]

  public var values: [String] {
    [area.description, CommaSeparated.quoted(name), "\(count)", "\(cumulativeShare)"]
  }
}

/// What is said of it, to people who are not analysts.
enum ConcentrationSentence {
  static func text(
    _ category: CrimeCategory?, _ basis: PatternBasis, _ shares: [ConcentrationShare]
  ) -> String {
    guard let half = shares.first(where: { $0.part == 0.5 }) else { return "" }
    let words = CrimeWords(category)
    return
      "Half of the \(words.counted(basis.events)) in \(basis.frame) \(basis.period.whenInWords) happened "
      + "in \(PlainNumber.whole(half.areas)) of \(PlainNumber.whole(basis.areas)) areas (\(percent(half.share))). "
      + "Had they fallen on the areas by chance alone, it would be \(percent(half.shareByChance)) of them."
  }

  private static func percent(_ share: Double) -> String {
    share < 0.01 ? "less than 1 %" : "\(Int((share * 100).rounded())) %"
  }

  static func caveats(_ category: CrimeCategory?) -> [String] {
    var caveats: [String] = []
    if category?.isPoliceGenerated == true {
      caveats.append("These offences are mostly found by the police: this shows where they looked.")
    }
    caveats.append(
      "Areas are of different kinds: a town centre with few residents has more of most things.")
    caveats.append("This counts what the police recorded, not all that happened.")
    return caveats
  }
}
