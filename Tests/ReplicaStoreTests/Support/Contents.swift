import Foundation
import GRDB

/// Every row of a database, to compare before with after.
struct Contents: Equatable {
  let rows: [String: [String]]

  init(_ db: Database) throws {
    let tables = try String.fetchAll(
      db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    var rows: [String: [String]] = [:]
    for table in tables {
      rows[table] = try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map { row in
        row.databaseValues.map { value in
          // A BLOB's description is only its length.
          Data.fromDatabaseValue(value)?.base64EncodedString() ?? "\(value)"
        }.joined(separator: "|")
      }.sorted()
    }
    self.rows = rows
  }
}
