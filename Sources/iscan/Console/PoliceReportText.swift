internal import Intake
import NodeStore
import PartnershipRecords

/// Reports of police files as lines of text.
enum PoliceReportText {
  static func text(_ reports: [ImportReport]) -> String {
    guard !reports.isEmpty else { return "Nothing has been imported yet." }
    var lines: [String] = []
    for report in reports {
      guard !report.isRepeat else {
        lines.append("\(report.file): imported before, byte for byte; nothing changed")
        continue
      }
      lines.append("\(report.file): " + figures(report).joined(separator: ", "))
      for reject in report.rejected {
        lines.append("  set aside: \(reject.rows) \(reject.reason.rawValue)")
      }
      if let file = report.rejectFile { lines.append("  to be corrected in \(file)") }
    }
    lines.append(summary(reports))
    return lines.joined(separator: "\n")
  }

  private static func figures(_ report: ImportReport) -> [String] {
    var figures = ["\(report.rowsIn) rows", "\(report.added) added"]
    let others = [
      (report.alreadyKnown, "known"), (report.changedOutcomes, "changed outcomes"),
      (report.corrected, "corrected"), (report.late, "late"),
      (report.rowsLeftOut, "of other districts"), (report.unplaced, "without coordinates"),
      (report.areasDisagreeing, "whose stated area is not the one they lie in"),
    ]
    for (count, words) in others where count > 0 { figures.append("\(count) \(words)") }
    return figures
  }

  private static func summary(_ reports: [ImportReport]) -> String {
    let fresh = reports.filter { !$0.isRepeat }
    guard !fresh.isEmpty else {
      return "All \(reports.count) files were imported before, byte for byte; nothing changed."
    }
    func sum(_ part: (ImportReport) -> Int) -> Int { fresh.reduce(0) { $0 + part($1) } }
    var text =
      "\(sum(\.rowsIn)) rows in \(fresh.count) files: \(sum(\.kept)) kept"
      + " (\(sum(\.added)) new, \(sum(\.unplaced)) without coordinates), "
      + "\(sum(\.rowsLeftOut)) of other districts, \(sum(\.rowsRejected)) set aside."
    if sum(\.kept) > 0 {
      let share = Double(sum(\.kept) - sum(\.unplaced)) / Double(sum(\.kept)) * 1000
      text += " \(share.rounded() / 10) % of those kept have coordinates."
    }
    if let latest = fresh.compactMap(\.latestMonth).max() {
      text += " The latest month is \(latest.inWords)"
      if let days = fresh.compactMap(\.daysLate).min() { text += ", \(days) days ago" }
      text += "."
    }
    return text
  }
}
