public import PartnershipRecords
internal import SpatialStatistics

/// The same months a year before, and how likely the difference is to be chance.
public struct YearBefore: Hashable, Sendable, Codable {
  public let period: MonthPeriod
  public let count: Int
  /// The count asked about less this one.
  public let difference: Int
  /// The difference in percent of this count; `nil` when either count is under 20, where a percentage
  /// says more than the counts do.
  public let percent: Double?
  /// The two-sided exact chance of a difference this unlikely if nothing changed, from 0 to 1.
  public let chance: Double

  /// The count below which no percentage is given.
  public static let percentCountMin = 20
  /// The chance below which a difference is called a change.
  static let rarity = 0.01

  /// Compares a period with the same months a year before.
  ///
  /// Gives `nil` if a month a year before is missing, or the period is longer than a year, so that
  /// the two would overlap.
  ///
  /// - Parameters:
  ///   - asked: The period asked about, at most twelve months, and its count.
  ///   - counts: All imported months.
  init?(_ asked: (period: MonthPeriod, count: Int), in counts: MonthlyCounts) {
    guard asked.period.count <= 12,
      let earlier = MonthPeriod(
        first: asked.period.first.advanced(by: -12), last: asked.period.last.advanced(by: -12)),
      let before = counts.total(earlier)
    else { return nil }
    period = earlier
    count = before
    difference = asked.count - before
    percent =
      min(asked.count, before) >= Self.percentCountMin
      ? 100 * Double(asked.count - before) / Double(before) : nil
    chance = TwoCounts(asked.count, before).chance
  }
}
