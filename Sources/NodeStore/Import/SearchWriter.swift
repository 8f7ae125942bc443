internal import ReplicaStore
internal import GRDB
internal import Intake

/// A stop and search with the database's own numbers; 0 stands for nothing.
struct SearchKey: CountedRow {
  let month: Int32
  let minute: Int32
  let placeId: Int64
  let force: Int32
  let type: Int32
  let legislation: Int32
  let object: Int32
  let outcome: Int32
  let isLinked: Bool?

  static let table = "searchCount"
  static let width = 9

  var columns: [Int64] {
    [
      Int64(month), Int64(minute), placeId, Int64(force), Int64(type), Int64(legislation),
      Int64(object), Int64(outcome), isLinked.map { $0 ? 1 : 0 } ?? -1,
    ]
  }

  static func < (left: Self, right: Self) -> Bool {
    if left.minute != right.minute { return left.minute < right.minute }
    return left.columns.lexicographicallyPrecedes(right.columns)
  }

  /// The values as the table has them.
  var stored: [Int64?] {
    func orNull(_ id: Int32) -> Int64? { id == 0 ? nil : Int64(id) }
    return [
      Int64(month), Int64(minute), placeId == 0 ? nil : placeId, Int64(force), orNull(type),
      orNull(legislation), orNull(object), orNull(outcome), isLinked.map { $0 ? 1 : 0 },
    ]
  }
}

extension SearchKey {
  init(columns: [Int64]) {
    self.init(
      month: Int32(columns[0]), minute: Int32(columns[1]), placeId: columns[2],
      force: Int32(columns[3]), type: Int32(columns[4]), legislation: Int32(columns[5]),
      object: Int32(columns[6]), outcome: Int32(columns[7]),
      isLinked: columns[8] < 0 ? nil : columns[8] == 1)
  }
}

/// Counts equal searches in a file, and adds as many as the database has too few: searches have no
/// number, and two people searched together make two equal rows.
final class SearchWriter {
  private let counts: RowCounts<SearchKey>
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
      SELECT count(*) FROM stopSearch
      WHERE month = ? AND minute = ? AND placeId IS ? AND force = ? AND type IS ?
        AND legislation IS ? AND object IS ? AND outcome IS ? AND isLinked IS ?
      """ + RejectFile.sameCorrection(correction, parameter: 10))
    if let correction { stored.bind(10, correction) }
    insert = try FastStatement(
      db,
      """
      INSERT INTO stopSearch
        (month, minute, placeId, force, type, legislation, object, outcome, isLinked, importId)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
  }

  /// Counts a search.
  func add(_ key: SearchKey) throws { try counts.add(key) }

  /// At the end of the file: adds what is missing.
  func finish(_ context: inout ImportContext) throws {
    try counts.drain { key, count in
      bind(stored, key)
      let known = try stored.next() ? min(count, Int32(stored.integer(0))) : 0
      stored.reset()
      bind(insert, key)
      insert.bind(10, importId)
      for _ in known..<count { try insert.execute() }
      context.tally.count(
        month: key.month, force: key.force, added: Int(count - known), known: Int(known))
    }
  }

  private func bind(_ statement: FastStatement, _ key: SearchKey) {
    var column: Int32 = 1
    for value in key.stored {
      statement.bind(column, value)
      column += 1
    }
  }
}
