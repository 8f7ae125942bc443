internal import GRDB
internal import ReplicaStore

extension NodeDatabase {
  /// People, settings of the replica, the scopes' logs, and tasks that stay here.
  static let sharingMigration = Migration("0004-sharing") { db in
    try SettingsTable.create(db)
    try PeopleTable.create(db)
    try LogTables.create(db)
    try db.execute(
      sql: """
        CREATE TABLE localTask (
          number    INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice
          fields    TEXT NOT NULL,                      -- JSON: values by field number
          createdAt REAL NOT NULL,                      -- seconds since 1970
          createdBy TEXT NOT NULL,
          changedAt REAL NOT NULL,
          scopeID   BLOB CHECK (length(scopeID) = 32),  -- NULL: not shared
          objectID  TEXT,
          CHECK ((scopeID IS NULL) = (objectID IS NULL))
        ) STRICT
        """)
  }
}
