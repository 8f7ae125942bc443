import Disclosure
import Foundation
import GRDB
import Geography
import PartnershipRecords
import Testing

@testable import NodeStore

@Suite("Stored releases")
final class ReleaseStorageTests {
  private let folder: URL
  private let scheme: DisclosureScheme
  private let terms: ReleaseTerms
  private let period = Month(index: 2026 * 12 + 4)
  private let analyst: Actor
  private let officer: Actor
  private let node: Actor
  /// 2 June 2026.
  private let time: Int64 = 1_780_358_400
  private let release = "police-2026-05-P"

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "releases-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let district = try #require(AreaCode("E06000001"))
    let rows = try (0..<6).map { number in
      BaseZone(
        zone: try #require(AreaCode("E0100000\(number)")),
        middle: try #require(AreaCode("E0200000\(number / 3)")), district: district)
    }
    scheme = DisclosureScheme(zones: try BaseZones(rows))
    terms = try ReleaseTerms(partnership: district, code: "1.0.0", policy: "P-7", isComplete: true)
    analyst = try #require(Actor(handle: "analyst-1", role: .analyst))
    officer = try #require(Actor(handle: "officer-1", role: .liaisonOfficer))
    node = try #require(Actor(handle: "node", role: .nodeAdministrator))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func open() throws -> NodeDatabase {
    try NodeDatabase(at: folder.appending(path: "node.sqlite")) { migrator in
      guard !NodeDatabase.migrations.contains(where: { $0.name == "0003-releases" }) else { return }
      migrator.registerMigration("0003-releases") { db in
        try NodeDatabase.releasesMigration.apply(db)
      }
    }
  }

  private func database() throws -> NodeDatabase {
    let database = try open()
    try database.pool.write { db in
      for (area, category, count) in [("E01000000", 2, 7), ("E01000004", 13, 19)] {
        try db.execute(
          sql: "INSERT INTO cube (area, month, category, count) VALUES (?, ?, ?, ?)",
          arguments: [area, period.index, category, count])
      }
    }
    return database
  }

  @discardableResult
  private func build(
    _ database: NodeDatabase, slot: ReleaseSlot = .provisional
  ) throws -> ReleaseRecord {
    var noise = NoiseSource.system()
    return try database.buildRelease(
      period: period, slot: slot, scheme: scheme, terms: terms, by: analyst, at: time,
      noise: &noise)
  }

  @Test("go from counts to bytes that may be sent, each step in the ledger")
  func wholeWay() throws {
    let database = try database()
    #expect(try build(database).step == .built)
    let cells = try database.previewRelease(release, scheme: scheme, by: officer, at: time)
    #expect(cells[2].trueCount == 7)
    #expect(cells[4 * 14 + 13].trueCount == 19)
    #expect(cells.last?.trueCount == 26)
    #expect(cells.map(\.trueCount).reduce(0, +) == 5 * 26)
    try database.approveRelease(release, by: officer, at: time, reason: "checked")
    try database.recordRelease(release, .queued, by: node, at: time)
    let table = try database.releasableTable(release)
    let received = try VerifiedRelease(
      manifest: table.manifest, payload: table.payload, scheme: scheme,
      partnership: terms.partnership)
    #expect(received.values(of: .zoneByCategory) == cells.prefix(84).map(\.measured))
    let ledger = try database.releaseLedger()
    #expect(ledger.count == 4)
    #expect(ledger.record(of: release)?.approver == officer)
    #expect(table.ledgerHash == ledger.releases[0].drawHash)
  }

  @Test("are sent again byte for byte, also after the database was opened again")
  func resend() throws {
    var database = try database()
    try build(database)
    _ = try database.previewRelease(release, scheme: scheme, by: officer, at: time)
    try database.approveRelease(release, by: officer, at: time)
    let first = try database.releasableTable(release)
    try database.pool.close()
    database = try open()
    // Counts that changed since do not change what was drawn.
    try database.pool.write { try $0.execute(sql: "UPDATE cube SET count = count + 5") }
    #expect(try database.releasableTable(release) == first)
  }

