import CrimePatterns
import NodeService
import PartnershipRecords
import WebPages

/// The answer reckoned again from numbers as a reader without a right to records may see them.
///
/// Whatever it says is thus what that reader could have reckoned from the rounded numbers.
struct RoundedAnswer {
  /// Rate, comparison and year before, from rounded totals.
  let answer: ScanAnswer
  /// From rounded totals of the periods before.
  let usualRange: CountRange?
  let small: SmallNumbers

  /// - Parameters:
  ///   - result: The exact answer.
  ///   - small: What the reader may see.
  ///   - region: The whole partnership, whose numbers are public.
  init(_ result: ScanResult, _ small: SmallNumbers, region: RegionEvidence?) {
    let exact = result.answer
    let period = exact.question.period
    let counts = MonthlyCounts(
      Dictionary(
        result.months.map { ($0.month, $0.count) }, uniquingKeysWith: { first, _ in first }))
    self.small = small
    answer = ScanAnswer(
      exact.question,
      from: ScanEvidence(
        counts: Self.totals([0, exact.yearBefore == nil ? nil : 12], period, counts, small),
        residents: exact.rate?.residents, region: region))
    let before = (0...UsualRange.periodsMax).map { $0 * period.count }
    usualRange = exact.usualRange.flatMap { _ in
      UsualRange(before: period, in: Self.totals(before, period, counts, small))
    }.map { small.shown(CountRange($0)) }
  }

  /// The rounded totals of periods as long as the one asked about, each entered in its first month.
  private static func totals(
    _ monthsBack: [Int?], _ period: MonthPeriod, _ counts: MonthlyCounts, _ small: SmallNumbers
  ) -> MonthlyCounts {
    var totals: [Month: Int] = [:]
    for back in monthsBack.compactMap({ $0 }) {
      let months = period.months.map { $0.advanced(by: -back) }
      let known = months.compactMap { counts[$0] }
      guard let first = months.first, known.count == months.count else { continue }
      for month in months.dropFirst() { totals[month] = 0 }
      totals[first] = small.reckoned(known.reduce(0, +))
    }
    return MonthlyCounts(totals)
  }

  var verdict: UsualVerdict {
    guard let usualRange else {
      return UsualVerdict(answer.verdict)
    }
    if answer.count > usualRange.upper { return .aboveUsual }
    return answer.count < usualRange.lower ? .belowUsual : .withinUsual
  }
}
