import PartnershipRecords

/// Draws the crimes that one force records.
struct CrimeDrawing {
  let force: PoliceForce
  let rates: CrimeRates
  /// The force's own areas, in order of code.
  let areas: [SmallArea]
  /// Areas of other forces: a few crimes are recorded there.
  let elsewhere: [SmallArea]

  /// The crimes of a month: those outside the force's area first, those without a place last.
  func crimes(of month: Month) -> [MadeUpCrime] {
    var outside: [MadeUpCrime] = []
    var inside: [MadeUpCrime] = []
    var placeless: [MadeUpCrime] = []
    for area in areas {
      for category in CrimeCategory.allCases {
        var draws = rates.draws(area: area.number, category, in: month)
        let mean = rates.mean(area: area.number, category, in: month)
        for _ in 0..<draws.negativeBinomial(mean: mean) {
          let crime = crime(&draws, month, category, in: area)
          if crime.street == nil {
            placeless.append(crime)
          } else if crime.area.district == area.district {
            inside.append(crime)
          } else {
            outside.append(crime)
          }
        }
      }
    }
    return outside + inside + placeless
  }

  private func crime(
    _ draws: inout SeededDraws, _ month: Month, _ category: CrimeCategory, in area: SmallArea
  ) -> MadeUpCrime {
    let isDisorder = category == .antiSocialBehaviour
    let place = draws.happens(perMille: 1) ? draws.one(of: elsewhere) : area
    let hasNoPlace = isDisorder && draws.happens(perMille: 5)
    let isAtBars = rates.isQuaysideViolence(area: place.number, category)
    let street = Self.street(&draws, in: place, isAtBars: isAtBars)
    return MadeUpCrime(
      identifier: isDisorder ? nil : (0..<4).map { _ in draws.next() }, month: month,
      category: category, area: place, street: hasNoPlace ? nil : street,
      outcome: isDisorder ? nil : .draw(&draws, crime: month, force: force))
  }

  /// A map point: the busiest has the most, as in life a third of an area's crimes.
  private static func street(
    _ draws: inout SeededDraws, in area: SmallArea, isAtBars: Bool
  ) -> Street {
    if isAtBars {
      let bars = Planting.barsPerArea
      return draws.happens(perMille: Planting.shareAtBars)
        ? area.streets[draws.below(bars)]
        : area.streets[bars + draws.below(area.streets.count - bars)]
    }
    return area.streets[draws.place(weights: area.streets.indices.map { 840 / ($0 + 1) })]
  }
}
