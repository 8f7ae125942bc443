public import PartnershipRecords
internal import SpatialStatistics

/// The counts that a period of this length usually has here.
public struct UsualRange: Hashable, Sendable, Codable {
  /// How the range was found.
  public enum Method: String, Sendable, Codable {
    /// The mean and 2.66 times the mean moving range: for a mean of 5 or more.
    case movingRange = "moving-range"
    /// Counts whose chance on each side is at least 1 in 100: for a mean below 5.
    case exactPoisson = "exact-poisson"
  }

  /// The smallest and the largest usual count.
  public let lower: Int
  public let upper: Int
  public let method: Method
  /// The mean count of the periods below.
  public let mean: Double
  /// How many earlier periods of the same length it comes from.
  public let periods: Int
  /// The first month it comes from.
  public let since: Month

  /// How many periods are enough to speak of "usual".
  public static let periodsMin = 12
  /// How many periods back still say something about now.
  public static let periodsMax = 24
  /// The mean from which moving ranges describe counts well.
  public static let movingRangeMeanMin = 5.0

  /// Finds the range from the periods of the same length that end just before the one asked about.
  ///
  /// The period itself takes no part: an unusual count would widen its own range.
  ///
  /// Gives `nil` if fewer than ``periodsMin`` of the last ``periodsMax`` periods are complete.
  ///
  /// - Parameters:
  ///   - period: The period asked about.
  ///   - counts: All imported months.
  public init?(before period: MonthPeriod, in counts: MonthlyCounts) {
    var values: [Int?] = []
    var since = period.first
    for back in (1...Self.periodsMax).reversed() {
      let first = period.first.advanced(by: -back * period.count)
      let last = period.last.advanced(by: -back * period.count)
      let total = MonthPeriod(first: first, last: last).flatMap { counts.total($0) }
      if values.allSatisfy({ $0 == nil }), total != nil { since = first }
      values.append(total)
    }
    let present = values.compactMap { $0 }
    guard present.count >= Self.periodsMin else { return nil }
    let sum = present.reduce(0, +)
    mean = Double(sum) / Double(present.count)
    periods = present.count
    self.since = since
    if mean >= Self.movingRangeMeanMin {
      guard let limits = ProcessLimits(values.map { $0.map(Double.init) }) else { return nil }
      method = .movingRange
      // The counts next to the mean are usual even when no two neighbours ever differed.
      lower = max(0, Int(min(limits.lower.rounded(.up), mean.rounded(.down))))
      upper = Int(max(limits.upper.rounded(.down), mean.rounded(.up)))
    } else {
      let predicted = PredictedCounts(total: sum, intervals: present.count)
      method = .exactPoisson
      lower = predicted.lower
      upper = predicted.upper
    }
  }
}
