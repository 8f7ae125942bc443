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
  let role: Role

  private var answer: ScanAnswer { result.answer }
  private var period: MonthPeriod { answer.question.period }
  private var small: SmallNumbers {
    SmallNumbers(
      for: role, isPart: Set(answer.question.areas).isStrictSubset(of: directory.zones))
  }
  private var isHidden: Bool { answer.monthsKnown > 0 && small.isHidden(answer.count) }

  func page() -> ScanPage {
    let rounded = small.rounding == nil ? nil : RoundedAnswer(result, small, region: region)
    let earlier = answer.yearBefore?.count
    return ScanPage(
      selection: ScanSelection(
        category: selection.category, area: selection.area, period: period),
      place: answer.question.place, areas: directory.choices(beside: selection.area),
      periods: PeriodChoices.list(imported),
      sentence: GuardedSentence(answer: answer, rounded: rounded, small: small).text,
      verdict: isHidden ? .tooSmallToShow : rounded?.verdict ?? UsualVerdict(answer.verdict),
      count: answer.monthsKnown == 0 ? 0 : small.shown(answer.count),
      monthsKnown: answer.monthsKnown,
      rate: isHidden ? nil : (rounded?.answer ?? answer).rate.map { PlainRate($0) },
      usualRange: isHidden
        ? nil : rounded == nil ? answer.usualRange.map { CountRange($0) } : rounded?.usualRange,
      yearBefore: earlier.flatMap(small.shown),
      isYearBeforeTooSmall: earlier.map(small.isHidden) ?? false,
      comparison: isHidden ? nil : comparison(rounded?.answer ?? answer),
      caveats: answer.caveats, rounding: small.rounding, areaRounding: parts.rounding,
      series: series, areaRows: parts.sorted(rows))
  }

  /// What may be seen of the areas within, which are always smaller than the partnership.
  private var parts: SmallNumbers { SmallNumbers(for: role, isPart: true) }

  private var people: Int { directory.zones.compactMap { residents[$0] }.reduce(0, +) }

  /// The whole partnership in the same months, to compare a part of it with.
  private var region: RegionEvidence? {
    guard let compared = answer.comparison else { return nil }
    var counts: [Month: Int] = [:]
    for month in period.months { counts[month] = month == period.first ? compared.count : 0 }
    return RegionEvidence(
      name: compared.region, counts: MonthlyCounts(counts), residents: people)
  }

  /// The whole partnership's rate, from the same months.
  private func comparison(_ answer: ScanAnswer) -> ScanComparison? {
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
    let counts = MonthlyCounts(known.mapValues(small.reckoned))
    let first = min(result.months.first?.month ?? period.first, period.first)
    return (first...period.last).map { month in
      let count = known[month].flatMap(small.shown)
      let usual = count == nil ? nil : UsualRange(before: MonthPeriod(month), in: counts)
      return SeriesMonth(
        month: month, count: count, isTooSmall: known[month] != nil && count == nil,
        usual: usual.map { small.shown(CountRange($0)) })
    }
  }

  private var rows: [AreaRow] {
    directory.parts(of: selection.area).map { place in
      let count = place.zones.compactMap { counts[$0] }.reduce(0, +)
      let people = place.zones.compactMap { residents[$0] }
      let isComplete =
        people.count == place.zones.count && answer.monthsKnown == period.count
      let shown = parts.shown(count)
      let rate = shown.flatMap {
        ResidentRate(
          count: $0, residents: isComplete ? people.reduce(0, +) : nil, months: period.count)
      }
      return AreaRow(
        code: place.code, name: place.name, count: shown, rate: rate.map { PlainRate($0) })
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
      yearBefore: nil, isYearBeforeTooSmall: false, comparison: nil, caveats: [], rounding: nil,
      areaRounding: nil, series: [], areaRows: [])
  }
}

extension UsualVerdict {
  init(_ verdict: ScanVerdict) {
    switch verdict {
    case .aboveUsual: self = .aboveUsual
    case .belowUsual: self = .belowUsual
    case .withinUsual: self = .withinUsual
    case .notEnoughToSay: self = .notEnoughToSay
    }
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
