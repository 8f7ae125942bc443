import Disclosure
import CrimePatterns
import Foundation
import HubService
import PartnershipRecords
import WebPages

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

/// A moment as the pages write it: `24 November 2026, 02:53`, by the clock on the wall in London.
func plain(_ date: Date) -> String { PlainMoment.words(date) }
