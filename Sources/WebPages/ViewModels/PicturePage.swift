public import Foundation
public import PartnershipRecords

/// What of the region, and when; `nil` means all categories, or the latest periods.
public struct PictureSelection: Hashable, Sendable, Codable {
  public let category: CrimeCategory?
  public let period: MonthPeriod?

  public init(category: CrimeCategory? = nil, period: MonthPeriod? = nil) {
    self.category = category
    self.period = period
  }
}

/// The merged picture: what each partnership released, with its uncertainty.
public struct PicturePage: Hashable, Sendable, Codable {
  public let selection: PictureSelection
  /// Such as "North East England".
  public let region: String
  /// Periods to choose from; values are as of `MonthPeriod`.
  public let periods: [Choice]
  /// The columns, in order of time, at least one.
  public let columns: [MonthPeriod]
  /// One for every member of the region, whether it reported or not, by name.
  public let rows: [PictureRow]
  /// The region's total, one for each column.
  public let totals: [PictureTotal]

  public init(
    selection: PictureSelection, region: String, periods: [Choice], columns: [MonthPeriod],
    rows: [PictureRow], totals: [PictureTotal]
  ) {
    self.selection = selection
    self.region = region
    self.periods = periods
    self.columns = columns
    self.rows = rows
    self.totals = totals
  }
}

/// One partnership's figures.
public struct PictureRow: Hashable, Sendable, Codable {
  public let partnership: String
  public let reference: String
  /// Why its membership was revoked; `nil` if it is in good standing.
  public let revokedReason: String?
  /// One for each column; `nil` if the partnership made no return.
  public let cells: [PictureCell?]

  public init(
    partnership: String, reference: String, revokedReason: String? = nil, cells: [PictureCell?]
  ) {
    self.partnership = partnership
    self.reference = reference
    self.revokedReason = revokedReason
    self.cells = cells
  }
}

/// An estimate from a release.
public struct PictureCell: Hashable, Sendable, Codable {
  public let estimate: Int
  /// The 95 % interval.
  public let interval: CountRange
  public let grade: PictureGrade
  public let slot: ReleaseSlotWord
  public let receivedAt: Date

  public init(
    estimate: Int, interval: CountRange, grade: PictureGrade, slot: ReleaseSlotWord,
    receivedAt: Date
  ) {
    self.estimate = estimate
    self.interval = interval
    self.grade = grade
    self.slot = slot
    self.receivedAt = receivedAt
  }
}

/// How precise an estimate is, by half its interval's width in per cent of itself.
public enum PictureGrade: String, Sendable, Codable, CaseIterable {
  /// At most 10 %.
  case a = "A"
  /// At most 25 %.
  case b = "B"
  /// At most 50 %.
  case c = "C"
  /// More: not for ranking.
  case d = "D"
}

/// The sum over the partnerships that reported.
public struct PictureTotal: Hashable, Sendable, Codable {
  /// `nil` if none reported.
  public let estimate: Int?
  /// `nil` if none reported.
  public let interval: CountRange?
  /// Members in good standing that reported.
  public let reporting: Int
  /// All members of the region in good standing.
  public let members: Int
  /// Partnerships whose membership was revoked and whose earlier figures are in the sum.
  public let revokedIncluded: Int

  public init(
    estimate: Int?, interval: CountRange?, reporting: Int, members: Int, revokedIncluded: Int = 0
  ) {
    self.estimate = estimate
    self.interval = interval
    self.reporting = reporting
    self.members = members
    self.revokedIncluded = revokedIncluded
  }
}
