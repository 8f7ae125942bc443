internal import Foundation

/// A smoother that fits a line, or a level, to the values about each place, the nearer ones counting more
/// (loess with tricube weights), at places one apart.
///
/// - Source: R. Cleveland, W. Cleveland, J. McRae and I. Terpenning, STL: A Seasonal-Trend Decomposition
///   Procedure Based on Loess, Journal of Official Statistics 6, 1990, section 2; the distances and roundings
///   are those of the procedure that the authors published and R's `stl` calls.
struct LocalRegression {
  /// How many values count at each place; odd.
  let width: Int
  /// Whether a line is fitted; else a level.
  let fitsLine: Bool
  /// At every how manieth place it is computed; between them a straight line is drawn.
  let step: Int

  init(width: Int, fitsLine: Bool) {
    let odd = max(3, width) | 1
    (self.width, self.fitsLine) = (odd, fitsLine)
    step = (width + 9) / 10
  }

  /// - Parameters:
  ///   - values: One for each place.
  ///   - robustness: A weight for each value, 0 to 1; `nil`: all count alike.
  /// - Returns: The smoothed values, one for each place.
  func smooth(_ values: [Double], robustness: [Double]? = nil) -> [Double] {
    let count = values.count
    guard count > 1 else { return values }
    let step = min(step, count - 1)
    var smoothed = values
    func compute(_ place: Int) {
      smoothed[place] =
        value(at: Double(place), among: window(about: place, of: count), values, robustness)
        ?? values[place]
    }
    let computed = Array(stride(from: 0, to: count, by: step))
    for place in computed { compute(place) }
    for (before, after) in zip(computed, computed.dropFirst()) {
      Self.draw(from: before, to: after, in: &smoothed)
    }
    if let last = computed.last, last != count - 1 {
      compute(count - 1)
      Self.draw(from: last, to: count - 1, in: &smoothed)
    }
    return smoothed
  }

  /// Which values count at a place inside.
  private func window(about place: Int, of count: Int) -> ClosedRange<Int> {
    guard width < count else { return 0...(count - 1) }
    let first = min(max(0, place - (width - 1) / 2), count - width)
    return first...(first + width - 1)
  }

  private static func draw(from before: Int, to after: Int, in values: inout [Double]) {
    guard after > before + 1 else { return }
    let slope = (values[after] - values[before]) / Double(after - before)
    for place in (before + 1)..<after {
      values[place] = values[before] + slope * Double(place - before)
    }
  }

  /// The fitted value at a place, which may lie outside; `nil` if nothing counts there.
  func value(
    at place: Double, among window: ClosedRange<Int>, _ values: [Double], _ robustness: [Double]?
  ) -> Double? {
    var reach = max(place - Double(window.lowerBound), Double(window.upperBound) - place)
    if width > values.count { reach += Double((width - values.count) / 2) }
    var weights = window.map { other in
      let distance = abs(Double(other) - place)
      guard distance <= 0.999 * reach else { return 0.0 }
      let share = distance / reach
      let cube = 1 - share * share * share
      let weight = distance <= 0.001 * reach ? 1 : cube * cube * cube
      return robustness.map { $0[other] * weight } ?? weight
    }
    let sum = weights.reduce(0, +)
    guard sum > 0 else { return nil }
    for index in weights.indices { weights[index] /= sum }
    if reach > 0, fitsLine { tilt(&weights, window, towards: place, Double(values.count - 1)) }
    return zip(weights, window).reduce(0) { $0 + $1.0 * values[$1.1] }
  }

  /// Weights with which a mean becomes the value of the fitted line.
  private func tilt(
    _ weights: inout [Double], _ window: ClosedRange<Int>, towards place: Double, _ range: Double
  ) {
    let centre = zip(weights, window).reduce(0) { $0 + $1.0 * Double($1.1) }
    let spread = zip(weights, window).reduce(0) { sum, next in
      sum + next.0 * (Double(next.1) - centre) * (Double(next.1) - centre)
    }
    guard spread.squareRoot() > 0.001 * range else { return }
    let slope = (place - centre) / spread
    for (index, other) in window.enumerated() {
      weights[index] *= slope * (Double(other) - centre) + 1
    }
  }
}
