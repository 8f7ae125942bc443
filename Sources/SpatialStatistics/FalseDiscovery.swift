/// Adjusts chances for having looked at many questions at once (Benjamini and Hochberg).
///
/// Marking everything whose adjusted chance is at most *q* keeps the expected share of false alarms
/// among the marked at *q* or less. The step is upward: one that passes carries every smaller one,
/// also those that miss their own bound.
///
/// - Parameter chances: p-values, from 0 to 1, in any order.
/// - Returns: Adjusted chances in the same order, from 0 to 1.
/// - Source: Y. Benjamini and Y. Hochberg, Journal of the Royal Statistical Society B 57, 1995.
///   Checked against: scipy 1.17 `stats.false_discovery_control`.
public func falseDiscoveryAdjusted(_ chances: [Double]) -> [Double] {
  falseDiscoveryAdjusted(chances, scaledBy: 1)
}

private func falseDiscoveryAdjusted(_ chances: [Double], scaledBy factor: Double) -> [Double] {
  let order = chances.indices.sorted { (chances[$0], $0) < (chances[$1], $1) }
  var adjusted = chances
  var smallest = 1.0
  for (rank, index) in order.enumerated().reversed() {
    smallest = min(smallest, factor * chances[index] * Double(chances.count) / Double(rank + 1))
    adjusted[index] = smallest
  }
  return adjusted
}

/// The same whatever the questions have to do with one another (Benjamini and Yekutieli).
///
/// - Parameter chances: p-values, from 0 to 1, in any order.
/// - Returns: Adjusted chances in the same order, from 0 to 1; none is below Benjamini and Hochberg's.
/// - Source: Y. Benjamini and D. Yekutieli, Annals of Statistics 29, 2001. Checked against: R 4.2
///   `p.adjust(method = "BY")`.
public func falseDiscoveryAdjustedForAnyDependence(_ chances: [Double]) -> [Double] {
  let harmonic = (0..<chances.count).reduce(0.0) { $0 + 1 / Double($1 + 1) }
  return falseDiscoveryAdjusted(chances, scaledBy: harmonic)
}
