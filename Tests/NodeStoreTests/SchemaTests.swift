import Foundation
import GRDB
import PartnershipRecords
import Testing

@testable import NodeStore

@Suite("The node's schema")
struct SchemaTests {
  private static func schema(_ db: Database) throws -> [String] {
    try String.fetchAll(
      db, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")
  }

  /// The rows of every table that has some.
  private static func content(_ db: Database) throws -> [String: [String]] {
    let tables = try String.fetchAll(
      db,
      sql: """
        SELECT name FROM sqlite_schema
        WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'grdb_%'
        """)
    var content: [String: [String]] = [:]
    for table in tables {
      let rows = try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map(\.description)
      if !rows.isEmpty { content[table] = rows }
    }
    return content
  }

  @Test("a database of every earlier version, with data, becomes what a fresh one is")
  func migratesEveryVersion() throws {
    let fresh = try Scratch()
    let wanted = try fresh.database().read { try Self.schema($0) }
    for count in 1...NodeDatabase.migrations.count {
      let scratch = try Scratch()
      let file = scratch.url("node.sqlite").path
      let queue = try DatabaseQueue(path: file)
      try NodeDatabase.migrator().migrate(queue, upTo: NodeDatabase.migrations[count - 1].name)
      try queue.write { db in
        for migration in NodeDatabase.migrations.prefix(count) {
          try db.execute(
            sql: #require(
              ordinaryRows[migration.name], "\(migration.name) has no ordinary rows here"))
        }
      }
      let before = try queue.read { try Self.content($0) }
      try queue.close()
      let database = try scratch.database()
      #expect(try database.read { try Self.schema($0) } == wanted)
      let after = try database.read { try Self.content($0) }
      // Tables that came later are empty; those that were there have their rows.
      #expect(after == before)
      #expect(before.count >= count)
      #expect(try database.setting("made") == "before")
      #expect(try database.areas(.district).map(\.name) == ["Hartlepool"])
      let violations = try database.read {
        try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").count
      }
      #expect(violations == 0)
    }
  }

  @Test("a database of a newer version is refused, not changed")
  func refusesNewerVersion() throws {
    let scratch = try Scratch()
    _ = try NodeDatabase(at: scratch.url("node.sqlite")) {
      $0.registerMigration("9999-future") { _ in }
    }
    let error = #expect(throws: NodeStoreError.self) { try scratch.database() }
    #expect(error?.code == "store-newer-database")
  }

  @Test("commits are forced to the disk, keys to other tables are checked, tables are strict")
  func settings() throws {
    let database = try Scratch().database()
    try database.pool.writeWithoutTransaction { db in
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

  @Test(
    "the questions that are asked often use an index",
    arguments: [
      CubeSQL.areaMonth, CubeSQL.areaPeriod, CubeSQL.areaSeries, EventSQL.places,
      EventSQL.unplaced, EventSQL.outcomes, "SELECT id FROM event WHERE crimeId = x'00'",
      "SELECT id FROM place WHERE longitudeE6 = 1 AND latitudeE6 = 2",
      "SELECT id FROM importBatch WHERE digest = x'00' AND districts = '' AND id < 1 ORDER BY id DESC LIMIT 1",
      "SELECT count(*) FROM event WHERE month = 1 AND category = 1 AND placeId IS NULL "
        + "AND force = 1 AND crimeId IS NULL",
      "SELECT child FROM areaParent WHERE parentKind = 'a' AND parent = 'b' AND childKind = 'c'",
    ])
  func usesIndexes(_ sql: String) throws {
    let plan = try Scratch().database().read { db in
      try Row.fetchAll(
        db, sql: "EXPLAIN QUERY PLAN \(sql)",
        arguments: StatementArguments(
          [Int](repeating: 1, count: sql.filter { $0 == "?" }.count))
      ).map { $0["detail"] as String }
    }
    #expect(!plan.isEmpty)
    #expect(plan.allSatisfy { !$0.contains("SCAN") }, "\(plan)")
  }
}
