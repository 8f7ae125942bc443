import Intake
import NodeStore
import PartnershipRecords
import WebPages

extension ImportQuality {
  /// What became of the rows of one file.
  init(_ report: NodeStore.ImportReport) {
    self.init(
      rowsRead: report.rowsIn, rowsKept: report.kept, rowsWithoutPlace: report.unplaced,
      rowsAlreadyHeld: report.alreadyKnown, rowsRejected: report.rowsRejected)
  }
}

extension WebPages.ImportReport {
  /// - Parameters:
  ///   - report: What the import noted.
  ///   - number: Its place among all imports, from 1.
  ///   - partnership: The reference of the partnership, such as `GAT`.
  init(_ report: NodeStore.ImportReport, number: Int, partnership: String) {
    let digits = String(number)
    let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
    let months = report.months.map(\.month)
    let period = months.first.flatMap { first in
      months.last.flatMap { MonthPeriod(first: first, last: $0) }
    }
    self.init(
      reference: "\(partnership)-I-\(zeros)\(digits)",
      source: "\(report.kind.name): \(report.file)", fileCount: 1, period: period,
      importedAt: report.importedAt, importedBy: "at the command line",
      quality: ImportQuality(report), rejections: Self.reasons(report))
  }

  private static func reasons(_ report: NodeStore.ImportReport) -> [CountedReason] {
    var reasons = report.rejected.map {
      CountedReason(words: $0.reason.sentence, count: $0.rows)
    }
    reasons.sort { $0.count > $1.count }
    // Not rejected, but without it the figures would not add up for the reader.
    if report.rowsLeftOut > 0 {
      reasons.append(
        CountedReason(
          words: "Left out, not rejected: the place is in another partnership's district",
          count: report.rowsLeftOut))
    }
    return reasons
  }
}
