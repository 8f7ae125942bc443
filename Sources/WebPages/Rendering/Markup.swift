/// Writes the elements of a chart. Text is escaped; positions have one decimal.
enum Markup {
  static func element(_ name: String, _ attributes: [(String, String)], _ content: String = "")
    -> String
  {
    let written = attributes.map { " \($0.0)=\"\(PageText.escape($0.1))\"" }.joined()
    return "<\(name)\(written)>\(content)</\(name)>"
  }

  static func line(
    _ style: String, from start: (Double, Double), to end: (Double, Double)
  ) -> String {
    element(
      "line",
      [
        ("class", style), ("x1", number(start.0)), ("y1", number(start.1)),
        ("x2", number(end.0)), ("y2", number(end.1)),
      ])
  }

  static func text(_ text: String, _ style: String, at place: (Double, Double)) -> String {
    element(
      "text", [("class", style), ("x", number(place.0)), ("y", number(place.1))],
      PageText.escape(text))
  }

  static func points(_ points: [(Double, Double)]) -> String {
    points.map { "\(number($0.0)),\(number($0.1))" }.joined(separator: " ")
  }

  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
  }
}
