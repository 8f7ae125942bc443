import CrimePatterns
import PartnershipRecords
import WebPages

/// The sentence of an answer for a reader who may not see every number.
struct GuardedSentence {
  let answer: ScanAnswer
  /// `nil` if numbers are exact.
  let rounded: RoundedAnswer?
  let small: SmallNumbers

  private var words: CrimeWords { CrimeWords(answer.question.category) }
  private var period: MonthPeriod { answer.question.period }
  private var isOneMonth: Bool { period.count == 1 }
  private var place: String {
    "in \(answer.question.place) \(isOneMonth ? "in" : "from") \(period.inWords)"
  }

  var text: String {
    guard answer.monthsKnown > 0 else { return answer.sentence }
    if small.isHidden(answer.count) {
      return "There were fewer than \(SmallNumbers.smallest) \(words.plural) \(place); "
        + "smaller numbers are not shown to your role."
    }
    if let rounded { return sentence(rounded) }
    let earlier = answer.basis == .yearBefore ? answer.yearBefore?.count : nil
    if let earlier, small.isHidden(earlier) {
      return "There were \(words.counted(answer.count)) \(place), and "
        + "fewer than \(SmallNumbers.smallest) a year before."
    }
    return answer.sentence
  }

  private func sentence(_ rounded: RoundedAnswer) -> String {
    "There were about \(words.counted(small.reckoned(answer.count))) \(place), rounded to "
      + "\(SmallNumbers.unit) so that nobody can be recognised; \(clause(rounded))."
  }

  private func clause(_ rounded: RoundedAnswer) -> String {
    if answer.monthsKnown < period.count {
      return "only \(answer.monthsKnown) of \(period.count) months have been imported, so there is "
        + "not enough to say whether this is usual"
    }
    if let usual = rounded.usualRange {
      let length = isOneMonth ? "a month" : "\(period.count) months"
      return "about \(usual.lower) to \(usual.upper) are usual for \(length), so this is "
        + verdict(rounded.verdict, than: "usual")
    }
    guard rounded.answer.basis == .yearBefore, let earlier = answer.yearBefore?.count else {
      return "there is not enough to say whether this is usual"
    }
    let months = isOneMonth ? "the same month" : "the same months"
    let had = small.shown(earlier).map { "about \($0)" } ?? "fewer than \(SmallNumbers.smallest)"
    return "\(months) a year before had \(had), so this is "
      + verdict(rounded.verdict, than: "a year before")
  }

  private func verdict(_ verdict: UsualVerdict, than base: String) -> String {
    switch verdict {
    case .aboveUsual: "more than \(base)"
    case .belowUsual: "fewer than \(base)"
    case .withinUsual: "not a change"
    case .notEnoughToSay, .tooSmallToShow: "not enough to say"
    }
  }
}