  @Test("are not drawn twice")
  func secondDraw() throws {
    let database = try database()
    try build(database)
    #expect(throws: DisclosureError.slotAlreadyDrawn(release: release)) { try build(database) }
    try database.recordRelease(release, .withdrawn, by: officer, at: time)
    #expect(throws: DisclosureError.slotAlreadyDrawn(release: release)) { try build(database) }
    #expect(try database.releaseLedger().count == 2)
  }

  @Test("leave nothing behind when the ledger entry cannot be written after the draw")
  func atomic() throws {
    let database = try database()
    try database.pool.write { db in
      try db.execute(
        sql: """
          CREATE TRIGGER fullDisk BEFORE INSERT ON releaseLedger
          BEGIN SELECT RAISE(ABORT, 'no space'); END
          """)
    }
    #expect(throws: NodeStoreError.self) { try build(database) }
    let stored = try database.pool.read {
      try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM releaseMeasurement")
    }
    #expect(stored == 0)
    try database.pool.write { try $0.execute(sql: "DROP TRIGGER fullDisk") }
    #expect(try build(database).step == .built)
  }

  @Test("cannot be taken out before approval or after withdrawal")
  func unapproved() throws {
    let database = try database()
    let refused = DisclosureError.notApproved(release: release)
    #expect(throws: refused) { try database.releasableTable(release) }
    try build(database)
    #expect(throws: refused) { try database.releasableTable(release) }
    _ = try database.previewRelease(release, scheme: scheme, by: officer, at: time)
    #expect(throws: DisclosureError.roleCannot(step: .approved, role: .analyst)) {
      try database.approveRelease(release, by: analyst, at: time)
    }
    try database.approveRelease(release, by: officer, at: time)
    try database.recordRelease(release, .withdrawn, by: officer, at: time)
    #expect(throws: refused) { try database.releasableTable(release) }
  }

  @Test(
    "refuse every change of what was drawn or written",
    arguments: [
      "UPDATE releaseLedger SET hash = 'x'", "DELETE FROM releaseLedger",
      "UPDATE releaseMeasurement SET payload = draws", "DELETE FROM releaseMeasurement",
    ])
  func appendOnly(sql: String) throws {
    let database = try database()
    try build(database)
    #expect(throws: DatabaseError.self) { try database.pool.write { try $0.execute(sql: sql) } }
  }

  @Test(
    "are closed when somebody got past that: any changed byte stops every release",
    arguments: [
      "UPDATE releaseLedger SET hash = replace(hash, substr(hash, 1, 1), 'g')",
      "UPDATE releaseLedger SET entry = CAST(replace(entry, 'analyst-1', 'analyst-2') AS BLOB)",
      "UPDATE releaseLedger SET sequence = sequence + 1",
      "UPDATE releaseLedger SET entry = x'7b7d'",
    ])
  func tampering(sql: String) throws {
    let database = try database()
    try build(database)
    try database.pool.write { db in
      try db.execute(sql: "DROP TRIGGER releaseLedgerKeepsEntries")
      try db.execute(sql: sql)
    }
    func isBroken(_ error: any Error) -> Bool {
      if case DisclosureError.ledgerBroken = error { true } else { false }
    }
    #expect(performing: { try database.releaseLedger() }, throws: isBroken)
    #expect(performing: { try self.build(database) }, throws: isBroken)
  }

  @Test("are stopped by an event outside the scheme")
  func outside() throws {
    let database = try database()
    let zone = try #require(AreaCode("E01999999"))
    try database.pool.write { db in
      try db.execute(
        sql: "INSERT INTO cube (area, month, category, count) VALUES (?, ?, 1, 1)",
        arguments: [zone.description, period.index])
    }
    #expect(throws: DisclosureError.zoneOutsideScheme(zone)) { try build(database) }
  }
}
