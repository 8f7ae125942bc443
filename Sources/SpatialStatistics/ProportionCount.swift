internal import Foundation

/// How many of so many: a share, and how sure it is.
public struct ProportionCount: Hashable, Sendable, Codable {
  public let count: Int
  public let of: Int

  /// - Parameters:
  ///   - count: From 0 to *of*.
  ///   - total: At least 1.
  public init(count: Int, of total: Int) {
    precondition(total > 0 && (0...total).contains(count), "A part is no more than the whole.")
    (self.count, of) = (count, total)
  }

  public var share: Double { Double(count) / Double(of) }

  /// Wilson's interval for the share behind it, at 95 %.
  ///
  /// - Source: E. Wilson, Journal of the American Statistical Association 22, 1927. Checked against: R 4.2
  ///   `prop.test(correct = FALSE)`.
  public var interval: Interval {
    let deviate = 1.959963984540054
    let (n, square) = (Double(of), deviate * deviate)
    let centre = (share + square / (2 * n)) / (1 + square / n)
    let reach =
      deviate / (1 + square / n) * (share * (1 - share) / n + square / (4 * n * n)).squareRoot()
    return Interval(lower: max(0, centre - reach), upper: min(1, centre + reach))
  }
}
