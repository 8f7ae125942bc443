/// The sums that up to so many values drawn without replacement can come to, each with a weight.
///
/// Row *c* holds, for each sum, Σ over all choices of *c* of the values that give it, of odds^*c*. The
/// weights only ever grow by terms that are not negative, so that each keeps nearly all its digits,
/// those of the rarest sums too. The odds stand in for dividing by the number of choices, which leaves
/// the range of a `Double` at a few dozen draws: a row is brought to a sum of 1 when it is read.
struct DrawTable {
  let draws: Int
  private let width: Int
  private let odds: Double
  private var weights: [Double]
  /// The highest sum of each row that has a weight; −1 for a row without one.
  private var highest: [Int]

  /// A table of no values yet.
  ///
  /// - Parameters:
  ///   - draws: The most that are drawn, at least 0.
  ///   - highestSum: The most that they can come to.
  ///   - odds: About `draws` over the number of values; any positive number gives the same law.
  init(draws: Int, highestSum: Int, odds: Double) {
    self.draws = draws
    self.odds = odds
    width = highestSum + 1
    weights = [Double](repeating: 0, count: (draws + 1) * width)
    weights[0] = 1
    highest = [0] + [Int](repeating: -1, count: draws)
  }

  /// Adds a value that occurs a number of times.
  ///
  /// - Complexity: O(min(`times`, draws) · draws · sums).
  mutating func add(_ value: Int, times: Int) {
    let most = min(times, draws)
    guard most > 0 else { return }
    var factors = [1.0]
    for taken in 1...most {
      factors.append(factors[taken - 1] * Double(times - taken + 1) / Double(taken) * odds)
    }
    weights.withUnsafeMutableBufferPointer { weights in
      // From the longest row down: a row takes from shorter ones, which must still be without this value.
      for row in stride(from: draws, through: 1, by: -1) {
        for taken in 1...min(most, row) where highest[row - taken] >= 0 {
          let last = highest[row - taken]
          let source = (row - taken) * width
          let target = row * width + taken * value
          let factor = factors[taken]
          for sum in 0...last { weights[target + sum] += factor * weights[source + sum] }
          highest[row] = max(highest[row], last + taken * value)
        }
      }
    }
  }

  /// What so many draws come to, by chance.
  ///
  /// - Parameter draws: From 0 to the table's; at most as many as there are values.
  /// - Returns: The chances of every sum.
  func law(of draws: Int) -> SumLaw {
    SumLaw(weights: weights[draws * width..<draws * width + highest[draws] + 1])
  }
}

/// The chances of the sums that a number of draws can come to.
struct SumLaw: Sendable {
  /// The chance of at least each sum, from 0 up.
  private let atLeast: [Double]
  /// The chance of at most each sum.
  private let atMost: [Double]

  init(weights: ArraySlice<Double>) {
    var atLeast = Array(weights)
    for sum in stride(from: atLeast.count - 2, through: 0, by: -1) {
      atLeast[sum] += atLeast[sum + 1]
    }
    var atMost = Array(weights)
    for sum in 1..<max(1, atMost.count) { atMost[sum] += atMost[sum - 1] }
    let whole = atLeast[0]
    self.atLeast = atLeast.map { min(1, $0 / whole) }
    self.atMost = atMost.map { min(1, $0 / whole) }
  }

  /// The chance of a sum or more; never below 0, and 0 only for what cannot be.
  func chance(ofAtLeast sum: Int) -> Double {
    sum <= 0 ? 1 : sum < atLeast.count ? atLeast[sum] : 0
  }

  /// The chance of a sum or less.
  func chance(ofAtMost sum: Int) -> Double {
    sum < 0 ? 0 : sum < atMost.count ? atMost[sum] : 1
  }
}
