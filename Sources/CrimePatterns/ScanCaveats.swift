internal import PartnershipRecords

/// What a reader should bear in mind with an answer.
enum ScanCaveats {
  static func list(
    for question: ScanQuestion, monthsKnown: Int, usualRange: UsualRange?, hasRate: Bool
  ) -> [String] {
    var caveats: [String] = []
    let missing = question.period.count - monthsKnown
    if missing > 0 {
      caveats.append(
        "\(missing) of \(question.period.count) months asked about "
          + "\(missing == 1 ? "has" : "have") not been imported; a missing month is not a zero.")
    }
    if let usualRange {
      caveats.append(
        "The usual range comes from \(usualRange.periods) earlier "
          + "\(question.period.count == 1 ? "months" : "periods of the same length") since "
          + "\(usualRange.since.inWords) and does not allow for the season.")
    } else if missing == 0 {
      caveats.append(
        "There are fewer than \(UsualRange.periodsMin) complete earlier periods of this length, "
          + "too few for a usual range.")
    }
    if question.category?.isPoliceGenerated == true {
      caveats.append(
        "These offences are mostly found by the police: more may mean more looking, not more crime."
      )
    }
    if hasRate, !happensToResidents(question.category) {
      caveats.append(
        "The rate is by residents, but many people who are here by day or night live elsewhere.")
    }
    caveats.append("This counts what the police recorded, not all that happened.")
    return caveats
  }

  /// Whether residents are a fair denominator: homes are where residents live, shops are not.
  private static func happensToResidents(_ category: CrimeCategory?) -> Bool {
    category == .burglary
  }
}
