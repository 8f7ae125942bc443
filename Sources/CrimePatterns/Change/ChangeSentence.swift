internal import PartnershipRecords

/// What is said of a change, to people who are not analysts.
enum ChangeSentence {
  static func text(
    _ question: ChangeQuestion, _ whole: ChangeFigures, up: Int, down: Int, _ falseAlarms: Int
  ) -> String {
    let words = CrimeWords(question.category)
    let head =
      "There were \(words.counted(whole.now)) in \(question.frame) \(question.period.whenInWords), "
      + "\(difference(whole)) than \(question.against.whenInWords)\(likely(whole))."
    return head + " " + areas(up, down, falseAlarms)
  }

  /// Such as "9 more (16 before)", or with a percentage where it says something.
  private static func difference(_ whole: ChangeFigures) -> String {
    guard whole.difference != 0 else { return "no more and no fewer (\(whole.before))" }
    let number = PlainNumber.whole(abs(whole.difference))
    let share =
      whole.percent.map { percent in
        abs(percent) < 1 ? ", less than 1 %" : ", \(Int(abs(percent).rounded())) %"
      } ?? ""
    return
      "\(number) \(whole.difference > 0 ? "more" : "fewer") (\(PlainNumber.whole(whole.before)) before\(share))"
  }

  private static func likely(_ whole: ChangeFigures) -> String {
    whole.difference != 0 && whole.chance > 0.05 ? ", which chance alone would give" : ""
  }

  private static func areas(_ up: Int, _ down: Int, _ falseAlarms: Int) -> String {
    guard up + down > 0 else { return "No single area changed more than chance would have it." }
    func counted(_ count: Int, _ way: String) -> String {
      "\(PlainNumber.whole(count)) \(count == 1 ? "area" : "areas") went \(way)"
    }
    let ways = [up > 0 ? counted(up, "up") : nil, down > 0 ? counted(down, "down") : nil]
    return ways.compactMap { $0 }.joined(separator: " and ")
      + " more than chance would have it. \(FalseAlarms.words(up + down, falseAlarms))"
  }

  static func caveats(_ question: ChangeQuestion) -> [String] {
    var caveats: [String] = []
    if question.category?.isPoliceGenerated == true {
      caveats.append(
        "These offences are mostly found by the police: a change may be one of where they looked.")
    }
    caveats.append(
      "An area that was picked because it was worst falls the next time more often than not, whatever is "
        + "done there.")
    caveats.append(
      "Events come in runs, so counts vary more than chance alone: what only just passes may be nothing."
    )
    caveats.append("This counts what the police recorded, not all that happened.")
    return caveats
  }
}
