public import CrimePatterns
public import Geography
internal import NodeStore
public import PartnershipRecords

extension NodeService {
  /// Finds what changed between two periods, in all and area by area.
  ///
  /// - Parameters:
  ///   - category: `nil` for all together.
  ///   - period: `nil` for the latest months, at most twelve, of which the same months a year before were
  ///     imported too.
  ///   - against: `nil` for the same months a year before.
  ///   - allowsPoliceGenerated: Whether a category is looked at that comes to light where the police look.
  /// - Returns: The answer, and the boundaries to draw it with.
  /// - Throws: ``NodeServiceError/periodUnknown``; `PatternRefusal`.
  public func change(
    category: CrimeCategory?, period: MonthPeriod? = nil, against: MonthPeriod? = nil,
    allowsPoliceGenerated: Bool = false
  ) throws -> (answer: ChangeAnswer, boundaries: [Boundary]) {
    try PatternRefusal.check(category, allowsPoliceGenerated: allowsPoliceGenerated)
    let imported = try database.months()
    guard !imported.isEmpty else { throw NodeServiceError.periodUnknown }
    guard let period = period ?? Self.lastComparable(imported) else {
      throw PatternRefusal.yearBeforeMissing
    }
    let against = against ?? period.aYearBefore
    for asked in [period, against] { try PatternRefusal.check(asked, isAmong: imported) }
    let boundaries = try database.boundaries(.lowerSuperOutputArea2011)
    let answer = try ChangeAnswer(
      ChangeQuestion(
        category: category, frame: partnership.name, period: period, against: against,
        now: try counts(of: category, in: period), before: try counts(of: category, in: against),
        names: boundaries.names))
    return (answer, boundaries)
  }

  /// The latest months, at most twelve and without a gap, with the same months a year before.
  private static func lastComparable(_ imported: [Month]) -> MonthPeriod? {
    let known = Set(imported)
    func isComparable(_ month: Month) -> Bool {
      known.contains(month) && known.contains(month.advanced(by: -12))
    }
    guard let last = imported.last(where: isComparable) else { return nil }
    var first = last
    while last.index - first.index < 11, isComparable(first.advanced(by: -1)) {
      first = first.advanced(by: -1)
    }
    return MonthPeriod(first: first, last: last)
  }
}

extension MonthPeriod {
  /// The same months of the year before.
  fileprivate var aYearBefore: MonthPeriod {
    MonthPeriod(first: first.advanced(by: -12), last: last.advanced(by: -12)) ?? self
  }
}
