public import PartnershipRecords

/// Something that was put into the made-up crimes on purpose, for the product to find, or not to
/// raise an alarm about.
public struct PlantedTruth: Hashable, Sendable {
  /// `T1` or `T2`.
  public let name: String
  /// What was planted and what should be said about it.
  public let sentence: String
  /// The small areas, in order of code.
  public let areas: [AreaCode]
  public let category: CrimeCategory
  /// The months in which crimes are multiplied.
  public let months: [Month]
  /// By how much: 1.45 is 45 % more.
  public let factor: Double
}

extension MadeUpRegion {
  /// The truths planted, as far as the months hold them.
  public var plantedTruths: [PlantedTruth] {
    let map = RegionMap(seed: seed)
    return Planting.allCases.compactMap { planting in
      let months = planting.months(of: self.months)
      guard !months.isEmpty else { return nil }
      return PlantedTruth(
        name: planting.rawValue, sentence: planting.sentence,
        areas: planting.areas(in: map).compactMap { AreaCode($0.code) },
        category: planting.category, months: months, factor: planting.factor)
    }
  }
}

/// The truths as the drawing of crimes needs them.
enum Planting: String, CaseIterable {
  case quaysideViolence = "T1"
  case promenadeSummer = "T2"

  var sentence: String {
    switch self {
    case .quaysideViolence:
      "Violence at Harrowick's Quayside rises by 45 % in the last sixth of the period, 62 % of it"
        + " close to nine bars: an emerging problem."
    case .promenadeSummer:
      "Anti-social behaviour on Saltmarsh's Promenade doubles every July: usual for July, no alarm."
    }
  }

  var category: CrimeCategory {
    self == .quaysideViolence ? .violenceAndSexualOffences : .antiSocialBehaviour
  }

  var factor: Double { self == .quaysideViolence ? 1.45 : 2 }

  /// The three busiest streets of each of its areas.
  var streetNames: [String] {
    switch self {
    case .quaysideViolence: ["Quayside", "Customs House Lane", "Fish Quay"]
    case .promenadeSummer: ["Promenade", "Esplanade", "Pier Approach"]
    }
  }

  /// How much more of the category there always is here than in an area alike.
  var standingFactor: Double { self == .quaysideViolence ? 6 : 5 }

  /// Months that are multiplied; a period of less than half a year has no room for a rise.
  func months(of period: ClosedRange<Month>) -> [Month] {
    let all = Array(period)
    switch self {
    case .quaysideViolence: return all.count < 6 ? [] : Array(all[(all.count * 5 / 6)...])
    case .promenadeSummer: return all.filter { $0.monthOfYear == 7 }
    }
  }

  /// The eastern column of cells of the district's last middle area: the water's edge.
  func areas(in map: RegionMap) -> [SmallArea] {
    let reference = self == .quaysideViolence ? "HAR" : "SAL"
    let district = RegionPlan.district(reference)
    guard let middle = map.middleAreas.last(where: { $0.district == district }) else { return [] }
    return map.areas.filter {
      $0.middleArea.code == middle.code && $0.column == middle.columns.upperBound - 1
    }
  }

  /// The busiest map points of each Quayside area, with a bar close by.
  static let barsPerArea = 3
  /// The share of Quayside violence on those points, per mille.
  static let shareAtBars = 620
}
