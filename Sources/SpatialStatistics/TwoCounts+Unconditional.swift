internal import Foundation

extension TwoCounts {
  /// The chance that equal rates would give a difference at least as great, their sum not being given.
  ///
  /// Where counts are small it is less than `chance`, which takes the sum as given and so can only err on the
  /// safe side.
  ///
  /// - Source: K. Krishnamoorthy and J. Thomson, Journal of Statistical Planning and Inference 119, 2004, the E
  ///   test. Checked against: ptools 2.0.0 `e_test`.
  /// - Complexity: O(expected sum): only counts within a dozen standard deviations count.
  public var unconditionalChance: Double {
    guard first + second > 0 else { return 1 }
    let total = Double(first + second)
    // Exposures so scaled that they add up to 1.
    let exposures = (share, 1 - share)
    let found = Self.distance(Double(first), Double(second), exposures)
    let ones = Self.likely(mean: total * exposures.0)
    let others = Self.likely(mean: total * exposures.1)
    var sum = 0.0
    for (one, chanceOfOne) in ones {
      for (other, chanceOfOther) in others
      where Self.distance(Double(one), Double(other), exposures) >= found * (1 - 1e-12) {
        sum += chanceOfOne * chanceOfOther
      }
    }
    return min(1, sum)
  }

  /// How far two rates lie apart, in estimated standard deviations; 0 if nothing happened.
  private static func distance(_ one: Double, _ other: Double, _ exposures: (Double, Double))
    -> Double
  {
    guard one + other > 0 else { return 0 }
    let variance =
      one / (exposures.0 * exposures.0) + other / (exposures.1 * exposures.1)
    return abs(one / exposures.0 - other / exposures.1) / variance.squareRoot()
  }

  /// The counts that are not next to impossible, each with its chance.
  private static func likely(mean: Double) -> [(Int, Double)] {
    let reach = 12 * mean.squareRoot() + 30
    let range = Int(max(0, mean - reach))...Int(mean + reach)
    return range.map { ($0, SaddlePoint.poisson(Double($0), mean: mean)) }
  }
}
