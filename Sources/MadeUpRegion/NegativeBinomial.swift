extension SeededDraws {
  /// A count with more spread than Poisson's, as crime counts have: variance mean + mean² ÷ 12.
  ///
  /// Drawn by inversion: the probabilities follow from each other by multiplication alone.
  ///
  /// - Parameter mean: From 0 to about 500.
  /// - Returns: A count from 0.
  mutating func negativeBinomial(mean: Double) -> Int {
    guard mean > 0 else { return 0 }
    let size = 12
    let share = mean / (Double(size) + mean)
    var probability = 1.0
    for _ in 0..<size { probability *= 1 - share }
    var left = unit()
    var count = 0
    // The bound is far out in the tail; it ends the walk when rounding leaves a remainder.
    while left >= probability, count < 40 + 8 * Int(mean) {
      left -= probability
      probability *= Double(count + size) / Double(count + 1) * share
      count += 1
    }
    return count
  }
}
