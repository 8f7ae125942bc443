public import PartnershipRecords

/// A release as the ledger knows it.
public struct ReleaseRecord: Sendable, Hashable {
  public let draw: LedgerDraw
  /// The last step recorded.
  public internal(set) var step: ReleaseStep
  public let builder: Actor
  public internal(set) var approver: Actor?
  /// The hash of the ledger entry of the draw.
  public let drawHash: String
  /// When the last step was recorded, in seconds since 1970 (UTC).
  public internal(set) var time: Int64

  public var release: String { draw.release }

  init(
    draw: LedgerDraw, step: ReleaseStep, builder: Actor, approver: Actor?, drawHash: String,
    time: Int64
  ) {
    self.draw = draw
    self.step = step
    self.builder = builder
    self.approver = approver
    self.drawHash = drawHash
    self.time = time
  }
}

extension Month {
  /// The month (UTC) that holds a second, counted from 1970.
  ///
  /// Source: Howard Hinnant, "chrono-compatible low-level date algorithms" (civil_from_days).
  init(holdingSecond seconds: Int64) {
    let day = Int(seconds / 86_400) - (seconds % 86_400 < 0 ? 1 : 0)
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    // Counted from March, so that the leap day is the last of its year.
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    self.init(index: (yearOfEra + era * 400) * 12 + monthFromMarch + 2)
  }
}
