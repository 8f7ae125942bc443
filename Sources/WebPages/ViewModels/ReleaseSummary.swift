public import Foundation
public import PartnershipRecords

/// Where a release stands between being built and being accepted by the hub.
public enum ReleaseStage: String, Sendable, Codable, CaseIterable {
  case awaitingApproval = "awaiting-approval"
  case approved
  case sent
  case accepted
  case rejected
  case superseded
  case withdrawn
}

/// One release in the list.
public struct ReleaseSummary: Hashable, Sendable {
  /// Names the release in addresses, such as `GAT-R-2021-03-provisional`.
  public let reference: String
  public let period: MonthPeriod
  public let slot: ReleaseSlotWord
  public let stage: ReleaseStage
  /// A handle.
  public let builtBy: String
  public let builtAt: Date
  /// A handle; `nil` until approved.
  public let approvedBy: String?
  public let approvedAt: Date?
  /// What the hub said when it refused; `nil` if it did not.
  public let refusal: String?

  public init(
    reference: String, period: MonthPeriod, slot: ReleaseSlotWord, stage: ReleaseStage,
    builtBy: String, builtAt: Date, approvedBy: String? = nil, approvedAt: Date? = nil,
    refusal: String? = nil
  ) {
    self.reference = reference
    self.period = period
    self.slot = slot
    self.stage = stage
    self.builtBy = builtBy
    self.builtAt = builtAt
    self.approvedBy = approvedBy
    self.approvedAt = approvedAt
    self.refusal = refusal
  }
}

/// How settled a period's figures are.
public enum ReleaseSlotWord: String, Sendable, Codable, CaseIterable {
  case provisional
  case revised
  case final
}
