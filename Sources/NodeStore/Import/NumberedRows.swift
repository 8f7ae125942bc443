internal import GRDB
internal import Intake

/// Turns the numbers of a label table into the database's own, each looked up once.
struct NumberedRows {
  private var ids: [Int64] = []

  mutating func forget() { ids.removeAll() }

  /// Returns the row of a label.
  ///
  /// - Parameters:
  ///   - number: The label's number.
  ///   - names: The labels in the order of their numbers.
  ///   - enter: Finds or adds a label.
  /// - Returns: The row's number in the database.
  mutating func id(
    _ number: Int32, _ names: [String], _ enter: (String) throws -> Int64
  ) rethrows -> Int32 {
    while ids.count <= Int(number) { ids.append(try enter(names[ids.count])) }
    return Int32(ids[Int(number)])
  }
}

/// Finds or adds rows of the tables `force` and `label`.
enum NameTables {
  static func label(_ name: String, _ db: Database) throws -> Int64 {
    try db.execute(
      sql: "INSERT INTO label (name) VALUES (?) ON CONFLICT (name) DO NOTHING", arguments: [name])
    return try Int64.fetchOne(db, sql: "SELECT id FROM label WHERE name = ?", arguments: [name])
      ?? 0
  }

  /// - Parameters:
  ///   - name: A force's name, or the short name itself if nothing else is known.
  ///   - db: The database.
  /// - Returns: The row's number.
  /// - Throws: What SQLite refuses.
  static func force(_ name: String, _ db: Database) throws -> Int64 {
    let slug = PoliceFileName.slug(ofForce: name)
    // A full name takes the place of a short one.
    try db.execute(
      sql: """
        INSERT INTO force (slug, name)
        VALUES (?, ?)
        ON CONFLICT (slug) DO UPDATE SET name = excluded.name
        WHERE force.name = force.slug
        """,
      arguments: [slug, name])
    return try Int64.fetchOne(db, sql: "SELECT id FROM force WHERE slug = ?", arguments: [slug])
      ?? 0
  }
}
