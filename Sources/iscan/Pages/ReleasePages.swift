import Disclosure
import Foundation
import PartnershipRecords
import WebPages

extension ReleaseStage {
  init(_ step: ReleaseStep) {
    self =
      switch step {
      case .built, .previewed: .awaitingApproval
      case .approved, .queued: .approved
      case .sent: .sent
      case .acknowledged: .accepted
      case .withdrawn: .withdrawn
      }
  }

  var isWaiting: Bool { self == .awaitingApproval }
}

extension ReleaseSlotWord {
  init(_ slot: ReleaseSlot) {
    self =
      switch slot {
      case .provisional: .provisional
      case .revised: .revised
      case .final: .final
      }
  }
}

extension ReleaseSummary {
  /// - Parameters:
  ///   - record: The release.
  ///   - entries: The ledger, which says when each step was taken.
  init(_ record: ReleaseRecord, in entries: [LedgerEntry]) {
    func date(_ step: ReleaseStep) -> Date? {
      entries.last { $0.release == record.release && $0.step == step }
        .map { Date(timeIntervalSince1970: Double($0.time)) }
    }
    self.init(
      reference: record.release, period: MonthPeriod(record.draw.period),
      slot: ReleaseSlotWord(record.draw.slot), stage: ReleaseStage(record.step),
      builtBy: record.builder.handle,
      builtAt: date(.built) ?? Date(timeIntervalSince1970: Double(record.time)),
      approvedBy: record.approver?.handle, approvedAt: date(.approved))
  }
}

extension ReleaseQuery {
  /// The table's name, such as "District by category".
  var title: String {
    let area =
      switch level {
      case .zone: "Lower super output area"
      case .middle: "Middle super output area"
      case .district: "District"
      }
    return isByCategory ? "\(area) by category" : "\(area), all categories"
  }
}

/// What a release says about the privacy that it gives.
enum PrivacyStatements {
  static func list(_ draw: LedgerDraw) -> [String] {
    let opening = [
      "Every number that leaves carries random noise; no true count leaves.",
      "Nothing else about \(draw.period.inWords) leaves before its next slot.",
      "It costs \(draw.rho) of the month's privacy budget of 1 (rho, zero-concentrated"
        + " differential privacy).",
    ]
    return opening
      + draw.queries.map {
        "\($0.query.title): 19 numbers in 20 are within \(halfWidth($0.variance)) of the true count."
      }
  }

  /// 1.96 standard deviations, rounded up to a tenth.
  private static func halfWidth(_ variance: NoiseVariance) -> String {
    let exact =
      1.96 * (Double(variance.numerator) / Double(variance.denominator)).squareRoot()
    let tenths = Int((exact * 10).rounded(.up))
    return "\(tenths / 10).\(tenths % 10)"
  }
}

extension Rational {
  var value: Double { Double(numerator) / Double(denominator) }
}
