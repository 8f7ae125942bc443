internal import Foundation
internal import PartnershipRecords

extension PicturePage {
  var values: TemplateValues {
    let last = columns.count - 1
    var values: TemplateValues = [
      "region": region,
      "what": CategoryChoice.options(selection.category),
      "when": SelectOption.list(
        [Choice(value: "", label: "Latest months")] + periods,
        chosen: selection.period?.description,
        adding: selection.period.map { Choice(value: $0.description, label: $0.inWords) }),
      "measure": selection.category?.name ?? "All categories",
      // The newest first: it is what is asked for, and the table may be wider than the screen.
      "columns": columns.reversed().map { ["period": $0.inShort] },
      "rows": rows.map(\.values),
      "totals": totals.reversed().map(\.values),
      "hasMissing": rows.contains { $0.cells.contains { $0 == nil } },
      "jsonPath": "/picture.json?" + FormFields.encode(query),
      "chart": IntervalChart(rows: chartRows(column: last), size: .wide).markup
        + IntervalChart(rows: chartRows(column: last), size: .narrow).markup,
    ]
    if let latest = columns.last, let total = totals.last {
      values["latestPeriod"] = latest.inWords
      values["headline"] = total.headline
      values["reporting"] = total.reportingWords
      values["isPartial"] = total.reporting < total.members
      values["revokedNote"] = total.revokedNote
    }
    return values
  }

  private var query: [(String, String)] {
    var fields: [(String, String)] = []
    if let category = selection.category { fields.append(("what", category.description)) }
    if let period = selection.period { fields.append(("when", period.description)) }
    return fields
  }

  private func chartRows(column: Int) -> [IntervalChart.Row] {
    rows.map { row in
      let cell = row.cells.indices.contains(column) ? row.cells[column] : nil
      return IntervalChart.Row(
        label: row.partnership, estimate: cell?.estimate, interval: cell?.interval)
    }
  }
}

extension PictureRow {
  /// When the latest of its releases came is said once; a cell says so only if it came on another
  /// day.
  fileprivate var values: TemplateValues {
    let latest = cells.compactMap { $0?.receivedAt }.max()
    let day = latest.map { PlainMoment.day($0) }
    var values: TemplateValues = [
      "partnership": partnership, "reference": reference, "isRevoked": revokedReason != nil,
      "cells": cells.reversed().map { PictureCellWords.values($0, receivedUnless: day) },
    ]
    values["received"] = day
    return values
  }
}

/// What a cell of the picture says.
enum PictureCellWords {
  /// Partners that report fewer than this are shown as fewer than this.
  static let smallest = 5

  /// What a cell says; of its day of receipt nothing if that is `day`, which is said elsewhere.
  static func values(_ cell: PictureCell?, receivedUnless day: String? = nil) -> TemplateValues {
    guard let cell else { return ["isMissing": true] }
    let received = PlainMoment.day(cell.receivedAt)
    var values: TemplateValues = [
      "isMissing": false, "figure": figure(cell.estimate, cell.interval),
      "interval": interval(cell.interval), "grade": cell.grade.rawValue,
      "isUnranked": cell.grade == .d, "slot": cell.slot.rawValue, "slotClass": cell.slot.rawValue,
    ]
    values["cellReceived"] = received == day ? nil : received
    return values
  }

  /// The estimate, or what can be said when it is too small to be one.
  static func figure(_ estimate: Int, _ interval: CountRange) -> String {
    if interval.upper < smallest { return "fewer than \(smallest)" }
    if interval.lower <= 0 { return "0 to \(PlainFigures.whole(interval.upper))" }
    return PlainFigures.whole(estimate)
  }

  /// The interval in brackets; empty if the figure is itself a range.
  static func interval(_ interval: CountRange) -> String {
    interval.upper < smallest || interval.lower <= 0 ? "" : "(\(PlainFigures.range(interval)))"
  }
}

extension PictureTotal {
  var values: TemplateValues {
    var values: TemplateValues = [
      "totalFigure": headline, "totalReporting": reportingWords,
      "isTotalPartial": reporting < members,
    ]
    values["totalRevoked"] = revokedNote
    return values
  }

  var headline: String {
    guard let estimate, let interval else { return "no return" }
    let figure = PictureCellWords.figure(estimate, interval)
    let words = PictureCellWords.interval(interval)
    return words.isEmpty ? figure : "\(figure) \(words)"
  }

  /// Says that figures of partnerships that were revoked since are part of the sum; `nil` if none.
  var revokedNote: String? {
    guard revokedIncluded > 0 else { return nil }
    let whose = revokedIncluded == 1 ? "1 partnership" : "\(revokedIncluded) partnerships"
    return "with earlier figures of \(whose) since revoked"
  }

  var reportingWords: String { "\(reporting) of \(members) reporting" }
}
