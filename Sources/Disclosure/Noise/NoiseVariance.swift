/// The variance parameter σ² of the discrete Gaussian noise, an exact fraction n/d in lowest terms.
///
/// One record changes one cell of a query by one, so a query measured with this noise costs
/// ρ = 1/(2σ²) of zero-concentrated differential privacy.
/// Source: Canonne, Kamath and Steinke, "The discrete Gaussian for differential privacy" (2020).
public struct NoiseVariance: Hashable, Sendable, CustomStringConvertible {
  public let numerator: Int64
  public let denominator: Int64

  /// Creates it from literals of the noise menu.
  ///
  /// - Precondition: Both are positive.
  init(numerator: Int64, denominator: Int64 = 1) {
    precondition(numerator > 0 && denominator > 0, "a variance is positive")
    self.numerator = numerator
    self.denominator = denominator
  }

  /// What one measurement costs, 1/(2σ²).
  public var rho: Rational { Rational(denominator, over: 2 * numerator) ?? .one }

  /// `5/2`; whole numbers too are written as a fraction, `3/1`.
  public var description: String { "\(numerator)/\(denominator)" }
}
