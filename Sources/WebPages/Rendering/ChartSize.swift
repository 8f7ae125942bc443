/// A chart is drawn twice and the style sheet shows the one that fits: scaled down to a phone, the
/// words of the wide one could not be read.
enum ChartSize: String, CaseIterable {
  /// For screens from about 770 pixels, and for paper.
  case wide
  /// For phones.
  case narrow

  /// The start tag of an `svg` element that fills the width it is given.
  func start(width: Double, height: Double) -> String {
    "<svg class=\"chart chart-\(rawValue)\" viewBox=\"0 0 \(Int(width)) \(Int(height))\" "
      + "aria-hidden=\"true\" focusable=\"false\">"
  }
}
