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
      "columns": columns.map { ["period": $0.inShort] },
      "rows": rows.map { row -> TemplateValues in
        [
          "partnership": row.partnership, "reference": row.reference,
          "cells": row.cells.map(PictureCellWords.values),
        ]
      },
      "totals": totals.map(\.values),
      "hasMissing": rows.contains { $0.cells.contains { $0 == nil } },
      "jsonPath": "/picture.json?" + FormFields.encode(query),
      "chart": IntervalChart(rows: chartRows(column: last)).markup,
    ]
    if let latest = columns.last, let total = totals.last {
      values["latestPeriod"] = latest.inWords
      values["headline"] = total.headline
      values["reporting"] = total.reportingWords
      values["isPartial"] = total.reporting < total.members
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

/// What a cell of the picture says.
enum PictureCellWords {
  /// Partners that report fewer than this are shown as fewer than this.
  static let smallest = 5

  static func values(_ cell: PictureCell?) -> TemplateValues {
    guard let cell else { return ["isMissing": true] }
    return [
      "isMissing": false, "figure": figure(cell.estimate, cell.interval),
      "interval": interval(cell.interval), "grade": cell.grade.rawValue,
      "isUnranked": cell.grade == .d, "slot": cell.slot.rawValue, "slotClass": cell.slot.rawValue,
      "received": PlainTimes.day(cell.receivedAt), "receivedAt": PlainTimes.moment(cell.receivedAt),
    ]
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
    [
      "totalFigure": headline, "totalReporting": reportingWords,
      "isTotalPartial": reporting < members,
    ]
  }

  var headline: String {
    guard let estimate, let interval else { return "no return" }
    let figure = PictureCellWords.figure(estimate, interval)
    let words = PictureCellWords.interval(interval)
    return words.isEmpty ? figure : "\(figure) \(words)"
  }

  var reportingWords: String { "\(reporting) of \(members) reporting" }
}
