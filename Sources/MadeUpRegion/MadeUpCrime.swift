import PartnershipRecords

/// One row of a street file.
struct MadeUpCrime {
  /// Four words of 16 hexadecimal digits each; `nil` for anti-social behaviour.
  let identifier: [UInt64]?
  let month: Month
  let category: CrimeCategory
  let area: SmallArea
  /// `nil` if it was recorded without a place.
  let street: Street?
  let outcome: CrimeOutcome?
}

/// What became of a crime.
struct CrimeOutcome {
  /// The words of the outcomes file.
  let words: String
  let month: Month
  /// The street file's last outcome, as an edition made after `edition` shows it.
  func lastOutcome(edition: Month) -> String {
    guard month <= edition else { return "Under investigation" }
    guard words == Self.charged else { return words }
    return month.distance(to: edition) >= 6 ? "Court result unavailable" : "Awaiting court outcome"
  }

  static let charged = "Suspect charged"
  private static let unable = "Unable to prosecute suspect"
  private static let unavailable = "Status update unavailable"

  /// Words and weights; forces differ in what they call a case without a prosecution.
  private static func words(_ force: PoliceForce) -> [(words: String, weight: Int)] {
    [
      ("Investigation complete; no suspect identified", 490),
      (force == RegionPlan.harrowick ? unavailable : unable, 330), (charged, 95),
      ("Local resolution", 35), ("Offender given a caution", 25),
      ("Further investigation is not in the public interest", 10),
      ("Offender given a drugs possession warning", 10), ("Offender given penalty notice", 5),
    ]
  }

  /// Draws an outcome, up to four months after the crime.
  static func draw(
    _ draws: inout SeededDraws, crime month: Month, force: PoliceForce
  ) -> CrimeOutcome {
    let choices = words(force)
    let words = choices[draws.place(weights: choices.map(\.weight))].words
    return CrimeOutcome(words: words, month: month.advanced(by: draws.place(weights: delays)))
  }

  /// Weights of a delay of 0, 1, … months.
  private static let delays = [35, 35, 15, 10, 5]
  static let longestDelay = 4
}
