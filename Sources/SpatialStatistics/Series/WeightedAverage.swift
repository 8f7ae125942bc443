internal import Foundation

/// A running average that forgets slowly, with the limits within which chance would keep it (EWMA chart).
///
/// - Source: S. Roberts, Technometrics 1, 1959; limits that widen with time: D. Montgomery, Introduction to
///   Statistical Quality Control, 9.2.
public struct WeightedAverage: Hashable, Sendable, Codable {
  /// After each value.
  public let values: [Double]
  /// After each value, the limits around the mean.
  public let limits: [Interval]

  /// - Parameters:
  ///   - series: In order of time, none missing.
  ///   - mean: What is expected.
  ///   - deviation: The standard deviation of one value, above 0.
  ///   - weight: Of the newest value, between 0 and 1.
  ///   - width: Of the limits, in standard deviations.
  public init(
    _ series: [Double], mean: Double, deviation: Double, weight: Double = 0.2, width: Double = 3
  ) {
    precondition(weight > 0 && weight < 1 && deviation > 0, "A weight is a share.")
    var average = mean
    var values: [Double] = []
    var limits: [Interval] = []
    for (index, value) in series.enumerated() {
      average = weight * value + (1 - weight) * average
      values.append(average)
      let grown = 1 - pow(1 - weight, 2 * Double(index + 1))
      let distance = width * deviation * (weight / (2 - weight) * grown).squareRoot()
      limits.append(Interval(lower: mean - distance, upper: mean + distance))
    }
    self.values = values
    self.limits = limits
  }
}

/// What counts have run up above their mean (CUSUM chart, upper side).
///
/// - Source: E. Page, Biometrika 41, 1954. One step is a count's distance from the mean in the standard
///   deviations of a Poisson law.
public struct CumulativeExcess: Hashable, Sendable, Codable {
  /// After each count, at least 0. Beyond 4 to 5 something has changed.
  public let values: [Double]

  /// - Parameters:
  ///   - counts: In order of time, none missing.
  ///   - mean: What is expected, above 0.
  ///   - allowance: How much of each step is let pass, in standard deviations.
  public init(_ counts: [Double], mean: Double, allowance: Double = 0.5) {
    precondition(mean > 0, "A mean is above 0.")
    var sum = 0.0
    values = counts.map { count in
      sum = max(0, sum + (count - mean) / mean.squareRoot() - allowance)
      return sum
    }
  }
}
