public import GRDB

extension LogTables {
  /// The names that were added to the index of objects last; a migration calls it once.
  public static func createRecentNames(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS recentName (
          scope INTEGER NOT NULL REFERENCES scope,
          place INTEGER NOT NULL,  -- of the row among those of its scope, from 0
          total INTEGER NOT NULL,  -- how many names the scope's rows have up to this one
          names BLOB NOT NULL,     -- each: its length in one byte, itself
          PRIMARY KEY (scope, place)
        ) STRICT, WITHOUT ROWID
        """)
  }
}

/// What was added to ``ObjectIndex`` last, in the order in which it came.
///
/// An index is dear to add to: of a long history each name belongs to another page, which has to be
/// written whole. Here the names of a transaction are one row behind the last; once they are many,
/// they go into the index together, and each page of it is written for many of them.
struct RecentNames {
  /// So many names…
  static let namesMax = 32_768
  /// …and rows wait at most.
  static let rowsMax = 1_024

  let db: Database
  let scope: Int64

  /// The place of the last row, and how many names there are; `nil` if there are none.
  private func last() throws -> (place: Int64, total: Int64)? {
    let statement = try FastStatement(
      db, "SELECT place, total FROM recentName WHERE scope = ? ORDER BY place DESC LIMIT 1")
    statement.bind(1, scope)
    guard try statement.next() else { return nil }
    defer { statement.reset() }
    return (statement.integer(0), statement.integer(1))
  }

  func areNone() throws -> Bool { try last() == nil }

  /// Adds names behind the others.
  ///
  /// - Parameter names: Each of at most 255 bytes.
  /// - Returns: Whether there was room for them; nothing is added if there was none.
  /// - Throws: `DatabaseError` if nothing can be written.
  func add(_ names: [[UInt8]]) throws -> Bool {
    let last = try last() ?? (place: -1, total: 0)
    let total = last.total + Int64(names.count)
    guard total <= Self.namesMax, last.place + 1 < Self.rowsMax else { return false }
    var content: [UInt8] = []
    for name in names {
      content.append(UInt8(name.count))
      content.append(contentsOf: name)
    }
    let statement = try FastStatement(
      db, "INSERT INTO recentName (scope, place, total, names) VALUES (?, ?, ?, ?)")
    statement.bind(1, scope)
    statement.bind(2, last.place + 1)
    statement.bind(3, total)
    statement.bind(4, content)
    try statement.execute()
    return true
  }

  /// Every name that a condition holds for, in no order.
  func names(where isWanted: (UnsafeRawBufferPointer) -> Bool) throws -> [[UInt8]] {
    let statement = try FastStatement(db, "SELECT names FROM recentName WHERE scope = ?")
    statement.bind(1, scope)
    var found: [[UInt8]] = []
    while try statement.next() {
      let isWhole = statement.bytes(0).withUnsafeBytes { content in
        var next = 0
        while next < content.count {
          let end = next + 1 + Int(content[next])
          guard end <= content.count else { return false }
          let name = UnsafeRawBufferPointer(rebasing: content[(next + 1)..<end])
          if isWanted(name) { found.append(Array(name)) }
          next = end
        }
        return true
      }
      guard isWhole else { throw ReplicaError.storedRecordDamaged(table: "recentName") }
    }
    return found
  }

  func removeAll() throws {
    let statement = try FastStatement(db, "DELETE FROM recentName WHERE scope = ?")
    statement.bind(1, scope)
    try statement.execute()
  }
}
