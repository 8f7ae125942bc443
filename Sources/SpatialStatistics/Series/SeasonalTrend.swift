internal import Foundation

/// A series taken apart into what comes back every year, what moves slowly, and the rest (STL).
///
/// The season is the same in all years; single odd values do not bend it.
///
/// - Source: R. Cleveland and others, Journal of Official Statistics 6, 1990; checked against R 4.2
///   `stl(s.window = "periodic", robust = TRUE)`. Cost: the years' length times the widths of the smoothers,
///   16 times over; milliseconds for ten years of months.
public struct SeasonalTrend: Hashable, Sendable, Codable {
  /// In each place of the series, what its season adds; sums to about 0 over a year.
  public let season: [Double]
  /// In each place, the level without the season.
  public let trend: [Double]
  /// In each place, what neither explains.
  public let remainder: [Double]

  /// Gives `nil` for a series of less than three years: one or two years say nothing of what comes back.
  ///
  /// - Parameters:
  ///   - series: In order of time, none missing.
  ///   - period: How many values a year has; at least 2.
  ///   - isRobust: Whether odd values count less.
  public init?(_ series: [Double], period: Int, isRobust: Bool = true) {
    guard period >= 2, series.count >= 3 * period else { return nil }
    var parts = Parts(series, period: period)
    for round in 0...(isRobust ? 15 : 0) {
      for _ in 0..<(isRobust ? 1 : 2) { parts.improve() }
      if isRobust, round < 15 { parts.weigh() }
    }
    season = parts.meanSeason
    trend = parts.trend
    remainder = series.indices.map { [season, trend] in series[$0] - season[$0] - trend[$0] }
  }
}

/// The decomposition while it goes on.
private struct Parts {
  let series: [Double]
  let period: Int
  let seasonal, low, slow: LocalRegression
  var season: [Double]
  var trend: [Double]
  var robustness: [Double]?

  init(_ series: [Double], period: Int) {
    (self.series, self.period) = (series, period)
    // So wide that a season is the same in all years.
    let width = 10 * series.count + 1
    seasonal = LocalRegression(width: width, fitsLine: false)
    low = LocalRegression(width: period | 1, fitsLine: true)
    let slowest = (1.5 * Double(period) / (1 - 1.5 / Double(width))).rounded(.up)
    slow = LocalRegression(width: Int(slowest) | 1, fitsLine: true)
    season = series.map { _ in 0 }
    trend = season
  }

  mutating func improve() {
    let cycles = smoothedCycles(zip(series, trend).map { $0 - $1 })
    let passed = low.smooth(cycles.movingMean(period).movingMean(period).movingMean(3))
    season = series.indices.map { cycles[$0 + period] - passed[$0] }
    trend = slow.smooth(zip(series, season).map { $0 - $1 }, robustness: robustness)
  }

  /// Each month of the year smoothed over the years, one year further at both ends.
  private func smoothedCycles(_ values: [Double]) -> [Double] {
    var cycles = [Double](repeating: 0, count: values.count + 2 * period)
    for month in 0..<period {
      let places = Array(stride(from: month, to: values.count, by: period))
      let years = places.map { values[$0] }
      let weights = robustness.map { all in places.map { all[$0] } }
      let inner = seasonal.smooth(years, robustness: weights)
      let count = min(seasonal.width, years.count)
      let before = seasonal.value(at: -1, among: 0...(count - 1), years, weights) ?? inner[0]
      let after =
        seasonal.value(
          at: Double(years.count), among: (years.count - count)...(years.count - 1), years, weights)
        ?? inner[years.count - 1]
      for (year, value) in ([before] + inner + [after]).enumerated() {
        cycles[year * period + month] = value
      }
    }
    return cycles
  }

  /// Values far from the fit count less from now on.
  mutating func weigh() {
    let distances = series.indices.map { abs(series[$0] - season[$0] - trend[$0]) }
    let sorted = distances.sorted()
    let middle = sorted[sorted.count / 2] + sorted[sorted.count - sorted.count / 2 - 1]
    let limit = 3 * middle
    robustness = distances.map { distance in
      if distance <= 0.001 * limit { return 1 }
      guard distance <= 0.999 * limit else { return 0 }
      let share = distance / limit
      return (1 - share * share) * (1 - share * share)
    }
  }

  /// The season of each month, one value for all years.
  var meanSeason: [Double] {
    let means = (0..<period).map { month in
      let values = stride(from: month, to: season.count, by: period).map { season[$0] }
      return values.reduce(0, +) / Double(values.count)
    }
    return series.indices.map { means[$0 % period] }
  }
}

extension [Double] {
  /// Means of so many neighbours; the result is shorter by one less than that.
  fileprivate func movingMean(_ width: Int) -> [Double] {
    var sum = self[0..<width].reduce(0, +)
    var means = [sum / Double(width)]
    means.reserveCapacity(count - width + 1)
    for place in width..<count {
      sum += self[place] - self[place - width]
      means.append(sum / Double(width))
    }
    return means
  }
}
