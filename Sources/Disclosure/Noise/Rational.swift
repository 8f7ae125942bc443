/// An exact fraction, for privacy budgets: `313/960`.
///
/// Always in lowest terms with a positive denominator, so equal values have equal texts.
public struct Rational: Hashable, Sendable {
  public let numerator: Int64
  public let denominator: Int64

  /// A whole number.
  public init(_ whole: Int64) {
    numerator = whole
    denominator = 1
  }

  /// A fraction, brought to lowest terms; `nil` if `denominator` is not positive or `numerator` is
  /// the most negative number.
  public init?(_ numerator: Int64, over denominator: Int64) {
    guard denominator > 0, numerator != .min else { return nil }
    let divisor = Int64(Self.greatestCommonDivisor(numerator.magnitude, denominator.magnitude))
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  public static let zero = Rational(0)
  public static let one = Rational(1)

  /// The exact sum.
  ///
  /// - Parameter other: What is added.
  /// - Returns: The sum in lowest terms.
  /// - Throws: ``DisclosureError/rationalOverflow`` if it does not fit 64-bit numbers.
  public func adding(_ other: Rational) throws(DisclosureError) -> Rational {
    let divisor = Int64(
      Self.greatestCommonDivisor(denominator.magnitude, other.denominator.magnitude))
    let (left, leftOver) = numerator.multipliedReportingOverflow(by: other.denominator / divisor)
    let (right, rightOver) = other.numerator.multipliedReportingOverflow(by: denominator / divisor)
    let (top, topOver) = left.addingReportingOverflow(right)
    let (bottom, bottomOver) = denominator.multipliedReportingOverflow(
      by: other.denominator / divisor)
    guard !(leftOver || rightOver || topOver || bottomOver),
      let sum = Rational(top, over: bottom)
    else { throw .rationalOverflow }
    return sum
  }

  private static func greatestCommonDivisor(_ first: UInt64, _ second: UInt64) -> UInt64 {
    var (larger, smaller) = (first, second)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    return larger
  }
}

extension Rational: Comparable {
  public static func < (left: Rational, right: Rational) -> Bool {
    Int128(left.numerator) * Int128(right.denominator)
      < Int128(right.numerator) * Int128(left.denominator)
  }
}

extension Rational: LosslessStringConvertible {
  /// `313/960`, or `1` for a whole number.
  public var description: String {
    denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
  }

  /// Reads what ``description`` writes, and nothing else.
  public init?(_ description: String) {
    let parts = description.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let top = Int64(parts[0]),
      let bottom = parts.count == 2 ? Int64(parts[1]) : 1,
      let value = Rational(top, over: bottom), value.description == description
    else { return nil }
    self = value
  }
}
