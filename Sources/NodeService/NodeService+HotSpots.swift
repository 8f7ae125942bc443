public import CrimePatterns
public import Geography
internal import NodeStore
public import PartnershipRecords

extension NodeService {
  /// Finds where events gather more than chance would have it.
  ///
  /// - Parameters:
  ///   - category: `nil` for all together.
  ///   - period: `nil` for the twelve months up to the last imported, or as many as there are.
  ///   - allowsPoliceGenerated: Whether a category is looked at that comes to light where the police look.
  /// - Returns: The answer, and the boundaries to draw it with.
  /// - Throws: ``NodeServiceError/periodUnknown``; `PatternRefusal`.
  public func hotSpots(
    category: CrimeCategory?, period: MonthPeriod? = nil, allowsPoliceGenerated: Bool = false
  ) throws -> (answer: HotSpotAnswer, boundaries: [Boundary]) {
    try PatternRefusal.check(category, allowsPoliceGenerated: allowsPoliceGenerated)
    let period = try patternPeriod(period)
    let boundaries = try database.boundaries(.lowerSuperOutputArea2011)
    let answer = try HotSpotAnswer(
      HotSpotQuestion(
        category: category, frame: partnership.name, period: period,
        counts: try counts(of: category, in: period), boundaries: boundaries))
    return (answer, boundaries)
  }

  /// The period that a pattern is asked of, all of which was imported; unless given, up to twelve months up
  /// to the last.
  func patternPeriod(_ asked: MonthPeriod?) throws -> MonthPeriod {
    let imported = try database.months()
    guard let last = imported.last else { throw NodeServiceError.periodUnknown }
    let period = asked ?? Self.lastYear(of: imported, endingIn: last)
    try PatternRefusal.check(period, isAmong: imported)
    return period
  }

  /// The counts of all small areas of the partnership; an area without events has 0.
  func counts(of category: CrimeCategory?, in period: MonthPeriod) throws -> [AreaCode: Int] {
    let zones = try zones()
    var counts = Dictionary(uniqueKeysWithValues: zones.map { ($0, 0) })
    for row in try database.counts(period, areas: zones)
    where category == nil || row.category == category {
      counts[row.area, default: 0] += row.count
    }
    return counts
  }

  /// Up to twelve months without a gap.
  private static func lastYear(of imported: [Month], endingIn last: Month) -> MonthPeriod {
    var first = last
    while last.index - first.index < 11, imported.contains(first.advanced(by: -1)) {
      first = first.advanced(by: -1)
    }
    return MonthPeriod(first: first, last: last) ?? MonthPeriod(last)
  }
}

extension PatternRefusal {
  /// Refuses a category that comes to light where the police look, unless it is asked for by name.
  static func check(_ category: CrimeCategory?, allowsPoliceGenerated: Bool) throws {
    if let category, category.isPoliceGenerated, !allowsPoliceGenerated {
      throw policeGenerated(category)
    }
  }

  /// Refuses a period of which a month was not imported.
  static func check(_ period: MonthPeriod, isAmong imported: [Month]) throws {
    let missing = period.months.filter { !imported.contains($0) }
    guard missing.isEmpty else { throw monthsMissing(missing) }
  }
}

extension [Boundary] {
  /// What the areas are called.
  var names: [AreaCode: String] {
    Dictionary(map { ($0.code, $0.name) }, uniquingKeysWith: { first, _ in first })
  }
}
