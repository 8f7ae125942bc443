import PartnershipRecords

/// The files of one force, month by month, as data.police.uk publishes them.
///
/// Keeps only the outcomes still to come, so memory does not grow with the months.
struct PoliceFiles {
  private let drawing: CrimeDrawing
  private let searches: SearchDrawing
  private let edition: Month
  private var next: Month
  /// Outcomes due in later months.
  private var pending: [MadeUpCrime] = []

  /// Begins with crimes of the months before, whose outcomes fall into the period.
  init(_ region: MadeUpRegion, _ map: RegionMap, _ rates: CrimeRates, force: PoliceForce) {
    let own = map.areas(of: force)
    drawing = CrimeDrawing(
      force: force, rates: rates, areas: own,
      elsewhere: map.areas.filter { RegionPlan.districts[$0.district].force != force })
    searches = SearchDrawing(region: region, force: force, areas: own)
    edition = region.months.upperBound
    next = region.months.lowerBound
    for month in next.advanced(by: -CrimeOutcome.longestDelay)..<next {
      pending += drawing.crimes(of: month).filter { ($0.outcome?.month ?? month) >= next }
    }
  }

  /// The three files of the next month.
  mutating func nextMonth() -> [GeneratedFile] {
    let month = next
    let crimes = drawing.crimes(of: month)
    pending += crimes.filter { $0.outcome != nil }
    let due = pending.filter { $0.outcome?.month == month }
    pending.removeAll { ($0.outcome?.month ?? month) <= month }
    next = month.advanced(by: 1)
    let stem = "police/\(month)/\(month)-\(drawing.force.slug)"
    return [
      GeneratedFile(path: "\(stem)-street.csv", contents: street(crimes)),
      GeneratedFile(path: "\(stem)-outcomes.csv", contents: outcomes(due)),
      GeneratedFile(path: "\(stem)-stop-and-search.csv", contents: searches.file(of: month)),
    ]
  }

  private func street(_ crimes: [MadeUpCrime]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(220 * (crimes.count + 1))
    bytes.addPoliceRow(Self.common + ["Crime type", "Last outcome category", "Context"])
    for crime in crimes {
      add(crime, month: crime.month, location: crime.street?.name, to: &bytes)
      let last = crime.outcome?.lastOutcome(edition: edition) ?? ""
      bytes.add(",\(crime.category.name),\(last),\r\n")
    }
    return bytes
  }

  /// Some outcomes stand twice, and some crimes have two, as in the real files.
  private func outcomes(_ crimes: [MadeUpCrime]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(220 * (crimes.count + 1))
    bytes.addPoliceRow(Self.common + ["Outcome type"])
    for crime in crimes {
      guard let outcome = crime.outcome, let first = crime.identifier?.first else { continue }
      let copies = first % 1_000 < 25 ? 2 : 1
      for _ in 0..<copies { addOutcome(outcome.words, crime, outcome.month, to: &bytes) }
      if first % 1_000 >= 990 {
        addOutcome("Suspect charged as part of another case", crime, outcome.month, to: &bytes)
      }
    }
    return bytes
  }

  private func addOutcome(
    _ words: String, _ crime: MadeUpCrime, _ month: Month, to bytes: inout [UInt8]
  ) {
    let street = crime.street?.name.dropFirst("On or near ".count).uppercased()
    add(crime, month: month, location: street.map { "On or near \($0)" }, to: &bytes)
    bytes.add(",\(words)\r\n")
  }

  private static let common = [
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location",
    "LSOA code", "LSOA name",
  ]

  /// The nine columns that both files share.
  private func add(
    _ crime: MadeUpCrime, month: Month, location: String?, to bytes: inout [UInt8]
  ) {
    for word in crime.identifier ?? [] { bytes.addHexadecimal(word) }
    bytes.add(",\(month),\(drawing.force.name),\(drawing.force.name),")
    guard let place = crime.street?.place, let location else {
      bytes.add(",,No Location,,")
      return
    }
    bytes.add("\(place.longitudeText),\(place.latitudeText),\(location),")
    bytes.add("\(crime.area.code),\(crime.area.name)")
  }
}
