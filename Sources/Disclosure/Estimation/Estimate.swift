/// A figure from noisy measurements: unbiased, with its variance.
///
/// Figures of different partnerships, sources or months have independent noise and may be added.
public struct Estimate: Sendable, Hashable {
  /// The least-squares value; may be negative and is not whole. Sums and rankings use this one.
  public let value: Double
  public let variance: Double

  public init(value: Double, variance: Double) {
    self.value = value
    self.variance = variance
  }

  public static let zero = Estimate(value: 0, variance: 0)

  /// Adds figures whose noise is independent.
  public static func + (left: Estimate, right: Estimate) -> Estimate {
    Estimate(value: left.value + right.value, variance: left.variance + right.variance)
  }

  public var standardDeviation: Double { variance.squareRoot() }
  /// Half the width of the 95 % interval, before rounding.
  public var halfWidth: Double { 1.96 * standardDeviation }
  /// The 95 % interval's lower end, rounded down; may be negative.
  public var lowerBound: Int { Int((value - halfWidth).rounded(.down)) }
  /// The 95 % interval's upper end, rounded up; never below 0, for no count is.
  public var upperBound: Int { max(0, Int((value + halfWidth).rounded(.up))) }
  /// The lower end as it is shown: a count is never below 0.
  public var shownLowerBound: Int { max(0, lowerBound) }

  /// How far the figure can be relied on.
  public var grade: Grade {
    guard value > 0 else { return .notForRanking }
    let relative = halfWidth / value
    if relative <= 0.10 { return .good }
    if relative <= 0.25 { return .fair }
    return relative <= 0.50 ? .rough : .notForRanking
  }

  /// By the half-width of the 95 % interval in relation to the figure.
  public enum Grade: String, Sendable, Hashable, CaseIterable {
    /// At most 10 %.
    case good = "A"
    /// At most 25 %.
    case fair = "B"
    /// At most 50 %.
    case rough = "C"
    /// More: not for ranking.
    case notForRanking = "D"
  }

  /// The interval in words: `fewer than 5`, `0–12` or `31–44`.
  public var intervalInWords: String {
    upperBound < 5 ? "fewer than 5" : "\(shownLowerBound)–\(upperBound)"
  }
}
