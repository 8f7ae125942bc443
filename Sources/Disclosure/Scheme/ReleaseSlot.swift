public import PartnershipRecords

/// One of the times at which a month is measured; between them nothing about it is released.
public enum ReleaseSlot: String, Sendable, Hashable, Codable, CaseIterable {
  case provisional = "P"
  case revised = "R"
  case final = "F"

  /// How many months after the month it measures a slot opens.
  public var delayInMonths: Int {
    switch self {
    case .provisional: 1
    case .revised: 3
    case .final: 12
    }
  }

  /// The month on whose first day (UTC) the slot opens.
  public func opening(of period: Month) -> Month { period.advanced(by: delayInMonths) }

  public var inWords: String {
    switch self {
    case .provisional: "provisional"
    case .revised: "revised"
    case .final: "final"
    }
  }
}
