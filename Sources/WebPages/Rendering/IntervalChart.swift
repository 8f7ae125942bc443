/// Partnerships side by side: a dot for the estimate, a bar for its interval, and a hatched field
/// where a partnership made no return.
struct IntervalChart {
  struct Row {
    let label: String
    /// `nil` if there was no return.
    let estimate: Int?
    let interval: CountRange?
  }

  let rows: [Row]
  var size = ChartSize.wide

  private var width: Double { size == .wide ? 1100 : 340 }
  private var left: Double { size == .wide ? 200 : 14 }
  private var right: Double { size == .wide ? 24 : 26 }
  /// On a phone the name stands above the bar, not beside it.
  private var rowHeight: Double { size == .wide ? 28 : 50 }
  private static let top = 8.0
  private static let bottom = 30.0

  /// An `svg` element; empty if nobody reported.
  var markup: String {
    guard rows.contains(where: { $0.estimate != nil }) else { return "" }
    let height = Self.top + Double(rows.count) * rowHeight + Self.bottom
    let lines = rows.indices.map { line($0) }.joined()
    return size.start(width: width, height: height) + hatching + grid + lines + "</svg>"
  }

  private var scale: NiceScale {
    NiceScale(upTo: rows.map { max($0.interval?.upper ?? 0, $0.estimate ?? 0) }.max() ?? 0)
  }

  private func x(_ value: Int) -> Double {
    let share = Double(max(0, value)) / Double(scale.top)
    return left + share * (width - left - right)
  }

  private func y(_ place: Int) -> Double {
    Self.top + (Double(place) + (size == .wide ? 0.5 : 0.7)) * rowHeight
  }

  private func name(_ place: Int) -> String {
    size == .wide
      ? Markup.text(rows[place].label, "chart-name chart-label-end", at: (left - 12, y(place) + 5))
      : Markup.text(rows[place].label, "chart-name", at: (2, y(place) - 15))
  }

  /// A pattern is not drawn if the first one of its name is in the chart that is not shown.
  private var patternName: String { "no-return-\(size.rawValue)" }

  private var hatching: String {
    "<defs><pattern id=\"\(patternName)\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\" "
      + "patternTransform=\"rotate(45)\">"
      + "<line class=\"chart-hatch\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"8\"></line>"
      + "</pattern></defs>"
  }

  private var grid: String {
    let end = Self.top + Double(rows.count) * rowHeight
    return scale.marks.map { mark in
      Markup.line("chart-grid", from: (x(mark), Self.top), to: (x(mark), end))
        + Markup.text(
          PlainFigures.whole(mark), "chart-label chart-label-middle", at: (x(mark), end + 20))
    }.joined()
  }

  private func line(_ place: Int) -> String {
    let row = rows[place]
    let label = name(place)
    guard let estimate = row.estimate, let interval = row.interval else {
      return label + noReturn(place)
    }
    return label
      + Markup.line(
        "chart-interval", from: (x(interval.lower), y(place)), to: (x(interval.upper), y(place)))
      + Markup.line(
        "chart-end", from: (x(interval.lower), y(place) - 5), to: (x(interval.lower), y(place) + 5))
      + Markup.line(
        "chart-end", from: (x(interval.upper), y(place) - 5), to: (x(interval.upper), y(place) + 5))
      + Markup.element(
        "circle",
        [
          ("class", "chart-estimate"), ("cx", Markup.number(x(estimate))),
          ("cy", Markup.number(y(place))), ("r", "5"),
        ])
  }

  private func noReturn(_ place: Int) -> String {
    Markup.element(
      "rect",
      [
        ("class", "chart-missing"), ("fill", "url(#\(patternName))"), ("x", Markup.number(left)),
        ("y", Markup.number(y(place) - 10)),
        ("width", Markup.number(width - left - right)), ("height", "20"),
      ])
      + Markup.element(
        "rect",
        [
          ("class", "chart-plate"), ("x", Markup.number(left + 8)),
          ("y", Markup.number(y(place) - 9)), ("width", "82"), ("height", "18"),
        ])
      + Markup.text("no return", "chart-label", at: (left + 16, y(place) + 4))
  }
}
