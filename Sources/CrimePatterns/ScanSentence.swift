internal import PartnershipRecords

/// The one sentence of an answer, for readers who are not analysts.
struct ScanSentence {
  let question: ScanQuestion
  let count: Int
  let monthsKnown: Int
  let residents: Int?
  let usualRange: UsualRange?
  let yearBefore: YearBefore?
  let verdict: ScanVerdict
  let basis: VerdictBasis

  var text: String {
    let words = CrimeWords(question.category)
    guard monthsKnown > 0 else {
      return "There is not enough to say about \(words.plural) in \(question.place) \(when): "
        + "no records of \(isOneMonth ? "that month" : "those months") have been imported."
    }
    let opening =
      "There \(count == 1 ? "was" : "were") \(words.counted(count)) in \(question.place) \(when)"
    guard monthsKnown == question.period.count else {
      return "\(opening), but only \(monthsKnown) of \(question.period.count) months have been "
        + "imported, so there is not enough to say whether this is usual."
    }
    return "\(opening)\(rateClause); \(verdictClause)."
  }

  private var isOneMonth: Bool { question.period.count == 1 }

  private var when: String { question.period.whenInWords }

  /// The count of the period itself, not of a year, for every 1,000 residents.
  private var rateClause: String {
    guard let residents, count > 0 else { return "" }
    let rate = PlainNumber.rate(1000 * Double(count) / Double(residents))
    return ", \(rate) for every 1,000 residents"
  }

  private var verdictClause: String {
    switch basis {
    case .usualRange: "\(rangeClause), so this is \(verdictWords)"
    case .yearBefore: "\(yearClause), so this is \(verdictWords)"
    case .none: "there is not enough to say whether this is usual"
    }
  }

  private var rangeClause: String {
    guard let usualRange else { return "" }
    let length = isOneMonth ? "a month" : "\(question.period.count) months"
    let upper = PlainNumber.whole(usualRange.upper)
    if usualRange.lower == usualRange.upper { return "the usual number for \(length) is \(upper)" }
    return "the usual range for \(length) is \(PlainNumber.whole(usualRange.lower)) to \(upper)"
  }

  private var yearClause: String {
    guard let yearBefore else { return "" }
    let months = isOneMonth ? "the same month" : "the same months"
    let had = yearBefore.count == 0 ? "none" : PlainNumber.whole(yearBefore.count)
    return "\(months) a year before had \(had)"
  }

  private var verdictWords: String {
    let base = basis == .yearBefore ? "a year before" : "usual"
    return switch verdict {
    case .aboveUsual: "more than \(base)"
    case .belowUsual: "fewer than \(base)"
    case .withinUsual: "not a change"
    case .notEnoughToSay: "not enough to say"
    }
  }
}
