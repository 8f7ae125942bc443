import Foundation
import GRDB
import Testing

@testable import HubStore

@Suite("The hub's schema")
struct MigrationTests {
  /// Rows that a hub of each version holds after some use, by the migration that made their tables.
  private static let ordinaryRows = [
    "0001-members": """
    INSERT INTO replicaSetting VALUES ('region', 'Cleveland');
    INSERT INTO person VALUES ('hub-administrator', 'hub-administrator', NULL, 1.0);
    INSERT INTO invitation (code, name, reference, districts, expiresAt, usedAt)
      VALUES (x'07070707070707070707070707070707', 'Hartlepool', 'HPL', 'E06000001', 9.5, 2.0);
    INSERT INTO member (nodeID, name, reference, districts, identityKey, transportKeyHash,
        certificateExpires, enrolledAt)
      VALUES (zeroblob(32), 'Hartlepool', 'HPL', 'E06000001', zeroblob(32), zeroblob(32),
        99.0, 2.0);
    INSERT INTO refusal (refusedAt, code, detail, remoteAddress)
      VALUES (3.0, 'tls-revoked', 'why', '127.0.0.1');
    """,
    "0002-logs-and-releases": """
    INSERT INTO scope VALUES (1, zeroblob(32), x'01', x'02');
    INSERT INTO baseZone VALUES ('E01011949', 'E02002483', 'E06000001');
    INSERT INTO receivedRelease
      VALUES (zeroblob(32), 'police-2026-05-P', x'7b7d', x'00', 4.0, 'accepted', NULL);
    INSERT INTO estimate VALUES (zeroblob(32), 24316, -1, 7.5, 2.0, 'P');
    """,
    "0003-members-again": """
    UPDATE member SET revokedAt = 5.0, revocationReason = 'laptop stolen';
    INSERT INTO member (nodeID, name, reference, districts, identityKey, transportKeyHash,
        certificateExpires, enrolledAt)
      VALUES (CAST(zeroblob(31) || x'01' AS BLOB), 'Hartlepool', 'HPL', 'E06000001', zeroblob(32),
        CAST(zeroblob(31) || x'01' AS BLOB), 99.0, 6.0);
    """,
    "0004-segments": """
    INSERT INTO logPosition VALUES (1, 1, 1, x'01', 0, NULL);
    INSERT INTO logSegment VALUES (1, 1, 1, 1, x'00', x'02');
    """,
    "0006-proofs": """
    INSERT INTO forkProof VALUES (1, 1, x'01');
    INSERT INTO controlDispute VALUES (1, 2, x'01', x'02');
    INSERT INTO memberWord VALUES (1, zeroblob(32), 'purged', x'', 7, zeroblob(64));
    """,
    "0007-passing-on": """
    INSERT INTO passedOnLog VALUES (zeroblob(32), 1, x'01', x'02');
    """,
    "0008-told-erasures": """
    INSERT INTO erasure (scope, logIndex, counter, toldAt) VALUES (1, 1, 1, 7.0);
    """,
    "0009-former-members": """
    INSERT INTO formerMember VALUES (zeroblob(32), 1);
    """,
    "0010-recent-names": """
    INSERT INTO recentName VALUES (1, 0, 1, x'0101');
    """,
    "0011-repeating": """
    INSERT INTO logToCompare VALUES (1);
    INSERT INTO repeatLetGo VALUES (1, 2, 1, zeroblob(32), zeroblob(32));
    INSERT INTO disputedBase VALUES (1, 1, 1, x'01');
    """,
    "0012-log-admissions": """
    INSERT INTO logAdmission VALUES (1, zeroblob(32), zeroblob(32), 8.0);
    """,
    "0013-decisions-heard": """
    INSERT INTO decisionsHeard VALUES (zeroblob(32), zeroblob(32), 9);
    """,
  ]

  private static func schema(_ db: Database) throws -> [String] {
    try String.fetchAll(
      db, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")
  }

  private static func tables(_ db: Database) throws -> [String] {
    try String.fetchAll(
      db,
      sql: """
        SELECT name FROM sqlite_schema
        WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'grdb_%' ORDER BY name
        """)
  }

  /// Every value of the tables that have rows, by table and column.
  private static func content(_ db: Database) throws -> [String: [[String: DatabaseValue]]] {
    var content: [String: [[String: DatabaseValue]]] = [:]
    for table in try tables(db) {
      let rows = try Row.fetchAll(db, sql: "SELECT * FROM \(table)")
      if !rows.isEmpty {
        content[table] = rows.map { row in
          Dictionary(row.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
        }
      }
    }
    return content
  }

  @Test("a database of every earlier version, with data, becomes what a fresh one is")
  func everyVersion() throws {
    let names = HubDatabase.migrator.migrations
    let wanted = try HubDatabase(DatabaseQueue()).writer.read(Self.schema)
    for count in 1...names.count {
      let queue = try DatabaseQueue()
      try HubDatabase.migrator.migrate(queue, upTo: names[count - 1])
      try queue.write { db in
        for name in names.prefix(count) {
          try db.execute(
            sql: #require(Self.ordinaryRows[name], "\(name) has no ordinary rows here"))
        }
      }
      let before = try queue.read(Self.content)
      let database = try HubDatabase(queue)
      #expect(try database.writer.read(Self.schema) == wanted)
      let after = try database.writer.read(Self.content)
      #expect(Set(after.keys) == Set(before.keys))
      for (table, rows) in before {
        // Columns that came later have their default; those that were there have their values.
        let kept = (after[table] ?? []).map { row in
          row.filter { column in rows[0].keys.contains(column.key) }
        }
        #expect(kept == rows, "\(table)")
      }
      let faults = try database.writer.read {
        try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").count
      }
      #expect(faults == 0)
    }
  }

  @Test("a migration that fails changes nothing: the hub opens again with the older schema")
  func failing() throws {
    let queue = try DatabaseQueue()
    try HubDatabase.migrator.migrate(queue, upTo: "0001-members")
    try queue.write { db in
      try db.execute(sql: Self.ordinaryRows["0001-members"] ?? "")
      // In the way of a table that the second migration makes near its end.
      try db.execute(sql: "CREATE TABLE estimate (other TEXT) STRICT")
    }
    let before = try queue.read { db in (try Self.schema(db), try Self.content(db)) }
    #expect(throws: DatabaseError.self) { try HubDatabase(queue) }
    let after = try queue.read { db in (try Self.schema(db), try Self.content(db)) }
    #expect(after.0 == before.0 && after.1 == before.1)
    try queue.write { try $0.execute(sql: "DROP TABLE estimate") }
    _ = try HubDatabase(queue)
  }

  @Test("a file is forced to the disk at every commit, checks keys, and has strict tables only")
  func settings() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "hub-\(UUID().uuidString)")
    defer {
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: file.path + suffix)
      }
    }
    let database = try HubDatabase(path: file.path)
    try database.writer.writeWithoutTransaction { db in
      #expect(try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2)
      #expect(try Int.fetchOne(db, sql: "PRAGMA foreign_keys") == 1)
      #expect(try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal")
      let lax = try String.fetchAll(
        db,
        sql: """
          SELECT name FROM sqlite_schema
          WHERE type = 'table' AND sql NOT LIKE '%STRICT%' AND name NOT LIKE 'sqlite_%'
            AND name <> 'grdb_migrations'
          """)
      #expect(lax.isEmpty)
    }
  }
}
