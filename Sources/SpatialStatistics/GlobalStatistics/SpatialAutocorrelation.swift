internal import Foundation

/// One number for a whole map: whether near places are alike.
///
/// Moran's I, Geary's C and the global G, each with what chance alone would give.
///
/// - Source: A. Cliff and J. Ord, Spatial Processes, 1981; A. Getis and J. Ord, Geographical Analysis 24,
///   1992. Checked against: spdep 1.2-7 `moran.test`, `geary.test`, `globalG.test`; esda.
public struct SpatialAutocorrelation: Hashable, Sendable {
  /// How the links are weighed.
  public enum Weights: String, Hashable, Sendable, Codable {
    /// Each link is 1.
    case binary
    /// The links of each place add up to 1.
    case rowStandardised = "row-standardised"
  }

  public let value: Double
  /// What is expected if the values were dealt out to the places anew.
  public let expected: Double
  /// The variance if they were dealt out anew.
  public let variance: Double

  public var score: Double { (value - expected) / variance.squareRoot() }
}

/// The sums of weights that the moments of all three need.
struct WeightSums {
  let total: Double
  let squares: Double
  let marginSquares: Double

  init(_ neighbourhoods: Neighbourhoods, _ weights: SpatialAutocorrelation.Weights) {
    var total = 0.0
    var squares = 0.0
    var rows = [Double](repeating: 0, count: neighbourhoods.count)
    var columns = rows
    for place in 0..<neighbourhoods.count {
      let weight = weights.weight(neighbourhoods.size(of: place))
      for other in neighbourhoods[place] {
        let other = Int(other)
        let back =
          neighbourhoods[other].binaryContains(Int32(place))
          ? weights.weight(neighbourhoods.size(of: other)) : 0
        total += weight
        // Each pair is met from both sides if both links exist, from one if only one does.
        squares += back > 0 ? (weight + back) * (weight + back) / 2 : weight * weight
        rows[place] += weight
        columns[other] += weight
      }
    }
    self.total = total
    self.squares = squares
    marginSquares = zip(rows, columns).reduce(0) { $0 + ($1.0 + $1.1) * ($1.0 + $1.1) }
  }
}

extension SpatialAutocorrelation.Weights {
  func weight(_ size: Int) -> Double { self == .binary ? 1 : size > 0 ? 1 / Double(size) : 0 }
}

extension ArraySlice<Int32> {
  /// Whether a number stands in an ascending list.
  func binaryContains(_ number: Int32) -> Bool {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low < endIndex && self[low] == number
  }
}

extension SpatialAutocorrelation {
  /// Moran's I: above its expectation if near places are alike, below if they differ.
  ///
  /// - Parameters:
  ///   - values: Of each place, not all alike; at least four.
  ///   - neighbourhoods: No place in its own. Places without neighbours are to be left out before.
  ///   - weights: How links are weighed.
  /// - Returns: `nil` if the values are all alike, or no place has a neighbour.
  public static func moran(
    _ values: [Double], in neighbourhoods: Neighbourhoods, weights: Weights = .rowStandardised
  ) -> SpatialAutocorrelation? {
    let sums = WeightSums(neighbourhoods, weights)
    guard let moments = Moments(values), sums.total > 0 else { return nil }
    let around = neighbourhoods.sums(of: moments.deviations)
    let product = around.indices.reduce(0.0) {
      $0 + moments.deviations[$1] * around[$1] * weights.weight(neighbourhoods.size(of: $1))
    }
    let n = Double(values.count)
    let square = sums.total * sums.total
    let expected = -1 / (n - 1)
    let first =
      n * ((n * n - 3 * n + 3) * sums.squares - n * sums.marginSquares + 3 * square)
    let second =
      moments.kurtosis * (n * (n - 1) * sums.squares - 2 * n * sums.marginSquares + 6 * square)
    let variance =
      (first - second) / ((n - 1) * (n - 2) * (n - 3) * square) - expected * expected
    return SpatialAutocorrelation(
      value: product / moments.variance / sums.total, expected: expected, variance: variance)
  }

