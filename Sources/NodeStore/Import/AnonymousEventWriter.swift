internal import ReplicaStore
internal import GRDB
internal import PartnershipRecords

/// What makes events without a Crime ID equal: rows that agree in it are separate incidents.
struct AnonymousKey: CountedRow {
  let month: Int32
  let category: UInt8
  /// 0 without coordinates.
  let placeId: Int64
  let force: Int32
  /// The number of the place's area, which the place decides; -1 without coordinates.
  let area: Int32

  static let table = "anonymousCount"
  static let width = 5

  var columns: [Int64] {
    [Int64(month), Int64(category), placeId, Int64(force), Int64(area)]
  }

  static func < (left: Self, right: Self) -> Bool {
    (left.month, left.category, left.placeId, left.force)
      < (right.month, right.category, right.placeId, right.force)
  }
}

extension AnonymousKey {
  init(columns: [Int64]) {
    self.init(
      month: Int32(columns[0]), category: UInt8(columns[1]), placeId: columns[2],
      force: Int32(columns[3]), area: Int32(columns[4]))
  }
}

/// Counts events without a Crime ID in a file, and adds as many as the database has too few.
///
/// A file holds all such events of its force and month, as data.police.uk publishes them. So a
/// second edition adds only the difference, and nothing is ever taken away or merged. A file of
/// corrected rows holds only what its original lost, so it is compared with its own imports alone.
final class AnonymousEventWriter {
  private let counts: RowCounts<AnonymousKey>
  private let importId: Int64
  private let stored: FastStatement
  private let insert: FastStatement

  /// - Parameters:
  ///   - db: The database.
  ///   - importId: The import's number.
  ///   - correction: The file's name, if it holds corrected rows.
  /// - Throws: What SQLite refuses.
  init(_ db: Database, importId: Int64, correction: String?) throws {
    self.importId = importId
    counts = RowCounts(db)
    stored = try FastStatement(
      db,
      """
      SELECT count(*) FROM event
      WHERE month = ? AND category = ? AND placeId IS ? AND force = ? AND crimeId IS NULL
      """ + RejectFile.sameCorrection(correction, parameter: 5))
    if let correction { stored.bind(5, correction) }
    insert = try FastStatement(
      db,
      """
      INSERT INTO event (month, category, placeId, force, outcome, importId, crimeId)
      VALUES (?, ?, ?, ?, NULL, ?, NULL)
      """)
  }

  /// Counts a row.
  func add(_ key: AnonymousKey) throws { try counts.add(key) }

  /// At the end of the file: adds what is missing.
  func finish(_ context: inout ImportContext) throws {
    try counts.drain { key, count in try write(key, count, &context) }
  }

  private func write(
    _ key: AnonymousKey, _ count: Int32, _ context: inout ImportContext
  ) throws {
    var known: Int32 = 0
    if context.tally.isLate(month: key.month, force: key.force) {
      known = min(count, try storedCount(key))
    }
    insert.bind(1, Int64(key.month))
    insert.bind(2, Int64(key.category))
    insert.bind(3, key.placeId == 0 ? nil : key.placeId)
    insert.bind(4, Int64(key.force))
    insert.bind(5, importId)
    for _ in known..<count { try insert.execute() }
    context.tally.count(
      month: key.month, force: key.force, added: Int(count - known), known: Int(known))
    context.cube.add(
      area: key.area, month: key.month, category: key.category, count - known)
    try context.cube.flushIfFull(context.areas)
  }

  private func storedCount(_ key: AnonymousKey) throws -> Int32 {
    stored.bind(1, Int64(key.month))
    stored.bind(2, Int64(key.category))
    stored.bind(3, key.placeId == 0 ? nil : key.placeId)
    stored.bind(4, Int64(key.force))
    defer { stored.reset() }
    return try stored.next() ? Int32(stored.integer(0)) : 0
  }
}
