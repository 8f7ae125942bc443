/// Getis and Ord's Gi*: whether a place and its neighbours hold more than their share.
public enum GetisOrd {
  /// The statistic on its usual scale, for display and ranking: how far the sum over a neighbourhood is
  /// from what it would be, in standard deviations.
  ///
  /// Of counts it is no test: their sums are far from normal, and most maps of pure chance show places
  /// beyond any usual bound. `exactChances(_:in:)` is.
  ///
  /// - Parameters:
  ///   - values: Of each place, not all alike.
  ///   - neighbourhoods: With 0/1 weights; each place in its own for Gi*, in none for Gi.
  /// - Returns: `nil` for a place whose neighbourhood is empty or is everything, and for all if the values
  ///   are all alike.
  /// - Source: J. Ord and A. Getis, Geographical Analysis 27, 1995, equation 14.2. Checked against: spdep
  ///   1.2-7 `localG`.
  public static func scores(_ values: [Double], in neighbourhoods: Neighbourhoods) -> [Double?] {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let sums = neighbourhoods.sums(of: values)
    return sums.indices.map { place in
      let size = Double(neighbourhoods.size(of: place))
      let spread = (variance * (count * size - size * size) / (count - 1)).squareRoot()
      return spread > 0 ? (sums[place] - size * mean) / spread : nil
    }
  }

  /// Exactly how likely each neighbourhood's sum is, if the counts were dealt out to the places anew.
  ///
  /// Dealt out anew, the sum over *k* places is that of *k* of the counts drawn without replacement. Its
  /// law is computed from how often each count occurs; there is no random number, no seed, and no least
  /// chance that a number of replicates sets.
  ///
  /// - Parameters:
  ///   - counts: Of each place, none below 0.
  ///   - neighbourhoods: Each place in its own.
  /// - Returns: `nil` if the law would take more than `LocalChances.stepsMax` steps.
  /// - Complexity: O(Σ over values of min(times, *k*) · *k* · highest sum) time, O(*k* · highest sum) memory,
  ///   with *k* the largest neighbourhood.
  /// - Source: the permutation distribution of A. Getis and J. Ord, Geographical Analysis 24, 1992, in full.
  ///   Checked against: all permutations of lattices of up to 12 places.
  public static func exactChances(
    _ counts: [Int], in neighbourhoods: Neighbourhoods
  ) -> LocalChances? {
    let sizes = (0..<neighbourhoods.count).map { neighbourhoods.size(of: $0) }
    let draws = sizes.max() ?? 0
    let histogram = CountHistogram(counts)
    guard histogram.isExact(draws: draws) else { return nil }
    let table = histogram.table(draws: draws)
    let laws = Dictionary(uniqueKeysWithValues: Set(sizes).map { ($0, table.law(of: $0)) })
    let sums = neighbourhoods.sums(of: counts)
    let tested = sizes.indices.map { hasNeighbour($0, in: neighbourhoods) ? laws[sizes[$0]] : nil }
    return LocalChances(
      ofAtLeast: zip(tested, sums).map { law, sum in law?.chance(ofAtLeast: sum) },
      ofAtMost: zip(tested, sums).map { law, sum in law?.chance(ofAtMost: sum) })
  }

  /// The same with each place's own count left where it is, and only the others dealt out anew.
  ///
  /// The question is then whether the surroundings are high, given the place. It is what other programs
  /// mean by a conditional permutation.
  ///
  /// - Parameters, returns: As of `exactChances(_:in:)`.
  /// - Complexity: That of `exactChances(_:in:)` times the logarithm of how many values there are.
  public static func exactConditionalChances(
    _ counts: [Int], in neighbourhoods: Neighbourhoods
  ) -> LocalChances? {
    ConditionalChances(counts, in: neighbourhoods)?.chances
  }

  static func hasNeighbour(_ place: Int, in neighbourhoods: Neighbourhoods) -> Bool {
    neighbourhoods[place].contains { Int($0) != place }
  }
}
