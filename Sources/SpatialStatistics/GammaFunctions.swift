internal import Foundation

/// The natural logarithm of the gamma function.
///
/// Written out, as the C library's version keeps the sign in a global variable.
///
/// - Parameter value: Above 0.
/// - Returns: log Γ(*value*), to about 10⁻¹⁵ absolute below 10 and relative above.
/// - Source: Stirling's series (Abramowitz and Stegun 6.1.41) after raising the argument to 15 by
///   Γ(x + 1) = x Γ(x). Checked against: scipy 1.17 `special.gammaln`.
public func logGamma(_ value: Double) -> Double {
  precondition(value > 0, "The logarithm of gamma is wanted only above 0.")
  var raised = value
  var product = 1.0
  while raised < 15 {
    product *= raised
    raised += 1
  }
  // Γ(x) = x!/x, so its Stirling series has x − ½ where the factorial has x + ½.
  let series =
    (raised - 0.5) * log(raised) - raised + 0.5 * log(2 * Double.pi)
    + SaddlePoint.stirlingError(raised)
  return series - log(product)
}

/// The two halves of the gamma integral, each a share of the whole; they add up to 1.
///
/// Both are computed, each where it is the small one, so that tiny tails keep their digits.
///
/// - Source: Abramowitz and Stegun 6.5.29 (series) and 6.5.31 (continued fraction, by the modified
///   Lentz method). Checked against: scipy 1.17 `special.gammainc`, `special.gammaincc`.
public struct GammaShares: Hashable, Sendable {
  /// The share below the limit, from 0 to 1: P(*shape*, *limit*).
  public let below: Double
  /// The share above the limit, from 0 to 1: Q(*shape*, *limit*).
  public let above: Double

  /// Splits the integral of t^(shape − 1) e^(−t) at a limit.
  ///
  /// - Parameters:
  ///   - shape: Above 0.
  ///   - limit: At least 0.
  /// - Complexity: O(√*shape*).
  public init(shape: Double, limit: Double) {
    precondition(shape > 0 && limit >= 0, "The gamma integral needs a shape above 0.")
    guard limit > 0 else {
      (below, above) = (0, 1)
      return
    }
    // limit^shape e^(−limit) / Γ(shape + 1)
    let density = SaddlePoint.poisson(shape, mean: limit)
    if limit < shape + 1 {
      below = min(1, density * Self.series(shape, limit))
      above = 1 - below
    } else {
      above = min(1, density * shape * Self.fraction(shape, limit))
      below = 1 - above
    }
  }

  private static func series(_ shape: Double, _ limit: Double) -> Double {
    var sum = 1.0
    var term = 1.0
    var denominator = shape
    while true {
      denominator += 1
      term *= limit / denominator
      let next = sum + term
      if next == sum { return sum }
      sum = next
    }
  }

  private static func fraction(_ shape: Double, _ limit: Double) -> Double {
    var denominator = limit + 1 - shape
    var upper = 1 / Double.leastNormalMagnitude.squareRoot()
    var lower = 1 / denominator
    var value = lower
    var step = 0.0
    while step < 100_000 {
      step += 1
      let numerator = -step * (step - shape)
      denominator += 2
      lower = 1 / awayFromZero(numerator * lower + denominator)
      upper = awayFromZero(denominator + numerator / upper)
      let factor = lower * upper
      value *= factor
      if abs(factor - 1) < 1e-16 { break }
    }
    return value
  }
}

/// The number, or a tiny one in place of 0, by which the Lentz method may divide.
func awayFromZero(_ value: Double) -> Double {
  abs(value) < 1e-300 ? 1e-300 : value
}
