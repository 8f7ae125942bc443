import PartnershipRecords

@testable import WebPages

extension SampleWords {
  func scan(_ selection: ScanSelection) -> ScanPage {
    let used = ScanSelection(
      category: selection.category, area: selection.area,
      period: selection.period ?? period("2023-12..2024-02"))
    return ScanPage(
      selection: used, place: self("Gateshead"),
      areas: [
        Choice(value: "E01008162", label: self("Gateshead 001A")),
        Choice(value: "E01008163", label: self("Gateshead 001B")),
      ],
      periods: [
        Choice(value: "2023-12..2024-02", label: "December 2023 to February 2024"),
        Choice(value: "2024-02", label: "February 2024"),
      ],
      sentence: self(
        "Burglary in Gateshead from December 2023 to February 2024: 312 records, more than the "
          + "241 to 296 that are usual for these months."),
      verdict: .aboveUsual, count: 312, monthsKnown: 3,
      rate: PlainRate(value: 6.18, lower: 5.51, upper: 6.91),
      usualRange: CountRange(lower: 241, upper: 296), yearBefore: 268,
      comparison: ScanComparison(
        place: self("North East England"), rate: PlainRate(value: 5.02, lower: 4.9, upper: 5.14),
        words: self("higher than the region")),
      caveats: [self("61 records have no usable place and are in no area of the table.")],
      series: series,
      areaRows: [
        AreaRow(
          code: area("E01008162"), name: self("Gateshead 001A"), count: 31,
          rate: PlainRate(value: 20.1, lower: 13.7, upper: 28.5)),
        AreaRow(code: area("E01008163"), name: self("Gateshead 001B"), count: nil, rate: nil),
      ])
  }

  /// Two years with one month that was not imported and one above the usual.
  private var series: [SeriesMonth] {
    let counts = [
      88, 79, 91, 84, 80, 92, 97, 85, nil, 90, 83, 89, 94, 86, 81, 77, 90, 88, 79, 85, 92, 97, 101,
      114,
    ]
    return counts.enumerated().map { place, count in
      SeriesMonth(
        month: Month(index: month("2022-03").index + place), count: count,
        usual: place < 6 ? nil : CountRange(lower: 76, upper: 103))
    }
  }
}
