internal import Foundation

/// A number of independent events, such as a month's, seen as one draw of a Poisson law.
public struct PoissonCount: Hashable, Sendable {
  /// At least 0.
  public let count: Int

  public init(_ count: Int) {
    precondition(count >= 0, "A count is never negative.")
    self.count = count
  }

  /// The exact central interval for the law's mean (Garwood's).
  ///
  /// - Parameter confidence: Between 0 and 1; 0.95 leaves at most 2.5 % on each side.
  /// - Returns: In events; the lower limit of no events is 0.
  /// - Source: F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28, 1936.
  ///   Checked against: scipy 1.17, `chi2.ppf(.025, 2n)/2` and `chi2.ppf(.975, 2n + 2)/2`.
  public func meanInterval(confidence: Double = 0.95) -> Interval {
    precondition(confidence > 0 && confidence < 1, "Confidence lies between 0 and 1.")
    let tail = (1 - confidence) / 2
    let number = Double(count)
    let lower =
      count == 0
      ? 0
      : argument(of: tail, from: 0, to: number) { GammaShares(shape: number, limit: $0).below }
    var reach = number + 1
    while GammaShares(shape: number + 1, limit: reach).above > tail { reach *= 2 }
    let upper = argument(of: -tail, from: 0, to: reach) {
      -GammaShares(shape: number + 1, limit: $0).above
    }
    return Interval(lower: lower, upper: upper)
  }

  /// The chance of this many events or more.
  ///
  /// - Parameter mean: The law's mean, at least 0.
  /// - Returns: From 0 to 1.
  public func chanceOfAtLeast(mean: Double) -> Double {
    count == 0 ? 1 : GammaShares(shape: Double(count), limit: mean).below
  }

  /// The chance of this many events or fewer.
  ///
  /// - Parameter mean: The law's mean, at least 0.
  /// - Returns: From 0 to 1.
  public func chanceOfAtMost(mean: Double) -> Double {
    GammaShares(shape: Double(count) + 1, limit: mean).above
  }
}
