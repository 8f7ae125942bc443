/// What a privacy budget means in words that people compare: (ε, δ), rounded up.
enum PrivacyStatement {
  /// δ of every statement.
  static let delta = "1e-6"

  /// ε at δ = 10⁻⁶ by ε = ρ + 2·√(ρ·ln(1/δ)), rounded up to two decimals.
  ///
  /// Source: Bun and Steinke, "Concentrated differential privacy" (2016), proposition 1.3.
  static func epsilon(of rho: Rational) -> String {
    let value = Double(rho.numerator) / Double(rho.denominator)
    let logarithm = 13.815_510_557_964_274  // ln 10⁶
    let hundredths = Int(((value + 2 * (value * logarithm).squareRoot()) * 100).rounded(.up))
    return decimal(hundredths, places: 2)
  }

  /// Half the width of the 95 % interval of one measured cell, 1.96·σ, rounded up to one decimal.
  static func halfWidth(of variance: NoiseVariance) -> String {
    // t tenths with t² ≥ 100 · 1.96² · n/d, in whole numbers: 100·d·t² ≥ 38,416·n.
    var tenths: Int64 = 0
    while 100 * variance.denominator * tenths * tenths < 38_416 * variance.numerator { tenths += 1 }
    return decimal(Int(tenths), places: 1)
  }

  private static func decimal(_ value: Int, places: Int) -> String {
    let unit = places == 1 ? 10 : 100
    let rest = String(value % unit)
    return "\(value / unit)." + String(repeating: "0", count: places - rest.count) + rest
  }
}
