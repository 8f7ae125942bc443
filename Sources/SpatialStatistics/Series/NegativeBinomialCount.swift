/// A count that varies by so many times as much as chance alone would have it.
struct NegativeBinomialCount {
  /// Above 0.
  let mean: Double
  /// The variance over the mean; at least 1, where it is a Poisson count.
  let dispersion: Double

  /// The chance of at least so many.
  func chance(ofAtLeast count: Int) -> Double {
    guard count > 0 else { return 1 }
    guard dispersion > 1 else { return PoissonCount(count).chanceOfAtLeast(mean: mean) }
    return BetaShares(
      first: Double(count), second: mean / (dispersion - 1), limit: 1 - 1 / dispersion
    ).below
  }

  /// The least count that is exceeded with no more than a chance.
  func limit(exceededWith chance: Double) -> Int {
    // Doubling finds a count that is high enough, halving the least one.
    var high = 1
    while self.chance(ofAtLeast: high + 1) > chance { high *= 2 }
    var low = -1
    while high - low > 1 {
      let middle = (low + high) / 2
      if self.chance(ofAtLeast: middle + 1) > chance { low = middle } else { high = middle }
    }
    return high
  }
}
