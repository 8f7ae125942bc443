internal import ReplicaStore
internal import GRDB
internal import Intake
internal import PartnershipRecords

/// An event about to be written.
struct PendingEvent {
  let crimeID: CrimeIdentifier
  /// 0 without coordinates.
  let placeId: Int64
  let month: Int32
  let area: Int32
  /// 0 without an outcome.
  let outcome: Int32
  let force: Int32
  /// The order in the file, for a Crime ID that comes twice.
  let order: Int32
  let category: UInt8
}

/// Writes events with a Crime ID, in order of it, so that the index is written from left to right.
final class EventWriter {
  /// How many rows are held before they are written: a bound on memory.
  static let mostPending = 32_768

  private var pending: [PendingEvent] = []
  private let importId: Int64
  private let insert: FastStatement
  private let find: FastStatement
  private let update: FastStatement
  private let areaOfPlace: FastStatement

  init(_ db: Database, importId: Int64) throws {
    self.importId = importId
    pending.reserveCapacity(Self.mostPending)
    insert = try FastStatement(
      db,
      """
      INSERT INTO event (month, category, placeId, force, outcome, importId, crimeId)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (crimeId) WHERE crimeId IS NOT NULL DO NOTHING
      """)
    find = try FastStatement(
      db, "SELECT id, month, category, placeId, outcome FROM event WHERE crimeId = ?")
    update = try FastStatement(
      db, "UPDATE event SET month = ?, category = ?, placeId = ?, outcome = ? WHERE id = ?")
    areaOfPlace = try FastStatement(db, "SELECT area FROM place WHERE id = ?")
  }

  var isFull: Bool { pending.count >= Self.mostPending }
  var nextOrder: Int32 { Int32(pending.count) }

  func add(_ event: PendingEvent) { pending.append(event) }

  /// Writes what is pending.
  func flush(_ context: inout ImportContext) throws {
    pending.sort { ($0.crimeID, $0.order) < ($1.crimeID, $1.order) }
    for event in pending {
      let isNew = try withUnsafeBytes(of: event.crimeID.bigEndian) { bytes in
        try write(event, bytes, &context)
      }
      context.tally.count(month: event.month, force: event.force, isNew: isNew)
      if isNew {
        context.cube.add(
          area: event.area, month: event.month, category: event.category, 1)
      }
    }
    pending.removeAll(keepingCapacity: true)
    try context.cube.flushIfFull(context.areas)
  }

  private func write(
    _ event: PendingEvent, _ crimeID: UnsafeRawBufferPointer, _ context: inout ImportContext
  ) throws -> Bool {
    insert.bind(1, Int64(event.month))
    insert.bind(2, Int64(event.category))
    insert.bind(3, event.placeId == 0 ? nil : event.placeId)
    insert.bind(4, Int64(event.force))
    insert.bind(5, event.outcome == 0 ? nil : Int64(event.outcome))
    insert.bind(6, importId)
    insert.bindInPlace(7, crimeID)
    if try insert.execute() == 1 { return true }
    try compare(event, crimeID, &context)
    return false
  }

  /// Compares with the crime that is known, and lets the later file hold.
  private func compare(
    _ event: PendingEvent, _ crimeID: UnsafeRawBufferPointer, _ context: inout ImportContext
  ) throws {
    find.bindInPlace(1, crimeID)
    guard try find.next() else { return }
    let id = find.integer(0)
    let month = find.integer(1)
    let category = find.integer(2)
    let placeId = find.optionalInteger(3)
    let outcome = find.optionalInteger(4)
    find.reset()
    let newOutcome = event.outcome == 0 ? nil : Int64(event.outcome)
    let newPlace = event.placeId == 0 ? nil : event.placeId
    let isCorrected =
      month != Int64(event.month) || category != Int64(event.category) || placeId != newPlace
    guard isCorrected || outcome != newOutcome else { return }
    if outcome != newOutcome {
      context.tally.countChangedOutcome(month: event.month, force: event.force)
    }
    if isCorrected {
      context.tally.corrected += 1
      let area = try placeId.map { try areaNumber(ofPlace: $0, &context) } ?? -1
      context.cube.add(area: area, month: Int32(month), category: UInt8(category), -1)
      context.cube.add(
        area: event.area, month: event.month, category: event.category, 1)
    }
    update.bind(1, Int64(event.month))
    update.bind(2, Int64(event.category))
    update.bind(3, newPlace)
    update.bind(4, newOutcome)
    update.bind(5, id)
    try update.execute()
  }

  private func areaNumber(
    ofPlace id: Int64, _ context: inout ImportContext
  ) throws -> Int32 {
    areaOfPlace.bind(1, id)
    guard try areaOfPlace.next() else { return -1 }
    let area = try areaCode(areaOfPlace.text(0) ?? "", "place")
    areaOfPlace.reset()
    return context.areas.number(of: area)
  }
}
