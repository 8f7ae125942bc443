internal import GRDB
internal import Intake

/// Which months of which force the imports brought.
enum ImportMonths {
  /// The forces and months that imports of a kind of file have brought so far.
  static func earlier(
    _ kind: PoliceFileKind, _ db: Database
  ) throws -> Set<ImportTally.ForceMonth> {
    let rows = try Row.fetchCursor(
      db, sql: "SELECT DISTINCT force, month FROM importMonth WHERE kind = ?",
      arguments: [kind.rawValue])
    var earlier: Set<ImportTally.ForceMonth> = []
    while let row = try rows.next() {
      earlier.insert(ImportTally.ForceMonth(force: row["force"], month: row["month"]))
    }
    return earlier
  }

  static func record(
    _ slots: [ImportTally.Slot], kind: PoliceFileKind, importId: Int64, _ db: Database
  ) throws {
    for slot in slots {
      try db.execute(
        sql: """
          INSERT INTO importMonth (kind, force, month, importId, kept)
          VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [kind.rawValue, slot.force, slot.month, importId, slot.added + slot.known])
    }
  }

  /// The names of the forces that an import had kept rows of, in order.
  static func forces(
    _ importId: Int64, _ kind: PoliceFileKind, _ db: Database
  ) throws -> [String] {
    try String.fetchAll(
      db,
      sql: """
        SELECT DISTINCT force.name FROM importMonth
        JOIN force ON force.id = importMonth.force
        WHERE importMonth.kind = ? AND importMonth.importId = ?
        ORDER BY force.name
        """,
      arguments: [kind.rawValue, importId])
  }
}
