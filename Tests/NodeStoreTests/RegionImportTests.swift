import Foundation
import GRDB
import Geography
import Intake
import PartnershipRecords
import Testing

@testable import NodeStore

@Suite(
  "The region's real files", .enabled(if: RegionData.isThere, RegionData.absence), .serialized)
struct RegionImportTests {
  private static func streetFiles() throws -> [URL] {
    let folder = try RegionData.url("police")
    return try #require(FileManager.default.enumerator(atPath: folder.path))
      .compactMap { $0 as? String }.filter { $0.hasSuffix("-street.csv.gz") }.sorted()
      .map { folder.appendingPathComponent($0) }
  }

  @Test("all street files of three forces are accounted for to the last row, and add up")
  func allStreetFiles() throws {
    let scratch = try Scratch()
    let database = try scratch.database()
    try database.store(parents: RegionData.lookup())
    let reports = try database.importPolice(
      files: Self.streetFiles(), districts: RegionData.allDistricts, now: Date(),
      locate: RegionData.locate())
    #expect(reports.count == 49)
    for report in reports {
      #expect(report.rowsIn == report.kept + report.rowsLeftOut + report.rowsRejected)
      #expect(report.rowsRejected == 0)
      #expect(report.alreadyKnown == 0)
    }
    let accounts = try database.importAccounts()
    #expect(
      accounts.map(\.forces) == [
        ["Cleveland Police"], ["Durham Constabulary"], ["Northumbria Police"],
      ])
    // Rows in: the data's own description. Left out: rows whose LSOA is in another district.
    #expect(accounts.map(\.rowsIn) == [103_499, 85_391, 368_318])
    #expect(accounts.map(\.kept) == [103_475, 85_190, 368_300])
    #expect(accounts.map(\.unplaced) == [0, 0, 424])
    let areas = try database.areas(.lowerSuperOutputArea2011, in: RegionData.allDistricts)
    #expect(areas.count == 1_657)
    let period = try #require(MonthPeriod("2020-05..2022-03"))
    #expect(try database.months() == Array(period.months))
    let placed = accounts.reduce(0) { $0 + $1.kept - $1.unplaced }
    #expect(try database.series(nil, areas: areas, period: period).reduce(0, +) == placed)
    #expect(try database.counts(period, areas: areas).reduce(0) { $0 + $1.count } == placed)
    let slices = try period.months.reduce(0) { total, month in
      try total + database.cubeSlice(month, areas: areas).reduce(0) { $0 + Int($1) }
    }
    #expect(slices == placed)
    try expectAgreement(reports, force: "northumbria", from: "2021-03", share: 0.958)
    try expectAgreement(reports, force: "durham", from: "2021-03", share: 0.974)
    try expectAgreement(reports, force: "cleveland", from: "2021-03", share: 0.969)
    try expectNothingNew(reports, database, scratch)
  }

  /// Brings every row again in files of other bytes, so that only the rows' content can be known.
  private func expectNothingNew(
    _ reports: [ImportReport], _ database: NodeDatabase, _ scratch: Scratch
  ) throws {
    let before = try database.read { db in try ["event", "place"].map { try rowCount($0, db) } }
    for file in try Self.streetFiles() {
      let name = file.deletingPathExtension().lastPathComponent
      let path = "police/\(name.prefix(7))/\(file.lastPathComponent)"
      try Data(RegionData.bytes(path) + [13, 10]).write(to: scratch.url(name))
    }
    let again = try database.importPolice(
      files: reports.map { scratch.url($0.file) }, districts: RegionData.allDistricts, now: Date(),
      locate: { _, _, _ in nil })
    #expect(again.allSatisfy { !$0.isRepeat && $0.added == 0 && $0.changedOutcomes == 0 })
    #expect(again.map(\.alreadyKnown) == reports.map(\.kept))
    let after = try database.read { db in try ["event", "place"].map { try rowCount($0, db) } }
    #expect(after == before)
    let dangling = try database.read {
      try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").count
    }
    #expect(dangling == 0)
  }

  /// The data's description gives the share of rows whose stated LSOA is the computed one.
  private func expectAgreement(
    _ reports: [ImportReport], force: String, from first: String, share: Double
  ) throws {
    let chosen = reports.filter { $0.file.contains(force) && $0.file >= first }
    let compared = chosen.reduce(0) { $0 + $1.areasCompared }
    let different = chosen.reduce(0) { $0 + $1.areasDisagreeing }
    #expect(abs(1 - Double(different) / Double(compared) - share) < 0.006)
  }

  @Test("twelve nodes account for all 557,208 rows together; bringing them again adds no row")
  func twelveNodes() throws {
    let files = try Self.streetFiles()
    let lookup = try RegionData.lookup()
    let locate = try RegionData.locate()
    var placed = 0
    var unplaced: Set<Int> = []
    var outside: Set<Int> = []
    for partnership in NorthEastPartnerships.all.map(\.partnership) {
      let scratch = try Scratch()
      defer { withExtendedLifetime(scratch) {} }
      let database = try scratch.database()
      try database.store(parents: lookup)
      let districts = Set(partnership.districts)
      func bring() throws -> [ImportReport] {
        try database.importPolice(
          files: files, districts: districts, now: Date(), locate: locate)
      }
      let reports = try bring()
      #expect(reports.reduce(0) { $0 + $1.rowsIn } == 557_208)
      placed += reports.reduce(0) { $0 + $1.kept - $1.unplaced }
      unplaced.insert(reports.reduce(0) { $0 + $1.unplaced })
      let leftOut = reports.flatMap(\.leftOut)
      #expect(leftOut.allSatisfy { $0.district.map { !districts.contains($0) } ?? true })
      outside.insert(
        leftOut.filter { $0.district.map { !RegionData.allDistricts.contains($0) } ?? true }
          .reduce(0) { $0 + $1.rows })
      // Two are enough to be sure of: that nothing is added does not depend on the district.
      guard ["HPL", "GAT"].contains(partnership.reference) else { continue }
      let rows = try database.read { try rowCount("event", $0) }
      #expect(try bring().allSatisfy { $0.isRepeat && $0.added == 0 })
      #expect(try database.read { try rowCount("event", $0) } == rows)
    }
    // Every node counts the same rows as without coordinates, and as in nobody's area.
    #expect(unplaced == [424])
    #expect(outside == [243])
    #expect(placed + 424 + 243 == 557_208)
  }

  @Test("a later edition changes and adds just what differs in the raw files, and is reported so")
  func laterEdition() throws {
    let scratch = try Scratch()
    let database = try scratch.database()
    let lookup = try RegionData.lookup()
    try database.store(parents: lookup)
    let months = ["2021-09", "2022-02", "2022-03"]
    func importAll(_ folder: String) throws -> [ImportReport] {
      try database.importPolice(
        files: months.map { try RegionData.url("\(folder)/\($0)/\($0)-northumbria-street.csv.gz") },
        districts: RegionData.allDistricts, now: Date(), locate: { _, _, _ in nil })
    }
    let first = try importAll("police")
    let later = try importAll("police-later-edition")
    let kept = Set(
      lookup.filter { RegionData.allDistricts.contains($0.parent) }
        .map { Substring($0.child.description) })
    let differences = try months.map { try EditionDifference(month: $0, kept: kept) }
    #expect(differences.map(\.changed) == [252, 5_243, 6_125])
    #expect(differences.map(\.added) == [162, 0, 0])
    #expect(later.map(\.changedOutcomes) == differences.map(\.changedInRegion))
    #expect(later.map(\.added) == differences.map(\.addedInRegion))
    #expect(later.map(\.late) == later.map(\.added))
    #expect(later.map(\.corrected) == [0, 0, 0])
    #expect(zip(first, later).allSatisfy { $0.kept == $1.alreadyKnown })
    // The exact numbers for a node of all twelve districts.
    #expect(later.map(\.changedOutcomes) == [252, 5_243, 6_125])
    #expect(later.map(\.added) == [162, 0, 0])

    // The very bytes of the earlier edition must not bring the old outcomes back.
    let again = try importAll("police")
    #expect(again.allSatisfy { $0.isRepeat && $0.added == 0 && $0.changedOutcomes == 0 })
    let third = try importAll("police-later-edition")
    #expect(third.allSatisfy { $0.isRepeat && $0.added == 0 && $0.changedOutcomes == 0 })
  }

  @Test("outcomes and searches are kept once however often their files come")
  func outcomesAndSearches() throws {
    let scratch = try Scratch()
    let database = try scratch.database()
    try database.store(parents: RegionData.lookup())
    let stem = "police/2021-09/2021-09-northumbria"
    let files = try [
      RegionData.url("\(stem)-outcomes.csv.gz"), RegionData.url("\(stem)-stop-and-search.csv.gz"),
    ]
    let locate = try RegionData.locate()
    func importThem(_ districts: Set<AreaCode>) throws -> [ImportReport] {
      try database.importPolice(files: files, districts: districts, now: Date(), locate: locate)
    }
    let reports = try importThem(RegionData.northumbria)
    #expect(reports.map(\.kind) == [.outcomes, .stopAndSearch])
    #expect(reports.allSatisfy { $0.forces == ["Northumbria Police"] })
    #expect(reports.map(\.rowsIn) == [7_249, 276])
    #expect(reports.allSatisfy { $0.rowsRejected == 0 && $0.rowsIn == $0.kept + $0.rowsLeftOut })
    let rows = try counts(database)
    #expect(rows == reports.map(\.added))
    // Other districts make it another import: rows are compared one by one.
    let again = try importThem(RegionData.allDistricts)
    #expect(again.allSatisfy { !$0.isRepeat })
    #expect(try counts(database) == zip(rows, again).map { $0 + $1.added })
    #expect(zip(reports, again).allSatisfy { $0.kept <= $1.alreadyKnown })
  }

  private func counts(_ database: NodeDatabase) throws -> [Int] {
    try database.read { db in
      try ["crimeOutcome", "stopSearch"].map { try rowCount($0, db) }
    }
  }
}
