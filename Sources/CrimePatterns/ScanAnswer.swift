internal import PartnershipRecords

/// What a scan says about a count. The words are fixed; nothing else is ever claimed.
public enum ScanVerdict: String, Sendable, Codable, CaseIterable {
  case aboveUsual = "above-usual"
  case belowUsual = "below-usual"
  case withinUsual = "within-usual"
  case notEnoughToSay = "not-enough-to-say"
}

/// What a verdict rests on.
public enum VerdictBasis: String, Sendable, Codable, CaseIterable {
  /// The usual range of periods before.
  case usualRange = "usual-range"
  /// The same months a year before, as there are too few periods for a range.
  case yearBefore = "year-before"
  /// Nothing: the verdict is that there is not enough to say.
  case none
}

/// The answer to a scan question: figures, a verdict, one sentence and what to bear in mind.
public struct ScanAnswer: Hashable, Sendable, Codable {
  public let question: ScanQuestion
  /// The records of the period's imported months.
  public let count: Int
  /// How many of the period's months have been imported.
  public let monthsKnown: Int
  /// `nil` without residents or with a month missing.
  public let rate: ResidentRate?
  /// `nil` if too few earlier periods have been imported.
  public let usualRange: UsualRange?
  /// `nil` if the same months a year before have not been imported.
  public let yearBefore: YearBefore?
  /// `nil` without a region or a rate.
  public let comparison: RegionComparison?
  public let verdict: ScanVerdict
  public let basis: VerdictBasis
  /// One plain English sentence.
  public let sentence: String
  /// What a reader should bear in mind, each one sentence; the weightiest first.
  public let caveats: [String]

  /// Answers a question from what has been imported.
  public init(_ question: ScanQuestion, from evidence: ScanEvidence) {
    let known = evidence.counts.known(question.period)
    let isComplete = known.months == question.period.count
    self.question = question
    count = known.count
    monthsKnown = known.months
    rate =
      isComplete
      ? ResidentRate(
        count: known.count, residents: evidence.residents, months: question.period.count) : nil
    usualRange = isComplete ? UsualRange(before: question.period, in: evidence.counts) : nil
    yearBefore =
      isComplete ? YearBefore((question.period, known.count), in: evidence.counts) : nil
    comparison = Self.comparison(rate, evidence.region, question.period)
    (verdict, basis) = Self.verdict(known.count, usualRange, yearBefore)
    sentence =
      ScanSentence(
        question: question, count: known.count, monthsKnown: known.months,
        residents: rate?.residents, usualRange: usualRange, yearBefore: yearBefore,
        verdict: verdict, basis: basis
      ).text
    caveats = ScanCaveats.list(
      for: question, monthsKnown: known.months, usualRange: usualRange, hasRate: rate != nil)
  }

  private static func comparison(
    _ rate: ResidentRate?, _ region: RegionEvidence?, _ period: MonthPeriod
  ) -> RegionComparison? {
    guard let rate, let region, let total = region.counts.total(period),
      let regional = ResidentRate(
        count: total, residents: region.residents, months: period.count)
    else { return nil }
    return RegionComparison(rate, region: region.name, regional, count: total)
  }

  private static func verdict(
    _ count: Int, _ usual: UsualRange?, _ yearBefore: YearBefore?
  ) -> (ScanVerdict, VerdictBasis) {
    if let usual {
      let verdict: ScanVerdict =
        count > usual.upper ? .aboveUsual : count < usual.lower ? .belowUsual : .withinUsual
      return (verdict, .usualRange)
    }
    guard let yearBefore, yearBefore.count + count > 0 else { return (.notEnoughToSay, .none) }
    guard yearBefore.chance < YearBefore.rarity else { return (.withinUsual, .yearBefore) }
    return (yearBefore.difference > 0 ? .aboveUsual : .belowUsual, .yearBefore)
  }
}
