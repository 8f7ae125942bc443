internal import Foundation

/// Two counts with the exposures they come from: two periods, or an area and another.
///
/// Given their sum, the first is binomial with the first exposure's share as its chance, when both
/// rates are equal. That makes every statement below exact, whatever the common rate.
public struct TwoCounts: Hashable, Sendable {
  public let first: Int
  public let second: Int
  /// The first exposure's share of both, between 0 and 1.
  public let share: Double

  /// - Parameters:
  ///   - first: The count that the question is about, at least 0.
  ///   - second: The count it is compared with, at least 0.
  ///   - firstExposure: Months, or residents times months, above 0.
  ///   - secondExposure: In the same unit, above 0.
  public init(
    _ first: Int, _ second: Int, firstExposure: Double = 1, secondExposure: Double = 1
  ) {
    precondition(first >= 0 && second >= 0, "A count is never negative.")
    precondition(firstExposure > 0 && secondExposure > 0, "An exposure is above 0.")
    self.first = first
    self.second = second
    share = firstExposure / (firstExposure + secondExposure)
  }

  private var total: Int { first + second }

  /// The chance that equal rates would give a first count of at least this, given the sum.
  public var chanceOfAtLeast: Double {
    guard first > 0 else { return 1 }
    return BetaShares(first: Double(first), second: Double(second) + 1, limit: share).below
  }

  /// The chance that equal rates would give a first count of at most this, given the sum.
  public var chanceOfAtMost: Double {
    guard second > 0 else { return 1 }
    return BetaShares(first: Double(first) + 1, second: Double(second), limit: share).above
  }

  /// The chance that equal rates would give counts no likelier than these (two-sided).
  ///
  /// - Source: J. Przyborowski and H. Wilenski, Biometrika 31, 1940. The two sides are joined as in R's
  ///   `poisson.test`: every split as unlikely as the one seen, or less likely, counts. Checked against:
  ///   scipy 1.17 `stats.binomtest`.
  public var chance: Double {
    guard total > 0 else { return 1 }
    let expected = Double(total) * share
    if Double(first) == expected { return 1 }
    // R's allowance for splits that are equally likely but for rounding.
    let bound = probability(first) * (1 + 1e-7)
    if Double(first) > expected {
      let other = boundary(from: 0, to: Int(expected.rounded(.down)), bound: bound)
      return min(1, chanceOfAtLeast + (other.map { split($0).chanceOfAtMost } ?? 0))
    }
    let other = boundary(from: total, to: Int(expected.rounded(.up)), bound: bound)
    return min(1, chanceOfAtMost + (other.map { split($0).chanceOfAtLeast } ?? 0))
  }

  /// The exact interval for the ratio of the first rate to the second (Clopper and Pearson's).
  ///
  /// - Parameter confidence: Between 0 and 1.
  /// - Returns: `nil` when both counts are 0; the upper limit is infinite when the second is 0.
  public func rateRatioInterval(confidence: Double = 0.95) -> Interval? {
    precondition(confidence > 0 && confidence < 1, "Confidence lies between 0 and 1.")
    guard total > 0 else { return nil }
    let tail = (1 - confidence) / 2
    let (one, two) = (Double(first), Double(second))
    let low =
      first == 0
      ? 0
      : argument(of: tail, from: 0, to: 1) {
        BetaShares(first: one, second: two + 1, limit: $0).below
      }
    let high =
      second == 0
      ? 1
      : argument(of: -tail, from: 0, to: 1) {
        -BetaShares(first: one + 1, second: two, limit: $0).above
      }
    func ratio(_ chance: Double) -> Double { chance / (1 - chance) * (1 - share) / share }
    return Interval(lower: ratio(low), upper: high < 1 ? ratio(high) : .infinity)
  }

  /// The same sum split otherwise.
  private func split(_ count: Int) -> TwoCounts {
    TwoCounts(count, total - count, firstExposure: share, secondExposure: 1 - share)
  }

  private func probability(_ count: Int) -> Double {
    SaddlePoint.binomial(Double(count), of: Double(total), chance: share)
  }

  /// The split nearest to the middle that is as unlikely as the bound, walking from an end of the
  /// law, on which probabilities only rise; `nil` if even the end is likelier.
  private func boundary(from end: Int, to middle: Int, bound: Double) -> Int? {
    guard probability(end) <= bound else { return nil }
    var (unlikely, likely) = (end, middle)
    if probability(middle) <= bound { return middle }
    while abs(likely - unlikely) > 1 {
      let centre = (unlikely + likely) / 2
      if probability(centre) <= bound { unlikely = centre } else { likely = centre }
    }
    return unlikely
  }
}
