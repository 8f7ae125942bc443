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

  /// Rows for the tables that a migration makes; add some with every new migration.
  private static let ordinaryRows = [
    "0001-areas": """
    INSERT INTO setting (key, value) VALUES ('made', 'before');
    INSERT INTO area (kind, code, name) VALUES
      ('district', 'E06000001', 'Hartlepool'), ('lsoa11', 'E01011949', 'Hartlepool 009A');
    INSERT INTO areaParent (childKind, child, parentKind, parent)
    VALUES ('lsoa11', 'E01011949', 'district', 'E06000001');
    INSERT INTO areaBoundary (kind, code, polygons) VALUES ('lsoa11', 'E01011949', x'00000000');
    INSERT INTO population (kind, code, source, persons)
    VALUES ('lsoa11', 'E01011949', 'mid-2020', 1500);
    INSERT INTO premises (source, type, name, longitude, latitude)
    VALUES ('FHRS859en-GB.xml', 'Pub/bar/nightclub', 'The Ship', -1.2, 54.7);
    """,
    "0002-police-records": """
    INSERT INTO force (id, slug, name) VALUES (1, 'cleveland', 'Cleveland Police');
    INSERT INTO label (id, name) VALUES (1, 'Under investigation');
    INSERT INTO importBatch (id, file, kind, digest, districts, importedAt, report)
    VALUES (1, 'a.csv', 'street', x'00', 'E06000001', 0, '{}');
    INSERT INTO importMonth (kind, force, month, importId, kept) VALUES ('street', 1, 24260, 1, 2);
    INSERT INTO place (id, longitudeE6, latitudeE6, street, area)
    VALUES (1, -1200000, 54700000, 'Church Street', 'E01011949');
    INSERT INTO event (month, category, placeId, force, outcome, importId, crimeId) VALUES
      (24260, 0, 1, 1, NULL, 1, NULL), (24260, 2, 1, 1, 1, 1, zeroblob(32));
    INSERT INTO crimeOutcome (crimeId, month, outcome, importId)
    VALUES (zeroblob(32), 24261, 1, 1);
    INSERT INTO stopSearch (minute, month, placeId, force, outcome, importId)
    VALUES (27175695, 24260, 1, 1, 1, 1);
    INSERT INTO cube (area, month, category, count) VALUES ('E01011949', 24260, 2, 1);
    """,
    "0003-releases": """
    INSERT INTO releaseLedger (sequence, entry, hash) VALUES (1, x'7b7d', 'first');
    INSERT INTO releaseMeasurement
      (release, source, period, slot, schemeHash, manifest, payload, draws)
    VALUES ('police-2021-09-P', 'police', 24260, 'P', 'scheme', x'7b7d', x'00', x'00');
    """,
    "0004-sharing": """
    INSERT INTO replicaSetting (name, value) VALUES ('region', 'north-east');
    INSERT INTO person (handle, role, addedAt) VALUES ('analyst-1', 'analyst', 0);
    INSERT INTO localTask (fields, createdAt, createdBy, changedAt)
    VALUES ('{}', 0, 'analyst-1', 0);
    """,
  ]

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
      content[table] = try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map(\.description)
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
              Self.ordinaryRows[migration.name], "\(migration.name) has no ordinary rows here"))
        }
      }
      let before = try queue.read { try Self.content($0) }
      try queue.close()
      let database = try scratch.database()
      #expect(try database.read { try Self.schema($0) } == wanted)
      let after = try database.read { try Self.content($0) }
      // Tables that came later are empty; those that were there have their rows.
      #expect(after.filter { !$0.value.isEmpty } == before)
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
