/// A lower and an upper limit, both included.
public struct Interval: Hashable, Sendable, Codable {
  public let lower: Double
  public let upper: Double

  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  public func contains(_ value: Double) -> Bool { value >= lower && value <= upper }

  /// The interval of a quantity that is a fixed multiple of this one.
  ///
  /// - Parameter factor: At least 0.
  /// - Returns: Both limits times the factor.
  public func scaled(by factor: Double) -> Interval {
    Interval(lower: lower * factor, upper: upper * factor)
  }
}

/// Finds where a rising function reaches a value, by halving until no number lies between.
///
/// - Parameters:
///   - target: The value sought, between the function's values at both ends.
///   - low: Where the function is at most the value.
///   - high: Where the function is at least the value.
///   - rising: A function that never falls.
/// - Returns: The argument, to the last digit that the function can tell apart.
func argument(
  of target: Double, from low: Double, to high: Double, _ rising: (Double) -> Double
) -> Double {
  var low = low
  var high = high
  while true {
    let middle = low + (high - low) / 2
    guard middle > low, middle < high else { return high }
    if rising(middle) < target { low = middle } else { high = middle }
  }
}
