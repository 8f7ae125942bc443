import Disclosure
import CrimePatterns
import Foundation
import HubService
import PartnershipRecords

/// The regional picture as lines of text.
enum PictureText {
  static func text(_ picture: RegionalPicture) -> String {
    let measure = picture.category?.name ?? "All recorded crime and anti-social behaviour"
    guard !picture.months.isEmpty else {
      return "\(picture.region): no partnership has released anything yet."
    }
    var table = TextTable(
      ["Partnership"] + picture.months.map(\.description) + ["Last release"],
      numbers: Set(1...picture.months.count))
    for row in picture.rows {
      table.add(
        [row.partnership] + row.figures.map(figure)
          + [row.revoked != nil ? "revoked" : row.lastRelease.map(plain) ?? "never"])
    }
    table.add(
      ["Region"]
        + picture.totals.map { total in
          figure(total.figure) + (total.missing.isEmpty ? "" : " *")
        } + [""])
    var lines = ["\(picture.region): \(measure), estimates with 95 % intervals", "", table.text]
    let missing = Set(picture.totals.flatMap(\.missing)).sorted()
    if !missing.isEmpty {
      lines += ["", "* without \(missing.joined(separator: ", ")), of which there is no return."]
    }
    return lines.joined(separator: "\n")
  }

  private static func figure(_ figure: RegionalPicture.Figure?) -> String {
    guard let figure else { return "no return" }
    // An estimate that is mostly noise is not a number to rank by.
    return figure.grade == Estimate.Grade.notForRanking.rawValue
      ? "\(figure.lower)-\(figure.upper)" : "\(figure.value) (\(figure.lower)-\(figure.upper))"
  }
}

/// A moment as people write it, in this machine's time.
func plain(_ date: Date) -> String {
  let formatter = DateFormatter()
  formatter.locale = Locale(identifier: "en_GB")
  formatter.dateFormat = "d MMM yyyy HH:mm"
  return formatter.string(from: date)
}

/// How long something has been so, such as `3 days ago`; `just now` also for what a clock that goes
/// fast has dated later than now.
func ago(_ date: Date, now: Date) -> String {
  let minutes = Int(max(0, now.timeIntervalSince(date)) / 60)
  switch minutes {
  case 0: return "just now"
  case 1..<60: return "\(counted(minutes, "minute", "minutes")) ago"
  case 60..<2_880: return "\(counted(minutes / 60, "hour", "hours")) ago"
  default: return "\(counted(minutes / 1_440, "day", "days")) ago"
  }
}
