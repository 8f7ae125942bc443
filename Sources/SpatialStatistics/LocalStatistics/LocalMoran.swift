/// Local Moran's I: whether a place and its neighbours are alike, and how.
public struct LocalMoran: Sendable {
  /// Where a place and its neighbours lie about the mean.
  public enum Quadrant: String, Sendable, Codable, CaseIterable {
    case highAmongHigh = "high-high"
    case lowAmongLow = "low-low"
    case lowAmongHigh = "low-high"
    case highAmongLow = "high-low"
  }

  /// Iᵢ of each place; `nil` without neighbours, or if all values are alike.
  public let values: [Double?]
  public let quadrants: [Quadrant?]

  /// Computes the statistic with weights that add up to 1 over each place's neighbours.
  ///
  /// - Parameters:
  ///   - values: Of each place.
  ///   - neighbourhoods: No place in its own.
  /// - Source: L. Anselin, Geographical Analysis 27, 1995, with the variance over *n*. Checked against: spdep
  ///   1.2-7 `localmoran`; esda and GeoDa divide by *n* − 1, a factor for all places alike.
  public init(_ values: [Double], in neighbourhoods: Neighbourhoods) {
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    let deviations = values.map { $0 - mean }
    let variance = deviations.reduce(0) { $0 + $1 * $1 } / Double(max(1, values.count))
    let sums = neighbourhoods.sums(of: deviations)
    let means = values.indices.map { place -> Double? in
      let size = neighbourhoods.size(of: place)
      return size > 0 && variance > 0 ? sums[place] / Double(size) : nil
    }
    self.values = zip(deviations, means).map { own, around in around.map { own * $0 / variance } }
    quadrants = zip(deviations, means).map { own, around in
      around.map { around in
        own > 0
          ? around > 0 ? .highAmongHigh : .highAmongLow
          : around > 0 ? .lowAmongHigh : .lowAmongLow
      }
    }
  }

  /// Exactly how likely a statistic at least as high, and at least as low, is if the other places' counts
  /// were dealt out anew.
  ///
  /// With its own count where it is, a place's statistic rises with the sum over its neighbours if the count
  /// is above the mean, and falls with it if below; so the sum's law is all that is needed. A place at the
  /// mean always has 0: both chances are 1.
  ///
  /// - Parameters:
  ///   - counts: Of each place, none below 0.
  ///   - neighbourhoods: No place in its own.
  /// - Returns: `nil` if the laws would take more than `LocalChances.stepsMax` steps.
  /// - Complexity: As of `GetisOrd.exactConditionalChances(_:in:)`.
  public static func exactChances(
    _ counts: [Int], in neighbourhoods: Neighbourhoods
  ) -> LocalChances? {
    guard let sums = ConditionalChances(counts, in: neighbourhoods)?.chances else { return nil }
    let total = counts.reduce(0, +)
    // A count against the mean in whole numbers: no rounding decides the side.
    let sides = counts.map { ($0 * counts.count - total).signum() }
    func chosen(_ above: [Double?], _ below: [Double?]) -> [Double?] {
      sides.indices.map { place in
        sides[place] == 0
          ? above[place].map { _ in 1 } : sides[place] > 0 ? above[place] : below[place]
      }
    }
    return LocalChances(
      ofAtLeast: chosen(sums.ofAtLeast, sums.ofAtMost),
      ofAtMost: chosen(sums.ofAtMost, sums.ofAtLeast))
  }
}
