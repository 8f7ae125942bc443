/// Rates of small areas, drawn towards the rate of all by as much as their size makes them uncertain.
///
/// - Source: R. Marshall, Applied Statistics 40, 1991, global; binomial: M. Martuzzi and P. Elliott, Statistics in
///   Medicine 15, 1996; standardised: R. Assunção and E. Reis,
///   Statistics in Medicine 18, 1999. Checked against: spdep 1.2-7 `EBest` with both
///   families, `EBImoran.mc`.
public struct EmpiricalBayesRates: Hashable, Sendable, Codable {
  /// The rate of all areas together.
  public let mean: Double
  /// How much the true rates differ between areas, as a variance; 0 if no more than chance would.
  public let variance: Double
  /// Of each area: events for each at risk.
  public let smoothed: [Double]
  /// How far each area's own rate lies from the mean, in the standard deviations of its size.
  public let standardised: [Double]

  /// The law that an area's count is taken to follow.
  public enum Law: String, Hashable, Sendable, Codable {
    /// One person or place can meet with several events.
    case poisson
    /// Each is met once or not at all.
    case binomial
  }

  /// Gives `nil` without areas.
  ///
  /// - Parameters:
  ///   - counts: Events of each area, none below 0.
  ///   - population: At risk in each area, above 0.
  ///   - law: Of the counts.
  public init?(counts: [Double], population: [Double], law: Law = .poisson) {
    precondition(counts.count == population.count, "Each area has a count and a population.")
    precondition(population.allSatisfy { $0 > 0 }, "A population is above 0.")
    guard !counts.isEmpty else { return nil }
    let all = population.reduce(0, +)
    let mean = counts.reduce(0, +) / all
    let rates = zip(counts, population).map { $0 / $1 }
    let squares = zip(rates, population).map { $1 * ($0 - mean) * ($0 - mean) }
    let spread = squares.reduce(0, +) / all
    let chance = law == .poisson ? mean : mean * (1 - mean)
    let variance = max(0, spread - chance / (all / Double(counts.count)))
    // What differs within an area of one: of counts of 0 or 1 less is left where areas differ.
    let within = law == .poisson ? mean : chance - spread
    self.mean = mean
    self.variance = variance
    smoothed = zip(rates, population).map { rate, size in
      let own = variance + within / size
      return own > 0 ? mean + variance / own * (rate - mean) : mean
    }
    standardised = zip(rates, population).map { rate, size in
      let own = variance + within / size
      return own > 0 ? (rate - mean) / own.squareRoot() : 0
    }
  }
  /// The same with each area drawn towards the rate of its own surroundings.
  ///
  /// - Parameters:
  ///   - counts: Events of each area, none below 0.
  ///   - population: At risk in each area, above 0.
  ///   - neighbourhoods: No area in its own.
  /// - Returns: Of each area: events for each at risk; its own rate where it has no neighbours.
  /// - Source: R. Marshall, Applied Statistics 40, 1991, section 3. Checked against: spdep 1.2-7
  ///   `EBlocal(geoda = TRUE)`; by default that program measures each neighbour's distance from the neighbour's
  ///   own surroundings, which the source does not.
  public static func smoothedLocally(
    counts: [Double], population: [Double], in neighbourhoods: Neighbourhoods
  ) -> [Double] {
    let all = neighbourhoods.includingSelf
    return counts.indices.map { place in
      let members = all[place].map(Int.init)
      let around = EmpiricalBayesRates(
        counts: members.map { counts[$0] }, population: members.map { population[$0] })
      guard members.count > 1, let around, let own = members.firstIndex(of: place) else {
        return counts[place] / population[place]
      }
      return around.smoothed[own]
    }
  }
}
