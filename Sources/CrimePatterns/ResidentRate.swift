internal import SpatialStatistics

/// A count for every 1,000 residents a year, with how exact it is.
public struct ResidentRate: Hashable, Sendable, Codable {
  /// For every 1,000 residents a year.
  public let rate: Double
  /// The exact 95 % limits (Garwood's) of the rate, if incidents come independently.
  public let lower: Double
  public let upper: Double
  /// The denominator.
  public let residents: Int

  /// Gives `nil` without residents.
  ///
  /// - Parameters:
  ///   - count: At least 0.
  ///   - residents: Who live there; `nil` or 0 if not known.
  ///   - months: The length of the period, at least 1.
  public init?(count: Int, residents: Int?, months: Int) {
    guard let residents, residents > 0 else { return nil }
    let factor = 1000 / Double(residents) * 12 / Double(months)
    let interval = PoissonCount(count).meanInterval().scaled(by: factor)
    rate = Double(count) * factor
    lower = interval.lower
    upper = interval.upper
    self.residents = residents
  }
}

/// How a place's rate compares with a larger place's.
public struct RegionComparison: Hashable, Sendable, Codable {
  /// In the words of public health profiles; by the place's 95 % limits.
  public enum Standing: String, Sendable, Codable { case higher, similar, lower }

  public let region: String
  public let count: Int
  /// For every 1,000 residents a year.
  public let rate: Double
  public let standing: Standing

  init(_ place: ResidentRate, region: String, _ regional: ResidentRate, count: Int) {
    self.region = region
    self.count = count
    rate = regional.rate
    standing =
      place.lower > regional.rate ? .higher : place.upper < regional.rate ? .lower : .similar
  }
}
