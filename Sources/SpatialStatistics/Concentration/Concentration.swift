/// How unevenly events lie over places.
///
/// - Source: W. Bernasco and W. Steenbeek, Journal of Quantitative Criminology 33, 2017. Checked against:
///   their R package lorenzgini.
public struct Concentration: Hashable, Sendable, Codable {
  /// The Gini coefficient: 0 if every place has as many, towards 1 if one place has all.
  public let gini: Double
  /// The Gini coefficient against the evenest that is possible. With fewer events than places some places
  /// must have none, however the events fall; this does not count that as concentration.
  public let generalisedGini: Double
  /// Places, at least 1.
  public let places: Int
  /// Events, at least 2.
  public let events: Int

  /// Gives `nil` for fewer than two events, of which nothing can be said.
  ///
  /// - Parameter counts: Events at each place, none below 0; places without events belong in it.
  public init?(_ counts: [Int]) {
    let events = counts.reduce(0, +)
    guard events > 1 else { return nil }
    let n = Double(counts.count)
    var ranked = 0.0
    for (rank, count) in counts.sorted().enumerated() { ranked += Double(rank + 1) * Double(count) }
    gini = 2 * ranked / (n * Double(events)) - (n + 1) / n
    generalisedGini = max(1, n / Double(events)) * (gini - 1) + 1
    places = counts.count
    self.events = events
  }

  /// The generalised coefficient without the bias of a small sample.
  public var unbiased: Double {
    let least = Double(min(places, events))
    return least > 1 ? generalisedGini * least / (least - 1) : generalisedGini
  }
}

/// The share of events in the busiest places.
public enum BusiestPlaces {
  /// The least share of places that hold a share of the events.
  ///
  /// - Parameters:
  ///   - part: Of the events, between 0 and 1.
  ///   - counts: Events at each place.
  /// - Returns: From 0 to 1; `nil` without events.
  public static func placesHolding(_ part: Double, of counts: [Int]) -> Double? {
    let events = counts.reduce(0, +)
    guard events > 0 else { return nil }
    var sum = 0
    for (index, count) in counts.sorted(by: >).enumerated() {
      sum += count
      if Double(sum) >= part * Double(events) { return Double(index + 1) / Double(counts.count) }
    }
    return 1
  }

  /// The same share of places, if the events fell on places by pure chance.
  ///
  /// With few events for each place, chance alone leaves most of them on few places. Without this figure
  /// beside it, the one that was found says nothing.
  ///
  /// - Parameters:
  ///   - part: Of the events, between 0 and 1.
  ///   - mean: Events for each place, above 0.
  /// - Returns: The share under a Poisson law of that mean, for very many places.
  public static func placesHoldingByChance(_ part: Double, mean: Double) -> Double {
    precondition(mean > 0, "Chance needs something to place.")
    // From the busiest down: P(X ≥ k) of the places hold mean · P(X ≥ k − 1) of the events.
    var low = 0
    var high = max(2, Int(mean * 4) + 40)
    func events(_ count: Int) -> Double {
      count < 1 ? 1 : PoissonCount(count - 1).chanceOfAtLeast(mean: mean)
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if events(middle) >= part { low = middle } else { high = middle }
    }
    // Of the places with exactly `low` events as many as are still needed.
    let held = events(low + 1)
    let places = PoissonCount(low + 1).chanceOfAtLeast(mean: mean)
    return low == 0 ? places : places + (part - held) * mean / Double(low)
  }
}
