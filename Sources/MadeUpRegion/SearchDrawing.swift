import PartnershipRecords

/// Draws the stops and searches of one force.
struct SearchDrawing {
  let region: MadeUpRegion
  let force: PoliceForce
  let areas: [SmallArea]

  /// The file of a month, in order of time.
  func file(of month: Month) -> [UInt8] {
    let number = RegionPlan.forces.firstIndex(of: force) ?? 0
    var draws = SeededDraws(seed: region.seed, .searches, month.index, number)
    let count = draws.negativeBinomial(mean: 110 * min(region.scale, 4))
    var minutes: [Int] = []
    for _ in 0..<count { minutes.append(draws.below(28 * 24 * 60)) }
    var bytes: [UInt8] = []
    bytes.addPoliceRow(Self.columns)
    for minute in minutes.sorted() { bytes.addPoliceRow(row(&draws, month, minute)) }
    return bytes
  }

  private func row(_ draws: inout SeededDraws, _ month: Month, _ minute: Int) -> [String] {
    let area = draws.one(of: areas)
    let place = area.streets[draws.below(area.streets.count)].place
    let day = RegionMap.digits(minute / 1_440 + 1, 2)
    let hour = RegionMap.digits(minute / 60 % 24, 2)
    let object = draws.place(weights: [52, 26, 16, 6])
    let officers = draws.place(weights: [86, 8, 4, 2])
    let isLinked = draws.happens(perMille: 600)
    return [
      draws.happens(perMille: 40) ? "Person and Vehicle search" : "Person search",
      "\(month)-\(day)T\(hour):\(RegionMap.digits(minute % 60, 2)):00+00:00", "", "",
      place.latitudeText, place.longitudeText,
      draws.happens(perMille: 880) ? "Male" : "Female",
      ["10-17", "18-24", "25-34", "over 34"][draws.place(weights: [14, 28, 27, 31])],
      Self.selfDefined[officers], ["White", "Asian", "Black", "Other"][officers],
      object == 0 ? Self.drugsAct : Self.evidenceAct,
      Self.objects[object], Self.outcomes[draws.place(weights: [72, 17, 6, 5])],
      isLinked ? "True" : "", draws.happens(perMille: 45) ? "True" : "False",
    ]
  }

  private static let columns = [
    "Type", "Date", "Part of a policing operation", "Policing operation", "Latitude", "Longitude",
    "Gender", "Age range", "Self-defined ethnicity", "Officer-defined ethnicity", "Legislation",
    "Object of search", "Outcome", "Outcome linked to object of search",
    "Removal of more than just outer clothing",
  ]
  private static let drugsAct = "Misuse of Drugs Act 1971 (section 23)"
  private static let evidenceAct = "Police and Criminal Evidence Act 1984 (section 1)"
  private static let selfDefined = [
    "White - English/Welsh/Scottish/Northern Irish/British",
    "Asian/Asian British - Any other Asian background",
    "Black/African/Caribbean/Black British - African", "",
  ]
  private static let objects = [
    "Controlled drugs", "Offensive weapons", "Stolen goods",
    "Articles for use in criminal damage",
  ]
  private static let outcomes = [
    "A no further action disposal", "Arrest", "Summons / charged by post",
    "Khat or Cannabis warning",
  ]
}
