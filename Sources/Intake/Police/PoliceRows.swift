internal import PartnershipRecords

/// A row of any kind of police file, with what a node keeps of it.
enum ParsedRow {
  case street(StreetRecord)
  case outcome(OutcomeRecord)
  case search(StopSearchRecord)
}

/// Turns records into rows; knows where each column is.
struct PoliceRows {
  private let kind: PoliceFileKind
  private let crimeID: Int
  private let month: Int
  private let force: Int
  private let longitude: Int
  private let latitude: Int
  private let location: Int
  private let area: Int
  /// The outcome of an incident, an outcomes row or a search.
  private let outcome: Int
  /// The crime type, or the type of a search.
  private let type: Int
  private let legislation: Int
  private let object: Int
  private let linked: Int
  private let categories: ByteTable

  init(_ header: PoliceHeader) {
    kind = header.kind
    let isSearch = header.kind == .stopAndSearch
    func shared(_ name: String) -> Int { isSearch ? 0 : header.position(name) }
    func ofSearch(_ name: String) -> Int { isSearch ? header.position(name) : 0 }
    crimeID = shared("Crime ID")
    month = isSearch ? header.position("Date") : header.position("Month")
    force = shared("Reported by")
    longitude = header.position("Longitude")
    latitude = header.position("Latitude")
    location = shared("Location")
    area = shared("LSOA code")
    legislation = ofSearch("Legislation")
    object = ofSearch("Object of search")
    linked = ofSearch("Outcome linked to object of search")
    switch header.kind {
    case .street:
      outcome = header.position("Last outcome category")
      type = header.position("Crime type")
    case .outcomes:
      outcome = header.position("Outcome type")
      type = 0
    case .stopAndSearch:
      outcome = header.position("Outcome")
      type = header.position("Type")
    }
    var categories = ByteTable()
    for category in CrimeCategory.allCases {
      var name = category.name
      name.withUTF8 { _ = categories.number(of: $0) }
    }
    self.categories = categories
  }

  func parse(_ record: CSVRecord, _ tables: PoliceTables) throws(RejectReason) -> ParsedRow {
    switch kind {
    case .street: .street(try street(record, tables))
    case .outcomes: .outcome(try outcome(record, tables))
    case .stopAndSearch: .search(try search(record, tables))
    }
  }

  private func street(
    _ record: CSVRecord, _ tables: PoliceTables
  ) throws(RejectReason) -> StreetRecord {
    let month = try self.month(record)
    guard let number = categories.find(record[type]),
      let category = CrimeCategory(rawValue: UInt8(number))
    else { throw .unknownCrimeType }
    var crimeID: CrimeIdentifier?
    if !record[self.crimeID].isEmpty { crimeID = try identifier(record) }
    let place = try tables.places.number(
      longitude: record[longitude], latitude: record[latitude], area: record[area],
      street: record[location])
    return StreetRecord(
      month: month, category: category, force: try force(record, tables), place: place,
      crimeID: crimeID, outcome: try label(record[outcome], in: &tables.outcomes))
  }

  private func outcome(
    _ record: CSVRecord, _ tables: PoliceTables
  ) throws(RejectReason) -> OutcomeRecord {
    let month = try self.month(record)
    let crimeID = try identifier(record)
    let place = try tables.outcomePlaces.number(
      longitude: record[longitude], latitude: record[latitude], area: record[area],
      street: record[location])
    guard let outcome = try label(record[self.outcome], in: &tables.outcomes) else {
      throw .badLabel
    }
    return OutcomeRecord(
      month: month, crimeID: crimeID, force: try force(record, tables), place: place,
      outcome: outcome)
  }

  private func search(
    _ record: CSVRecord, _ tables: PoliceTables
  ) throws(RejectReason) -> StopSearchRecord {
    guard let minute = FieldParsing.minute(record[month]),
      let month = Month(utf8: Bytes(rebasing: record[month][0..<7]))
    else { throw .badDate }
    let place = try tables.places.number(
      longitude: record[longitude], latitude: record[latitude],
      area: Bytes(start: nil, count: 0), street: Bytes(start: nil, count: 0))
    return StopSearchRecord(
      minute: minute, month: month, place: place,
      type: try label(record[type], in: &tables.searchLabels),
      legislation: try label(record[legislation], in: &tables.searchLabels),
      object: try label(record[object], in: &tables.searchLabels),
      outcome: try label(record[outcome], in: &tables.searchLabels),
      isLinked: try truth(record[linked]))
  }

  private func month(_ record: CSVRecord) throws(RejectReason) -> Month {
    guard let month = Month(utf8: record[month]), (1900...2100).contains(month.year) else {
      throw .badDate
    }
    return month
  }

  private func identifier(_ record: CSVRecord) throws(RejectReason) -> CrimeIdentifier {
    guard let identifier = CrimeIdentifier(record[crimeID]) else { throw .badCrimeID }
    return identifier
  }

  private func force(
    _ record: CSVRecord, _ tables: PoliceTables
  ) throws(RejectReason) -> Int32 {
    guard let number = tables.forces.number(of: record[force]) else { throw .badForce }
    return Int32(number)
  }

  private func label(
    _ text: Bytes, in labels: inout LabelTable
  ) throws(RejectReason) -> Int32? {
    if text.isEmpty { return nil }
    guard let number = labels.number(of: text) else { throw .badLabel }
    return Int32(number)
  }

  private func truth(_ text: Bytes) throws(RejectReason) -> Bool? {
    switch text.count {
    case 0: nil
    case 4 where text.elementsEqual("True".utf8): true
    case 5 where text.elementsEqual("False".utf8): false
    default: throw .badLabel
    }
  }
}
