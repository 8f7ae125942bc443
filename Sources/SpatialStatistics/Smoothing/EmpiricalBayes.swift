/// Rates of small areas, drawn towards the rate of all by as much as their size makes them uncertain.
///
/// - Source: R. Marshall, Applied Statistics 40, 1991, global; standardised: R. Assunção and E. Reis,
///   Statistics in Medicine 18, 1999. Checked against: spdep 1.2-7 `EBest(family = "poisson")`.
public struct EmpiricalBayesRates: Hashable, Sendable, Codable {
  /// The rate of all areas together.
  public let mean: Double
  /// How much the true rates differ between areas, as a variance; 0 if no more than chance would.
  public let variance: Double
  /// Of each area: events for each at risk.
  public let smoothed: [Double]
  /// How far each area's own rate lies from the mean, in the standard deviations of its size.
  public let standardised: [Double]

  /// Gives `nil` without areas.
  ///
  /// - Parameters:
  ///   - counts: Events of each area, none below 0.
  ///   - population: At risk in each area, above 0.
  public init?(counts: [Double], population: [Double]) {
    precondition(counts.count == population.count, "Each area has a count and a population.")
    precondition(population.allSatisfy { $0 > 0 }, "A population is above 0.")
    guard !counts.isEmpty else { return nil }
    let all = population.reduce(0, +)
    let mean = counts.reduce(0, +) / all
    let rates = zip(counts, population).map { $0 / $1 }
    let squares = zip(rates, population).map { $1 * ($0 - mean) * ($0 - mean) }
    let spread = squares.reduce(0, +) / all
    let variance = max(0, spread - mean / (all / Double(counts.count)))
    self.mean = mean
    self.variance = variance
    smoothed = zip(rates, population).map { rate, size in
      let own = variance + mean / size
      return own > 0 ? mean + variance / own * (rate - mean) : mean
    }
    standardised = zip(rates, population).map { rate, size in
      let own = variance + mean / size
      return own > 0 ? (rate - mean) / own.squareRoot() : 0
    }
  }
}
