internal import Foundation

/// The two halves of the beta integral, each a share of the whole; they add up to 1.
///
/// - Source: Abramowitz and Stegun 26.5.8, continued fraction by the modified Lentz method. Checked
///   against: scipy 1.17 `special.betainc`, `special.betaincc`.
public struct BetaShares: Hashable, Sendable {
  /// The share below the limit, from 0 to 1: I_limit(*first*, *second*).
  public let below: Double
  /// The share above the limit, from 0 to 1.
  public let above: Double

  /// Splits the integral of t^(first − 1) (1 − t)^(second − 1) over 0 to 1 at a limit.
  ///
  /// - Parameters:
  ///   - first: Above 0.
  ///   - second: Above 0.
  ///   - limit: From 0 to 1.
  /// - Complexity: O(√(*first* + *second*)).
  public init(first: Double, second: Double, limit: Double) {
    precondition(first > 0 && second > 0, "The beta integral needs both shapes above 0.")
    precondition((0...1).contains(limit), "The beta integral's limit is a share.")
    guard limit > 0, limit < 1 else {
      (below, above) = limit > 0 ? (1, 0) : (0, 1)
      return
    }
    // limit^first (1 − limit)^second Γ(first + second) / (Γ(first) Γ(second))
    let total = first + second
    let density =
      SaddlePoint.binomial(first, of: total, chance: limit) * first * second / total
    // The fraction converges fast only on the near side of the mean.
    if limit < (first + 1) / (total + 2) {
      below = min(1, density * Self.fraction(first, second, limit) / first)
      above = 1 - below
    } else {
      above = min(1, density * Self.fraction(second, first, 1 - limit) / second)
      below = 1 - above
    }
  }

  private static func fraction(_ first: Double, _ second: Double, _ limit: Double) -> Double {
    let total = first + second
    var upper = 1.0
    var lower = 1 / awayFromZero(1 - total * limit / (first + 1))
    var value = lower
    var step = 0.0
    while step < 100_000 {
      step += 1
      let place = first + 2 * step
      let even = step * (second - step) * limit / ((place - 1) * place)
      lower = 1 / awayFromZero(1 + even * lower)
      upper = awayFromZero(1 + even / upper)
      value *= lower * upper
      let odd = -(first + step) * (total + step) * limit / (place * (place + 1))
      lower = 1 / awayFromZero(1 + odd * lower)
      upper = awayFromZero(1 + odd / upper)
      let factor = lower * upper
      value *= factor
      if abs(factor - 1) < 1e-16 { break }
    }
    return value
  }
}
