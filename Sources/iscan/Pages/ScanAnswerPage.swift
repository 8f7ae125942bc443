internal import NodeStore
import CrimePatterns
import NodeService
import PartnershipRecords
import WebPages

/// The page of an answer, with what the reader's role may not see left out.
struct ScanAnswerPage {
  let result: ScanResult
  let selection: ScanSelection
  /// The months imported, in order.
  let imported: [Month]
  let directory: PlaceDirectory
  /// People by small area.
  let residents: [AreaCode: Int]
  /// Counts of the period by small area, of the category chosen.
  let counts: [AreaCode: Int]
  let small: SmallNumbers

  private var answer: ScanAnswer { result.answer }
  private var period: MonthPeriod { answer.question.period }
  private var isHidden: Bool { small.isHidden(answer.count) }

  func page() -> ScanPage {
    ScanPage(
      selection: ScanSelection(
        category: selection.category, area: selection.area, period: period),
      place: answer.question.place, areas: directory.choices(beside: selection.area),
      periods: PeriodChoices.list(imported), sentence: small.sentence(answer),
      verdict: isHidden
        ? .notEnoughToSay : UsualVerdict(rawValue: answer.verdict.rawValue) ?? .notEnoughToSay,
      count: small.shown(answer.count), monthsKnown: answer.monthsKnown,
      rate: isHidden ? nil : answer.rate.map { PlainRate($0) },
      usualRange: isHidden ? nil : answer.usualRange.map { CountRange($0) },
      yearBefore: (answer.yearBefore?.count).flatMap(small.shown),
      comparison: isHidden ? nil : comparison, caveats: answer.caveats, series: series,
      areaRows: small.shown(rows))
  }

  /// The whole partnership's rate, from the same months.
  private var comparison: ScanComparison? {
    let people = directory.zones.compactMap { residents[$0] }.reduce(0, +)
    guard let compared = answer.comparison,
      let rate = ResidentRate(count: compared.count, residents: people, months: period.count)
    else { return nil }
    let words =
      switch compared.standing {
      case .higher: "the chosen place has more"
      case .similar: "about the same as in the chosen place"
      case .lower: "the chosen place has fewer"
      }
    return ScanComparison(place: compared.region, rate: PlainRate(rate), words: words)
  }

  private var series: [SeriesMonth] {
    let known = Dictionary(
      result.months.map { ($0.month, $0.count) }, uniquingKeysWith: { first, _ in first })
    let counts = MonthlyCounts(known)
    let first = min(result.months.first?.month ?? period.first, period.first)
    return (first...period.last).map { month in
      let count = known[month].flatMap(small.shown)
      let usual = count == nil ? nil : UsualRange(before: MonthPeriod(month), in: counts)
      return SeriesMonth(month: month, count: count, usual: usual.map { CountRange($0) })
    }
  }

  private var rows: [AreaRow] {
    directory.parts(of: selection.area).map { place in
      let count = place.zones.compactMap { counts[$0] }.reduce(0, +)
      let people = place.zones.compactMap { residents[$0] }
      let isComplete =
        people.count == place.zones.count && answer.monthsKnown == period.count
      let rate = ResidentRate(
        count: count, residents: isComplete ? people.reduce(0, +) : nil, months: period.count)
      return AreaRow(
        code: place.code, name: place.name, count: count, rate: rate.map { PlainRate($0) })
    }
  }
}

extension ScanPage {
  /// What there is to say before anything was imported.
  static func beforeImport(_ selection: ScanSelection, place: String, areas: [Choice]) -> ScanPage {
    ScanPage(
      selection: selection, place: place, areas: areas, periods: [],
      sentence: "There is nothing to say yet: no street files have been imported.",
      verdict: .notEnoughToSay, count: 0, monthsKnown: 0, rate: nil, usualRange: nil,
      yearBefore: nil, comparison: nil, caveats: [], series: [], areaRows: [])
  }
}

extension PlainRate {
  init(_ rate: ResidentRate) {
    self.init(value: rate.rate, lower: rate.lower, upper: rate.upper)
  }
}

extension CountRange {
  init(_ range: UsualRange) { self.init(lower: range.lower, upper: range.upper) }
}
