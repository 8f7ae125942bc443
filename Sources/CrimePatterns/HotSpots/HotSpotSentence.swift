internal import PartnershipRecords

/// What is said of a map of hot spots, to people who are not analysts.
enum HotSpotSentence {
  static func text(
    _ question: HotSpotQuestion, events: Int, found: Int, falseAlarms: Int
  ) -> String {
    let words = CrimeWords(question.category)
    let what = "\(words.counted(events)) in \(question.frame)"
    let when = question.period.whenInWords
    guard found > 0 else {
      return "Of the \(what) \(when) none gather in one place more than chance would have it."
    }
    let places = found == 1 ? "1 area stands out" : "\(PlainNumber.whole(found)) areas stand out"
    return "\(places) among the \(what) \(when). \(FalseAlarms.words(found, falseAlarms))"
  }

  static func caveats(
    _ question: HotSpotQuestion, _ basis: PatternBasis, found: Int
  ) -> [String] {
    var caveats: [String] = []
    if question.category?.isPoliceGenerated == true {
      caveats.append(
        "These offences are mostly found by the police: this shows where they looked.")
    }
    if found > 0 {
      caveats.append(
        "Areas with many people, shops or pubs have more of most things; this shows where events are, "
          + "not where the risk for anybody is higher.")
    }
    if !basis.excluded.isEmpty {
      let count = basis.excluded.count
      caveats.append(
        "\(count) \(count == 1 ? "area was" : "areas were") left out, which \(count == 1 ? "has" : "have") "
          + "no boundary here.")
    }
    let alone = basis.areas - basis.excluded.count - basis.tested
    if alone > 0 {
      caveats.append(
        "\(alone) \(alone == 1 ? "area has" : "areas have") no neighbours and could not be tested.")
    }
    caveats.append("Areas at the border are compared without what lies beyond it.")
    caveats.append("This counts what the police recorded, not all that happened.")
    return caveats
  }
}
