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
      "chart": MonthChart(series: series, highlighted: selection.period).markup,
      "months": series.reversed().map(\.values),
      "hasMonths": !series.isEmpty,
      "areas": areaRows.map(row),
      "hasAreas": !areaRows.isEmpty,
      "hasHiddenAreas": areaRows.contains { $0.count == nil },
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
      "areaCount": row.count.map(PlainFigures.whole) ?? "not shown",
      "areaRate": row.rate.map(\.inWords) ?? "not known",
    ]
  }

  private var figures: [TemplateValues] {
    var figures: [TemplateValues] = []
    func add(_ label: String, _ value: String, _ note: String) {
      figures.append(["label": label, "value": value, "note": note])
    }
    add(
      "Records", count.map(PlainFigures.whole) ?? "not shown",
      count == nil
        ? "too small a number for your role"
        : PlainFigures.counted(monthsKnown, "month", "months") + " imported")
    add(
      "For every 1,000 residents a year",
      rate.map { PlainFigures.decimal($0.value) } ?? "not known",
      rate.map { "95 % interval \($0.interval)" } ?? "no number of residents, or a month missing")
    add(
      "Usual range", usualRange.map(PlainFigures.range) ?? "not known",
      usualRange == nil ? "too few months before" : "of periods as long before")
    add(
      "A year before", yearBefore.map(PlainFigures.whole) ?? "not known",
      yearBefore == nil ? "not imported" : "the same months")
    if let comparison {
      add(
        comparison.place, PlainFigures.decimal(comparison.rate.value),
        "for every 1,000 residents a year; \(comparison.words)")
    }
    return figures
  }
}

extension PlainRate {
  var interval: String { "\(PlainFigures.decimal(lower)) to \(PlainFigures.decimal(upper))" }
  /// `12.3 (10.1 to 14.8)`.
  var inWords: String { "\(PlainFigures.decimal(value)) (\(interval))" }
}

extension SeriesMonth {
  var values: TemplateValues {
    [
      "month": month.inWords,
      "monthCount": count.map(PlainFigures.whole) ?? "not known",
      "monthUsual": usual.map(PlainFigures.range) ?? "not known",
      "standing": standing,
    ]
  }

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
    }
  }
}
