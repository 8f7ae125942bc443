public import GRDB

/// Single values that a node or a hub keeps: its name, its region, its own identifiers.
public enum SettingsTable {
  /// Creates the table; a migration calls it once.
  public static func create(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE replicaSetting (
          name  TEXT NOT NULL PRIMARY KEY,
          value TEXT NOT NULL
        ) STRICT
        """)
  }

  /// Returns a setting's value, or `nil` if it was never set.
  public static func value(_ name: String, in db: Database) throws -> String? {
    try String.fetchOne(
      db.cachedStatement(sql: "SELECT value FROM replicaSetting WHERE name = ?"),
      arguments: [name])
  }

  /// Sets a value, or takes its place.
  public static func set(_ name: String, to value: String, in db: Database) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO replicaSetting (name, value) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
        """
    ).execute(arguments: [name, value])
  }
}
