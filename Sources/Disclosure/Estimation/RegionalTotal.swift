public import PartnershipRecords

/// A figure over several partnerships or months, with what is missing from it.
///
/// A partnership that sent nothing is "no return", never zero.
public struct RegionalTotal: Sendable, Hashable {
  /// The sum of what was received; `nil` if nothing was.
  public let estimate: Estimate?
  /// Who is missing, in the order given.
  public let noReturn: [Part]

  /// One partnership's month.
  public struct Part: Sendable, Hashable {
    public let partnership: AreaCode
    public let period: Month
    /// `nil` if no release was received.
    public let estimate: Estimate?

    public init(partnership: AreaCode, period: Month, estimate: Estimate?) {
      self.partnership = partnership
      self.period = period
      self.estimate = estimate
    }
  }

  /// Adds parts up; their noise is independent, so variances add.
  ///
  /// - Parameter parts: Each partnership and month of the figure once.
  public init(_ parts: [Part]) {
    let received = parts.compactMap(\.estimate)
    estimate = received.isEmpty ? nil : received.reduce(.zero, +)
    noReturn = parts.filter { $0.estimate == nil }
  }
}