  /// Geary's C: below 1 if near places are alike, above if they differ.
  ///
  /// - Parameters, returns: As of `moran(_:in:weights:)`.
  public static func geary(
    _ values: [Double], in neighbourhoods: Neighbourhoods, weights: Weights = .rowStandardised
  ) -> SpatialAutocorrelation? {
    let sums = WeightSums(neighbourhoods, weights)
    guard let moments = Moments(values), sums.total > 0 else { return nil }
    var differences = 0.0
    for place in values.indices {
      let weight = weights.weight(neighbourhoods.size(of: place))
      for other in neighbourhoods[place] {
        let difference = values[place] - values[Int(other)]
        differences += weight * difference * difference
      }
    }
    let n = Double(values.count)
    let square = sums.total * sums.total
    let k = moments.kurtosis
    let first = (n - 1) * sums.squares * (n * n - 3 * n + 3 - k * (n - 1))
    let second =
      (n - 1) * sums.marginSquares * (n * n + 3 * n - 6 - k * (n * n - n + 2)) / 4
    let third = square * (n * n - 3 - k * (n - 1) * (n - 1))
    return SpatialAutocorrelation(
      value: (n - 1) * differences / (2 * sums.total * moments.variance * n), expected: 1,
      variance: (first - second + third) / (n * (n - 2) * (n - 3) * square))
  }

  /// The global G: above its expectation if high values lie together, below if low ones do.
  ///
  /// - Parameters:
  ///   - values: Of each place, none below 0 and not all 0; at least four.
  ///   - neighbourhoods: No place in its own.
  /// - Returns: `nil` if no place has a neighbour, or fewer than two values are above 0.
  public static func globalG(
    _ values: [Double], in neighbourhoods: Neighbourhoods
  ) -> SpatialAutocorrelation? {
    precondition(values.allSatisfy { $0 >= 0 }, "G is of values that are not below 0.")
    let weights = WeightSums(neighbourhoods, .binary)
    let powers = (1...4).map { power in
      values.reduce(0.0) { sum, value in
        sum + (0..<power).reduce(1.0) { before, _ in before * value }
      }
    }
    let pairs = powers[0] * powers[0] - powers[1]
    guard values.count > 3, weights.total > 0, pairs > 0 else { return nil }
    let around = neighbourhoods.sums(of: values)
    let n = Double(values.count)
    let expected = weights.total / (n * (n - 1))
    let (square, links, margins) = (
      weights.total * weights.total, weights.squares, weights.marginSquares
    )
    let terms = [
      ((n * n - 3 * n + 3) * links - n * margins + 3 * square) * powers[1] * powers[1],
      -((n * n - n) * links - 2 * n * margins + 6 * square) * powers[3],
      -(2 * n * links - (n + 3) * margins + 6 * square) * powers[0] * powers[0] * powers[1],
      (4 * (n - 1) * links - 2 * (n + 1) * margins + 8 * square) * powers[0] * powers[2],
      (links - margins + square) * powers[0] * powers[0] * powers[0] * powers[0],
    ]
    let scale = pairs * pairs * n * (n - 1) * (n - 2) * (n - 3)
    return SpatialAutocorrelation(
      value: zip(values, around).reduce(0) { $0 + $1.0 * $1.1 } / pairs, expected: expected,
      variance: terms.reduce(0, +) / scale - expected * expected)
  }

  /// What a list of values comes to.
  private struct Moments {
    let deviations: [Double]
    /// Over *n*.
    let variance: Double
    /// The fourth moment over the square of the second.
    let kurtosis: Double

    init?(_ values: [Double]) {
      let n = Double(values.count)
      let mean = values.reduce(0, +) / max(1, n)
      deviations = values.map { $0 - mean }
      variance = deviations.reduce(0) { $0 + $1 * $1 } / max(1, n)
      guard values.count > 3, variance > 0 else { return nil }
      kurtosis = deviations.reduce(0) { $0 + $1 * $1 * $1 * $1 } / n / (variance * variance)
    }
  }
}
