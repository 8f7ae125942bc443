/// The natural limits of a series (an XmR or individuals chart).
///
/// - Source: D. Wheeler, Understanding Variation, 1993; NHS England, Making Data Count. 2.66 is
///   3/1.128, three standard deviations as the mean moving range estimates them.
public struct ProcessLimits: Hashable, Sendable, Codable {
  public let mean: Double
  /// The mean of the distances between neighbours in time.
  public let meanMovingRange: Double
  /// How many values the limits come from.
  public let count: Int

  public var lower: Double { mean - 2.66 * meanMovingRange }
  public var upper: Double { mean + 2.66 * meanMovingRange }

  /// Computes the limits of a series.
  ///
  /// Gives `nil` if no two neighbours are both there.
  ///
  /// - Parameter values: In order of time, equally spaced; `nil` for a missing value, which no moving
  ///   range crosses.
  public init?(_ values: [Double?]) {
    let present = values.compactMap { $0 }
    let ranges = zip(values, values.dropFirst()).compactMap { pair -> Double? in
      guard let earlier = pair.0, let later = pair.1 else { return nil }
      return abs(later - earlier)
    }
    guard !ranges.isEmpty else { return nil }
    mean = present.reduce(0, +) / Double(present.count)
    meanMovingRange = ranges.reduce(0, +) / Double(ranges.count)
    count = present.count
  }
}

/// Why a value of a series is more than noise.
public enum SpecialCause: String, Sendable, Codable, CaseIterable {
  /// Above the upper or below the lower limit.
  case outsideLimits = "outside-limits"
  /// One of seven or more in a row on one side of the mean.
  case shift
  /// One of seven or more in a row of which each is above, or each below, the one before it.
  case trend
  /// Two of three neighbours lie beyond two thirds of the way to the same limit.
  case nearLimit = "near-limit"
}

extension ProcessLimits {
  /// Marks the values of a series that the rules of the National Health Service call special.
  ///
  /// - Parameter values: In order of time; `nil` for a missing value, which ends every run.
  /// - Returns: For each value its causes; empty for noise.
  /// - Source: NHS England, Making Data Count: the rules of the package NHSRplotthedots.
  public func specialCauses(in values: [Double?]) -> [Set<SpecialCause>] {
    var causes = [Set<SpecialCause>](repeating: [], count: values.count)
    for (index, value) in values.enumerated() {
      if let value, value > upper || value < lower { causes[index].insert(.outsideLimits) }
    }
    mark(.shift, runsOf: sides(values), longEnough: 7, in: &causes)
    mark(.trend, runsOf: directions(values), longEnough: 6, reachingBack: 1, in: &causes)
    markNearLimit(values, in: &causes)
    return causes
  }

  private func sides(_ values: [Double?]) -> [Int] {
    values.map { value in value.map { $0 > mean ? 1 : $0 < mean ? -1 : 0 } ?? 0 }
  }

  /// Whether each value is above (1) or below (-1) the one before it.
  private func directions(_ values: [Double?]) -> [Int] {
    values.indices.map { index in
      guard index > 0, let earlier = values[index - 1], let later = values[index] else { return 0 }
      return later > earlier ? 1 : later < earlier ? -1 : 0
    }
  }

  private func mark(
    _ cause: SpecialCause, runsOf signs: [Int], longEnough: Int, reachingBack: Int = 0,
    in causes: inout [Set<SpecialCause>]
  ) {
    var start = 0
    for index in 0...signs.count where index == signs.count || signs[index] != signs[start] {
      if index - start >= longEnough, signs[start] != 0 {
        for member in start - reachingBack..<index { causes[member].insert(cause) }
      }
      start = index
    }
  }

  private func markNearLimit(_ values: [Double?], in causes: inout [Set<SpecialCause>]) {
    let distance = 2.66 * meanMovingRange * 2 / 3
    guard distance > 0 else { return }
    for start in values.indices.dropLast(2) {
      for side in [1.0, -1.0] {
        let far = (start...start + 2).filter { index in
          values[index].map { ($0 - mean) * side > distance } ?? false
        }
        if far.count >= 2 { for index in far { causes[index].insert(.nearLimit) } }
      }
    }
  }
}
