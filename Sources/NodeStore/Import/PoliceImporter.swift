internal import Crypto
internal import Foundation
internal import GRDB
internal import Intake
internal import PartnershipRecords

/// Imports one file inside one transaction.
final class PoliceImporter: PoliceRowReceiver {
  private let db: Database
  private let session: ImportSession
  private let file: String
  private let rejectFolder: URL?
  private let places: PlaceWriter
  private let crimes: EventWriter
  private let anonymous: AnonymousEventWriter
  private let outcomes: OutcomeWriter
  private let searches: SearchWriter
  private let importId: Int64
  private var context: ImportContext
  private var header: [UInt8] = []
  private var searchForce: Int32 = 0
  private(set) var kind = PoliceFileKind.street
  private(set) var rejectFile: RejectFile?

  init(
    _ db: Database, _ session: ImportSession, file: String, importId: Int64, rejects: URL?
  ) throws {
    self.db = db
    self.session = session
    self.file = file
    self.importId = importId
    rejectFolder = rejects
    places = try PlaceWriter(db, locate: session.locate)
    crimes = try EventWriter(db, importId: importId)
    let correction = RejectFile.isCorrection(file) ? file : nil
    anonymous = try AnonymousEventWriter(db, importId: importId, correction: correction)
    outcomes = try OutcomeWriter(db, importId: importId)
    searches = try SearchWriter(db, importId: importId, correction: correction)
    context = ImportContext(
      areas: session.areas, tally: ImportTally(earlier: []), cube: try CubeWriter(db))
  }

  func begin(_ kind: PoliceFileKind, header: Bytes) throws {
    self.kind = kind
    self.header = Array(header)
    context.tally = ImportTally(earlier: try ImportMonths.earlier(kind, db))
    if kind == .stopAndSearch {
      let name = PoliceFileName(file)?.force ?? "unknown"
      searchForce = Int32(try NameTables.force(name, db))
    }
  }

  func receive(_ crime: StreetRecord) throws {
    let force = try session.forces.id(crime.force, session.tables.forces.names) {
      try NameTables.force($0, db)
    }
    guard let placed = try place(crime.place) else { return }
    let month = Int32(crime.month.index)
    guard let crimeID = crime.crimeID else {
      let key = AnonymousKey(
        month: month, category: crime.category.rawValue, placeId: placed.id, force: force,
        area: placed.area)
      return try anonymous.add(key)
    }
    let outcome = try crime.outcome.map { try outcomeLabel($0) }
    crimes.add(
      PendingEvent(
        crimeID: crimeID, placeId: placed.id, month: month, area: placed.area,
        outcome: outcome ?? 0, force: force, order: crimes.nextOrder,
        category: crime.category.rawValue))
    if crimes.isFull { try crimes.flush(&context) }
  }

  func receive(_ outcome: OutcomeRecord) throws {
    if let place = outcome.place {
      let decision = session.outcomePlaces.decision(place, in: session.tables.outcomePlaces) {
        places.judge($0, &context.areas)
      }
      guard decision.isKept else { return context.tally.countLeftOut(decision.district) }
    } else {
      guard session.keepsUnplaced else { return context.tally.countLeftOut(nil) }
      context.tally.unplaced += 1
    }
    let force = try session.forces.id(outcome.force, session.tables.forces.names) {
      try NameTables.force($0, db)
    }
    try outcomes.add(
      outcome.crimeID, month: Int32(outcome.month.index),
      outcome: try outcomeLabel(outcome.outcome), force: force, &context)
  }

  func receive(_ search: StopSearchRecord) throws {
    guard let placed = try place(search.place) else { return }
    func label(_ number: Int32?) throws -> Int32 {
      guard let number else { return 0 }
      return try session.searchLabels.id(number, session.tables.searchLabels.names) {
        try NameTables.label($0, db)
      }
    }
    let key = SearchKey(
      month: Int32(search.month.index), minute: search.minute, placeId: placed.id,
      force: searchForce, type: try label(search.type),
      legislation: try label(search.legislation), object: try label(search.object),
      outcome: try label(search.outcome), isLinked: search.isLinked)
    try searches.add(key)
  }

  func reject(_ row: RejectedRow) throws {
    context.tally.countRejected(row.reason)
    guard let rejectFolder else { return }
    if rejectFile == nil {
      rejectFile = try RejectFile(in: rejectFolder, file: file, header: header)
    }
    try rejectFile?.add(row)
  }

  /// Writes what is pending, and enters the counts in the report.
  func finish(_ report: inout ImportReport) throws {
    try crimes.flush(&context)
    try anonymous.finish(&context)
    try outcomes.flush(&context)
    try searches.finish(&context)
    try context.cube.flush(context.areas)
    try ImportMonths.record(context.tally.slots, kind: kind, importId: importId, db)
    session.areas = context.areas
    report.kind = kind
    report.rejectFile = rejectFile?.url.path
    context.tally.fill(&report)
    report.forces = try ImportMonths.forces(importId, kind, db)
  }

  private func outcomeLabel(_ number: Int32) throws -> Int32 {
    try session.outcomes.id(number, session.tables.outcomes.names) {
      try NameTables.label($0, db)
    }
  }

  /// Counts where a row is; `nil` if it is left out.
  private func place(_ number: Int32?) throws -> (id: Int64, area: Int32)? {
    guard let number else {
      guard session.keepsUnplaced else {
        context.tally.countLeftOut(nil)
        return nil
      }
      context.tally.unplaced += 1
      return (0, -1)
    }
    let decision = try session.places.decision(number, in: session.tables.places) {
      try places.register($0, &context.areas)
    }
    guard decision.isKept else {
      context.tally.countLeftOut(decision.district)
      return nil
    }
    context.tally.countKept(decision.agreement)
    return (decision.placeId, decision.area)
  }
}
