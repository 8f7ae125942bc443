/// What chance alone says of each place's neighbourhood.
///
/// A place without neighbours is not tested: its chances are `nil`, and it does not count among the
/// questions that were asked.
public struct LocalChances: Sendable {
  /// The chance of a neighbourhood sum at least as high, 0 to 1.
  public let ofAtLeast: [Double?]
  /// The chance of a neighbourhood sum at least as low, 0 to 1.
  public let ofAtMost: [Double?]

  /// Both sides joined: twice the smaller, at most 1.
  public var twoSided: [Double?] {
    zip(ofAtLeast, ofAtMost).map { high, low in
      guard let high, let low else { return nil }
      return min(1, 2 * min(high, low))
    }
  }
}

extension LocalChances {
  /// The most multiplications that an exact law may take: about a second on one core.
  public static let stepsMax = 2e9
}

extension CountHistogram {
  /// Whether the law of sums of so many numbers can be had exactly within bounds.
  ///
  /// - Parameters:
  ///   - draws: The most places that a neighbourhood has, itself included where it counts.
  ///   - rounds: How many tables it takes.
  /// - Returns: `false` above 60 draws or `LocalChances.stepsMax` steps.
  func isExact(draws: Int, rounds: Double = 1) -> Bool {
    draws <= 60 && steps(draws: draws) * rounds <= LocalChances.stepsMax
  }
}

/// Adjusts the chances of those that were tested for having looked at all of them.
///
/// - Parameter chances: `nil` for what was not tested.
/// - Returns: q-values by `falseDiscoveryAdjusted(_:)`, `nil` where there was no chance.
public func falseDiscoveryAdjusted(_ chances: [Double?]) -> [Double?] {
  let tested = chances.indices.filter { chances[$0] != nil }
  let adjusted = falseDiscoveryAdjusted(tested.compactMap { chances[$0] })
  var all = [Double?](repeating: nil, count: chances.count)
  for (place, value) in zip(tested, adjusted) { all[place] = value }
  return all
}
