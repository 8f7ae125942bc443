internal import PartnershipRecords

/// The months as a line, with the usual range as a band behind it.
///
/// The table beside it is its text; the picture is hidden from screen readers.
struct MonthChart {
  let series: [SeriesMonth]
  /// The months that the answer is about.
  let highlighted: MonthPeriod?
  var size = ChartSize.wide

  private var width: Double { size == .wide ? 960 : 340 }
  private var height: Double { size == .wide ? 280 : 220 }
  private var left: Double { size == .wide ? 52 : 40 }
  private var right: Double { size == .wide ? 16 : 8 }
  private static let top = 14.0
  private static let bottom = 34.0

  /// An `svg` element; empty without a count.
  var markup: String {
    guard series.contains(where: { $0.count != nil }) else { return "" }
    let parts = [highlight, gridLines, band, line, points, monthLabels, axis]
    return size.start(width: width, height: height) + parts.joined() + "</svg>"
  }

  private var scale: NiceScale {
    NiceScale(upTo: series.map { max($0.count ?? 0, $0.usual?.upper ?? 0) }.max() ?? 0)
  }

  private var step: Double {
    (width - left - right) / Double(max(1, series.count))
  }

  private func x(_ place: Int) -> Double { left + (Double(place) + 0.5) * step }

  private func y(_ value: Int) -> Double {
    let share = Double(value) / Double(scale.top)
    return height - Self.bottom - share * (height - Self.top - Self.bottom)
  }

  private var highlight: String {
    guard let highlighted else { return "" }
    let places = series.indices.filter { highlighted.months.contains(series[$0].month) }
    guard let first = places.first, let last = places.last else { return "" }
    let start = x(first) - step / 2
    return Markup.element(
      "rect",
      [
        ("class", "chart-period"), ("x", Markup.number(start)), ("y", Markup.number(Self.top)),
        ("width", Markup.number(x(last) + step / 2 - start)),
        ("height", Markup.number(height - Self.top - Self.bottom)),
      ])
  }

  private var gridLines: String {
    scale.marks.map { mark in
      Markup.line("chart-grid", from: (left, y(mark)), to: (width - right, y(mark)))
        + Markup.text(
          PlainFigures.whole(mark), "chart-label chart-label-end", at: (left - 8, y(mark) + 4))
    }.joined()
  }

  /// One closed shape for each run of months that have limits.
  private var band: String {
    runs { $0.usual != nil }.map { run in
      let upper = run.flatMap { edge($0, series[$0].usual?.upper ?? 0) }
      let lower = run.reversed().flatMap { edge($0, series[$0].usual?.lower ?? 0).reversed() }
      return Markup.element(
        "polygon", [("class", "chart-usual"), ("points", Markup.points(upper + lower))])
    }.joined()
  }

  private func edge(_ place: Int, _ value: Int) -> [(Double, Double)] {
    [(x(place) - step / 2, y(value)), (x(place) + step / 2, y(value))]
  }

  /// A gap in the months is a gap in the line, never a zero.
  private var line: String {
    runs { $0.count != nil }.map { run in
      Markup.element(
        "polyline",
        [
          ("class", "chart-line"),
          ("points", Markup.points(run.map { (x($0), y(series[$0].count ?? 0)) })),
        ])
    }.joined()
  }

  /// A ring marks a month outside its usual range, so that it does not depend on colour.
  private var points: String {
    series.indices.map { place in
      guard let count = series[place].count else { return "" }
      let isOutside = series[place].usual.map { count > $0.upper || count < $0.lower } ?? false
      return Markup.element(
        "circle",
        [
          ("class", isOutside ? "chart-point chart-point-outside" : "chart-point"),
          ("cx", Markup.number(x(place))), ("cy", Markup.number(y(count))),
          ("r", isOutside ? "5" : "2.5"),
        ])
    }.joined()
  }

  private var monthLabels: String {
    let every = max(1, Int(((size == .wide ? 72 : 96) / step).rounded(.up)))
    return series.indices.filter { (series.count - 1 - $0).isMultiple(of: every) }.map {
      // The last label would be cut at the edge if it stood in the middle below its point.
      let isAtEdge = x($0) + 30 > width
      return Markup.text(
        series[$0].month.inShort, "chart-label chart-label-\(isAtEdge ? "end" : "middle")",
        at: (isAtEdge ? width - 2 : x($0), height - 12))
    }.joined()
  }

  private var axis: String {
    Markup.line("chart-axis", from: (left, y(0)), to: (width - right, y(0)))
  }

  private func runs(_ isIn: (SeriesMonth) -> Bool) -> [[Int]] {
    var runs: [[Int]] = []
    var isRunning = false
    for place in series.indices {
      guard isIn(series[place]) else {
        isRunning = false
        continue
      }
      if isRunning { runs[runs.count - 1].append(place) } else { runs.append([place]) }
      isRunning = true
    }
    return runs
  }
}

/// A scale from 0 to a round number, with about four marks.
struct NiceScale: Equatable {
  let top: Int
  let marks: [Int]

  init(upTo largest: Int) {
    let wanted = max(1, largest)
    var unit = 1
    while unit * 50 < wanted { unit *= 10 }
    let step = [1, 2, 5, 10].map { $0 * unit }.first { $0 * 5 >= wanted } ?? unit * 10
    let count = (wanted + step - 1) / step
    top = count * step
    marks = (0...count).map { $0 * step }
  }
}
