internal import ReplicaStore
internal import GRDB

/// All that tells rows without a number of their own apart; rows that agree in it are separate.
protocol CountedRow: Hashable, Comparable {
  /// The name of a temporary table.
  static var table: String { get }
  static var width: Int { get }
  /// The values, as many as `width`; their order is that of the rows.
  var columns: [Int64] { get }
  init(columns: [Int64])
}

/// Counts equal rows of a file in a bounded memory.
final class RowCounts<Key: CountedRow> {
  /// How many different keys are held in memory; more are kept in a temporary table.
  static var mostKeys: Int { 65_536 }

  private var held: [Key: Int32] = [:]
  private let db: Database
  private var spill: FastStatement?

  init(_ db: Database) { self.db = db }

  /// Counts a row.
  func add(_ key: Key) throws {
    held[key, default: 0] += 1
    if held.count >= Self.mostKeys { try spillHeld() }
  }

  /// At the end of the file: gives each key once with its count, in order, and forgets all.
  func drain(_ visit: (Key, Int32) throws -> Void) throws {
    guard spill != nil else {
      for (key, count) in held.sorted(by: { $0.key < $1.key }) { try visit(key, count) }
      held.removeAll()
      return
    }
    try spillHeld()
    let names = Self.names.joined(separator: ", ")
    let rows = try FastStatement(
      db, "SELECT \(names), count FROM temp.\(Key.table) ORDER BY \(names)")
    while try rows.next() {
      let columns = (0..<Key.width).map { rows.integer(Int32($0)) }
      try visit(Key(columns: columns), Int32(rows.integer(Int32(Key.width))))
    }
    try db.execute(sql: "DELETE FROM temp.\(Key.table)")
  }

  private static var names: [String] { (1...Key.width).map { "column\($0)" } }

  private func spillHeld() throws {
    let statement = try spill ?? makeTable()
    spill = statement
    for (key, count) in held.sorted(by: { $0.key < $1.key }) {
      var index: Int32 = 1
      for value in key.columns {
        statement.bind(index, value)
        index += 1
      }
      statement.bind(index, Int64(count))
      try statement.execute()
    }
    held.removeAll(keepingCapacity: true)
  }

  private func makeTable() throws -> FastStatement {
    let names = Self.names.joined(separator: ", ")
    let places = [String](repeating: "?", count: Key.width + 1).joined(separator: ", ")
    try db.execute(
      sql: """
        CREATE TEMP TABLE IF NOT EXISTS \(Key.table)
          (\(names), count INTEGER, PRIMARY KEY (\(names))) WITHOUT ROWID;
        DELETE FROM temp.\(Key.table);
        """)
    return try FastStatement(
      db,
      """
      INSERT INTO temp.\(Key.table) (\(names), count)
      VALUES (\(places))
      ON CONFLICT DO UPDATE SET count = count + excluded.count
      """)
  }
}
