internal import PartnershipRecords

extension ScanPage {
  var values: TemplateValues {
    var values: TemplateValues = [
      "what": CategoryChoice.options(selection.category),
      "where": AreaChoice.options(areas, chosen: selection.area, all: "Whole partnership"),
      "when": SelectOption.list(
        periods, chosen: selection.period?.description,
        adding: selection.period.map { Choice(value: $0.description, label: $0.inWords) }),
      "sentence": sentence,
      "verdict": verdict.inWords,
      "verdictClass": verdict.rawValue,
      "figures": figures,
      "caveats": caveats,
      "hasCaveats": !caveats.isEmpty,
      "chart": MonthChart(series: series, highlighted: selection.period, size: .wide).markup
        + MonthChart(series: series, highlighted: selection.period, size: .narrow).markup,
      "months": series.reversed().map { $0.values(rounding) },
      "hasMonths": !series.isEmpty,
      "areas": areaRows.map(row),
      "hasAreas": !areaRows.isEmpty,
      "hasHiddenAreas": areaRows.contains { $0.count == nil },
      "hasTooSmallMonths": series.contains(where: \.isTooSmall),
      "isRounded": rounding != nil,
      "areAreasRounded": areaRounding != nil,
      "unit": PlainFigures.whole(areaRounding ?? rounding ?? 1),
      "caption": caption,
      "jsonPath": "/scan.json?" + FormFields.encode(query(area: selection.area)),
    ]
    values["isOneArea"] = selection.area != nil
    return values
  }

  private var caption: String {
    let what = selection.category?.name ?? "All categories"
    return selection.period.map { "\(what), \($0.inWords)" } ?? what
  }

  private func query(area: AreaCode?) -> [(String, String)] {
    var fields: [(String, String)] = []
    if let category = selection.category { fields.append(("what", category.description)) }
    if let area { fields.append(("where", area.description)) }
    if let period = selection.period { fields.append(("when", period.description)) }
    return fields
  }

  private func row(_ row: AreaRow) -> TemplateValues {
    [
      "name": row.name, "code": row.code.description,
      "path": "/scan?" + FormFields.encode(query(area: row.code)),
      "areaCount": row.count.map { PlainFigures.count($0, rounding: areaRounding) } ?? "not shown",
      "areaRate": row.rate.map { PlainFigures.decimal($0.value) } ?? Self.absent(row.count),
      "areaInterval": row.rate.map { "(\($0.interval))" } ?? "",
    ]
  }

  /// What stands for a rate: one that is hidden with its count is not one that is missing.
  private static func absent(_ count: Int?) -> String {
    count == nil ? "not shown" : "not known"
  }

  private static let tooSmallNote = "the number is too small for your role"

  private var figures: [TemplateValues] {
    let residents = "no number of residents, or a month missing"
    var figures = [
      figure(
        "Records", count.map { PlainFigures.count($0, rounding: rounding) },
        PlainFigures.counted(monthsKnown, "month", "months") + " imported" + roundedNote,
        isTooSmall: count == nil),
      figure(
        "For every 1,000 residents a year", rate.map { PlainFigures.decimal($0.value) },
        rate.map { "95 % interval \($0.interval)\(roundedNote)" } ?? residents,
        isTooSmall: count == nil),
      figure(
        "Usual range", usualRange.map(PlainFigures.range),
        usualRange == nil ? "too few months before" : "of periods as long before" + roundedNote,
        isTooSmall: count == nil),
      figure(
        "A year before", yearBefore.map { PlainFigures.count($0, rounding: rounding) },
        yearBefore == nil ? "not imported" : "the same months" + roundedNote,
        isTooSmall: isYearBeforeTooSmall),
    ]
    if let comparison {
      figures.append(
        figure(
          comparison.place, PlainFigures.decimal(comparison.rate.value),
          "for every 1,000 residents a year; \(comparison.words)", isTooSmall: false))
    }
    return figures
  }

  private var roundedNote: String { rounding.map { "; rounded to \($0)" } ?? "" }

  private func figure(_ label: String, _ value: String?, _ note: String, isTooSmall: Bool)
    -> TemplateValues
  {
    let absent = isTooSmall ? "too small to show" : "not known"
    return [
      "label": label, "value": value ?? absent,
      "note": value == nil && isTooSmall ? Self.tooSmallNote : note,
    ]
  }
}

extension PlainRate {
  var interval: String { "\(PlainFigures.decimal(lower)) to \(PlainFigures.decimal(upper))" }
}

extension SeriesMonth {
  func values(_ rounding: Int?) -> TemplateValues {
    [
      "month": month.inWords,
      "monthCount": count.map { PlainFigures.count($0, rounding: rounding) } ?? absent,
      "monthUsual": usual.map(PlainFigures.range) ?? absent,
      "standing": standing,
    ]
  }

  private var absent: String { isTooSmall ? "too small to show" : "not known" }

  private var standing: String {
    guard let count, let usual else { return "" }
    return count > usual.upper ? "above" : count < usual.lower ? "below" : "within"
  }
}

extension UsualVerdict {
  var inWords: String {
    switch self {
    case .aboveUsual: "More than usual"
    case .belowUsual: "Fewer than usual"
    case .withinUsual: "Not a change"
    case .notEnoughToSay: "Not enough to say"
    case .tooSmallToShow: "Too small a number to show"
    }
  }
}
