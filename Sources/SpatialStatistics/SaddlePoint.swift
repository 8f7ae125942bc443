internal import Foundation

/// Probabilities at single points, accurate to nearly the last digit even where factorials of large
/// numbers would cancel.
///
/// - Source: Catherine Loader, Fast and accurate computation of binomial probabilities, 2000; the
///   method of R's `dpois` and `dbinom`.
enum SaddlePoint {
  /// log(n!) less Stirling's first approximation log(√(2πn)·(n/e)ⁿ); *n* at least 0.
  static func stirlingError(_ count: Double) -> Double {
    guard count < 15 else {
      let square = count * count
      let inner = (1.0 / 1188 - 691.0 / 360_360 / square) / square
      let middle = (1.0 / 1260 - (1.0 / 1680 - inner) / square) / square
      return (1.0 / 12 - (1.0 / 360 - middle) / square) / count
    }
    guard count > 0 else { return 0 }
    return logGamma(count + 1) - (count + 0.5) * log(count) + count - 0.5 * log(2 * Double.pi)
  }

  /// x·log(x/m) + m − x, without cancellation where *x* is near *m*.
  static func deviance(_ value: Double, _ mean: Double) -> Double {
    guard abs(value - mean) < 0.1 * (value + mean) else {
      return value * log(value / mean) + mean - value
    }
    let ratio = (value - mean) / (value + mean)
    var sum = (value - mean) * ratio
    var term = 2 * value * ratio
    var odd = 3.0
    while true {
      term *= ratio * ratio
      let next = sum + term / odd
      if next == sum { return sum }
      sum = next
      odd += 2
    }
  }

  /// mᵏ e⁻ᵐ / Γ(k + 1), for real *k* at least 0 and *m* above 0.
  static func poisson(_ count: Double, mean: Double) -> Double {
    guard count > 0 else { return exp(-mean) }
    return exp(-stirlingError(count) - deviance(count, mean)) / (2 * Double.pi * count).squareRoot()
  }

  /// Γ(n + 1) / (Γ(k + 1) Γ(n − k + 1)) pᵏ (1 − p)ⁿ⁻ᵏ, for real 0 ≤ *k* ≤ *n* and 0 < *p* < 1.
  static func binomial(_ successes: Double, of trials: Double, chance: Double) -> Double {
    let failures = trials - successes
    if successes == 0 { return exp(trials * log1p(-chance)) }
    if failures == 0 { return exp(trials * log(chance)) }
    let exponent =
      stirlingError(trials) - stirlingError(successes) - stirlingError(failures)
      - deviance(successes, trials * chance) - deviance(failures, trials * (1 - chance))
    return exp(exponent) * (trials / (2 * Double.pi * successes * failures)).squareRoot()
  }
}
