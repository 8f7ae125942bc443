extension GetisOrd {
  /// How likely each neighbourhood's sum is if the values were dealt out anew, by drawing them many times.
  ///
  /// For rates and other numbers that are not whole counts; of counts `exactChances(_:in:)` is exact.
  ///
  /// - Parameters:
  ///   - values: Of each place.
  ///   - neighbourhoods: Each place in its own.
  ///   - replicates: How often it is drawn. For a q-value of *q* among *m* places at least *m* / *q*, or no
  ///     single place can be found.
  ///   - seed: Belongs into the result.
  /// - Returns: Chances not below 1 / (replicates + 1).
  public static func sampledChances(
    _ values: [Double], in neighbourhoods: Neighbourhoods, replicates: Int = 99_999, seed: UInt64
  ) -> LocalChances {
    let sizes = (0..<neighbourhoods.count).map { neighbourhoods.size(of: $0) }
    let sample = ReferenceSample(values, sizes: Set(sizes), replicates: replicates, seed: seed)
    let sums = neighbourhoods.sums(of: values)
    let tested = sizes.indices.map { hasNeighbour($0, in: neighbourhoods) }
    return LocalChances(
      ofAtLeast: sizes.indices.map {
        tested[$0] ? sample.chance(ofAtLeast: sums[$0], size: sizes[$0]) : nil
      },
      ofAtMost: sizes.indices.map {
        tested[$0] ? sample.chance(ofAtMost: sums[$0], size: sizes[$0]) : nil
      })
  }
}
