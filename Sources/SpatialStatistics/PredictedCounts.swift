/// The counts to expect in one more interval of time after some of equal length, if nothing changed.
///
/// Not the Poisson law with the past's mean: that takes the mean for known, and calls one event
/// after twelve quiet months an alarm. Here the past's own chance is part of the statement.
public struct PredictedCounts: Hashable, Sendable, Codable {
  /// The smallest count that is not rare.
  public let lower: Int
  /// The largest count that is not rare.
  public let upper: Int

  /// Finds the counts that are not rare on either side.
  ///
  /// - Parameters:
  ///   - total: All events of the past intervals, at least 0.
  ///   - intervals: How many past intervals, at least 1.
  ///   - rarity: The chance, on each side, below which a count is rare; above 0, below 0.5.
  /// - Source: W. Nelson, Statistical Methods in Reliability and Quality Control, 1970: the exact
  ///   prediction limits that follow from the conditional binomial law of ``TwoCounts``.
  public init(total: Int, intervals: Int, rarity: Double = 0.01) {
    precondition(intervals > 0, "A prediction needs a past.")
    precondition(rarity > 0 && rarity < 0.5, "Rarity is a small chance.")
    func counts(_ next: Int) -> TwoCounts {
      TwoCounts(next, total, firstExposure: 1, secondExposure: Double(intervals))
    }
    var upper = total / intervals
    while counts(upper + 1).chanceOfAtLeast >= rarity { upper += 1 }
    var lower = total / intervals
    while lower > 0, counts(lower - 1).chanceOfAtMost >= rarity { lower -= 1 }
    self.lower = lower
    self.upper = upper
  }
}
