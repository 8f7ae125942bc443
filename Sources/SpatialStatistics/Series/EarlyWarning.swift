internal import Foundation

/// Whether the latest count of a series is more than its own past leads one to expect, its season, trend and
/// restlessness allowed for; what was odd in the past counts less.
///
/// - Source: A. Noufaily, D. Enki, P. Farrington, P. Garthwaite, N. Andrews and A. Charlett, An improved
///   algorithm for outbreak detection in multiple surveillance systems, Statistics in Medicine 32, 2013, with the
///   negative binomial limit at the estimated mean. Checked against: surveillance 1.20.3 `farringtonFlexible`.
///   Cost: a few dozen rounds of least squares over the years looked back on; under a millisecond for months.
public struct EarlyWarning: Hashable, Sendable, Codable {
  /// How the past is looked at.
  public struct Settings: Hashable, Sendable, Codable {
    /// How many counts a year has.
    public var period: Int
    /// How many years are looked back on; from 3 on a trend is looked for.
    public var years: Int
    /// How many counts on each side of the same time of year are taken for the same season.
    public var halfWindow: Int
    /// How many seasons a year has; 1: none.
    public var seasons: Int
    /// How many of the latest counts are left out, besides the one in question.
    public var leftOut: Int
    /// Above this many standard deviations a past count counts less.
    public var oddAbove = 2.58
    /// So many must have been counted in the latest four periods, or nothing is said.
    public var leastInFour = 5

    /// For weeks, as the source has it.
    public static let weeks = Settings(
      period: 52, years: 4, halfWindow: 3, seasons: 10, leftOut: 26)
    /// For months.
    public static let months = Settings(
      period: 12, years: 3, halfWindow: 1, seasons: 4, leftOut: 3)
  }

  /// What the past leads one to expect.
  public let expected: Double
  /// How many times as much as chance alone the series varies; at least 1.
  public let dispersion: Double
  /// Whether the expectation follows a trend.
  public let followsTrend: Bool
  /// The chance of a count at least as high.
  public let chance: Double
  /// Whether enough was counted lately for anything to be said.
  public let isEnough: Bool

  /// Gives `nil` if the series does not go back so far, or nothing can be fitted to its past.
  ///
  /// - Parameters:
  ///   - counts: In order of time, none missing and none below 0.
  ///   - place: The count in question.
  ///   - settings: How the past is looked at.
  public init?(_ counts: [Int], at place: Int, settings: Settings) {
    guard let past = Past(counts, before: place, settings) else { return nil }
    var model = past.fit(withTrend: true)
    var follows = model != nil && settings.years >= 3
    // A trend that leads beyond all that was ever seen is not followed.
    if let found = model, found.expected(past.now(withTrend: true)) > past.highest {
      follows = false
    }
    if !follows { model = past.fit(withTrend: false) }
    guard let model else { return nil }
    expected = model.expected(past.now(withTrend: follows))
    dispersion = max(1, model.dispersion)
    followsTrend = follows
    chance = NegativeBinomialCount(mean: expected, dispersion: dispersion)
      .chance(ofAtLeast: counts[place])
    isEnough = counts[max(0, place - 3)...place].reduce(0, +) >= settings.leastInFour
  }

  /// The least count that chance exceeds no more often than so.
  ///
  /// - Parameter chance: Between 0 and 1.
  /// - Returns: A count; one above it is a warning.
  public func limit(exceededWith chance: Double) -> Int {
    NegativeBinomialCount(mean: expected, dispersion: dispersion).limit(exceededWith: chance)
  }

  /// By chance alone, a count so high comes once in so many periods.
  public var recurrenceInterval: Double { 1 / chance }
}

/// The counts that are looked back on, with their times and seasons.
private struct Past {
  let settings: EarlyWarning.Settings
  let counts: [Double]
  /// Periods before the count in question, below 0.
  let times: [Double]
  /// From 1; the last is that of the count in question.
  let seasons: [Int]

  var highest: Double { counts.max() ?? 0 }

  init?(_ all: [Int], before place: Int, _ settings: EarlyWarning.Settings) {
    guard settings.years > 0, settings.period > 2 * settings.halfWindow + settings.seasons,
      all.indices.contains(place), place >= settings.years * settings.period + settings.halfWindow
    else { return nil }
    self.settings = settings
    let groups = Self.seasons(before: place, settings)
    let used = groups.keys.sorted().filter { $0 < place - settings.leftOut }
    counts = used.map { Double(all[$0]) }
    times = used.map { Double($0 - place) }
    seasons = used.compactMap { groups[$0] }
    guard seasons.contains(settings.seasons) else { return nil }
  }

  /// The season of each count: the last about the same time of each year, the others in equal parts between.
  private static func seasons(before place: Int, _ settings: EarlyWarning.Settings) -> [Int: Int] {
    let (last, reach) = (settings.seasons, settings.halfWindow)
    var groups: [Int: Int] = [:]
    for year in 1...settings.years {
      let middle = place - year * settings.period
      for near in (middle - reach)...(middle + reach) { groups[near] = last }
      guard last > 1 else { continue }
      let between = settings.period - 2 * reach - 1
      var next = middle + reach + 1
      for season in 1..<last {
        let length = between / (last - 1) + (season <= between % (last - 1) ? 1 : 0)
        for place in next..<(next + length) { groups[place] = season }
        next += length
      }
    }
    return groups
  }

  private func row(_ time: Double, _ season: Int, withTrend: Bool) -> [Double] {
    [1] + (withTrend ? [time / Double(settings.period)] : [])
      + (1..<settings.seasons).map { $0 == season ? 1 : 0 }
  }

  /// The columns of the count in question: its season is the one that has none of its own.
  func now(withTrend: Bool) -> [Double] { row(0, settings.seasons, withTrend: withTrend) }

  /// Fitted twice: odd counts count less the second time.
  func fit(withTrend: Bool) -> QuasiPoissonRegression? {
    let rows = zip(times, seasons).map { row($0, $1, withTrend: withTrend) }
    let alike = [Double](repeating: 1, count: counts.count)
    guard let first = QuasiPoissonRegression(rows, counts: counts, weights: alike) else {
      return nil
    }
    return QuasiPoissonRegression(rows, counts: counts, weights: weights(after: first))
  }

  /// By Anscombe's residuals; the weights add up to the number of counts.
  private func weights(after model: QuasiPoissonRegression) -> [Double] {
    let dispersion = max(1, model.dispersion)
    let raw = counts.indices.map { place -> Double in
      let (count, mean) = (counts[place], model.fitted[place])
      let distance = 1.5 * (pow(count, 2.0 / 3) * pow(mean, -1.0 / 6) - mean.squareRoot())
      let residual = distance / (dispersion * (1 - model.leverages[place])).squareRoot()
      return residual > settings.oddAbove ? 1 / (residual * residual) : 1
    }
    let scale = Double(counts.count) / raw.reduce(0, +)
    return raw.map { $0 * scale }
  }
}
