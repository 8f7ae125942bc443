import Foundation
import GRDB
import Intake
import PartnershipRecords
import Testing

@testable import NodeStore

@Suite("Importing police files")
struct PoliceImportTests {
  @Test("incidents that agree in every column are separate incidents, and all are kept")
  func keepsEqualIncidents() throws {
    let node = try SmallNode()
    let report = try node.bring([.asb(), .asb(), .asb()])
    #expect(report.added == 3)
    #expect(try node.rows("event") == 3)
    // 24,260 is September 2021: 2021 · 12 + 8.
    #expect(try node.cube() == ["E01008162 24260 0 3"])
  }

  @Test("the same rows in another file add nothing; more equal incidents add the difference")
  func knowsRowsByContent() throws {
    let node = try SmallNode()
    let rows = [StreetRow(crime: 1), StreetRow(crime: 2), .asb(), .asb(), .unplaced]
    try node.bring(rows)
    let reordered = try node.bring(rows.reversed(), name: "again.csv")
    #expect(!reordered.isRepeat)
    #expect(reordered.added == 0)
    #expect(reordered.alreadyKnown == 5)
    let more = try node.bring(rows + [.asb(), .unplaced, StreetRow(crime: 3)], name: "more.csv")
    #expect(more.added == 3)
    #expect(more.late == 3)
    let fewer = try node.bring([.asb()], name: "fewer.csv")
    #expect(fewer.added == 0)
    #expect(try node.rows("event") == 8)
    #expect(try node.cube() == ["E01008162 24260 0 3", "E01008162 24260 2 3"])
  }

  @Test("the first file of a month is not late; a file of another month is not either")
  func firstIsNotLate() throws {
    let node = try SmallNode()
    #expect(try node.bring([StreetRow(crime: 1)]).late == 0)
    #expect(try node.bring([StreetRow(crime: 2, month: "2021-10")], name: "b.csv").late == 0)
    let mixed = try node.bring(
      [StreetRow(crime: 3), StreetRow(crime: 4, month: "2021-11")], name: "c.csv")
    #expect(mixed.months.map(\.late) == [1, 0])
    #expect(mixed.months.map(\.added) == [1, 1])
  }

  @Test("the file imported last says a crime's outcome; the same bytes never bring an old one back")
  func outcomesFollowTheLastImport() throws {
    let node = try SmallNode()
    let first = SmallNode.file([StreetRow(crime: 1), StreetRow(crime: 2)])
    try node.bring(text: first)
    let later = try node.bring(
      [StreetRow(crime: 1, outcome: "Suspect charged"), StreetRow(crime: 2)], name: "later.csv")
    #expect(later.changedOutcomes == 1)
    #expect(later.months.map(\.changedOutcomes) == [1])
    let again = try node.bring(text: first)
    #expect(again.isRepeat)
    #expect(again.alreadyKnown == 2)
    let period = try #require(MonthPeriod("2021-09"))
    let outcomes = try node.database.outcomes(.burglary, period: period)
    #expect(outcomes.map(\.outcome) == ["Suspect charged", "Under investigation"])
  }

  @Test("a crime that moves to another place or category moves in the counts")
  func correctionsMoveCounts() throws {
    let node = try SmallNode()
    try node.bring([StreetRow(crime: 1), StreetRow(crime: 2)])
    let moved = StreetRow(
      crime: 1, longitude: "-1.700000", area: "E01008163", category: "Robbery")
    let report = try node.bring([moved], name: "moved.csv")
    #expect(report.corrected == 1)
    #expect(report.changedOutcomes == 0)
    #expect(try node.cube() == ["E01008162 24260 2 1", "E01008163 24260 9 1"])
  }

  @Test("a Crime ID that comes twice in a file is one crime, with its last outcome")
  func repeatedCrimeID() throws {
    let node = try SmallNode()
    let report = try node.bring([
      StreetRow(crime: 1), StreetRow(crime: 1, outcome: "Suspect charged"),
    ])
    #expect(report.added == 1)
    #expect(report.alreadyKnown == 1)
    #expect(report.changedOutcomes == 1)
  }

  @Test("rows of other districts are left out and counted by district; unplaced rows are kept")
  func leavesOutOtherDistricts() throws {
    let node = try SmallNode()
    let report = try node.bring([
      StreetRow(crime: 1), StreetRow(crime: 2, longitude: "-1.7", area: "E01008200"),
      StreetRow(crime: 3, longitude: "-1.8", latitude: "55.5", area: ""), .unplaced,
    ])
    #expect(report.rowsIn == 4)
    #expect(report.kept == 2)
    #expect(report.unplaced == 1)
    #expect(report.placedShare == 0.5)
    #expect(report.leftOut.map { $0.district?.description } == ["E08000037", nil])
    #expect(report.leftOut.map(\.rows) == [1, 1])
    let period = try #require(MonthPeriod("2021-09..2021-10"))
    #expect(try node.database.unplaced(.antiSocialBehaviour, period: period) == [1, 0])
    let account = try #require(node.database.importAccounts().first)
    #expect(account.rowsIn == 4)
    #expect(account.leftOut == report.leftOut)
  }

  @Test("a place without a stated area counts for the area that holds it")
  func computesMissingArea() throws {
    let node = try SmallNode()
    try node.bring([
      StreetRow(crime: 1, area: ""), StreetRow(crime: 2, longitude: "-1.5", area: ""),
    ])
    #expect(try node.cube() == ["E01008162 24260 2 1", "E01008163 24260 2 1"])
  }

  @Test("a stated area that is not the computed one holds, and is reported")
  func reportsDisagreement() throws {
    let node = try SmallNode()
    let report = try node.bring([
      StreetRow(crime: 1), StreetRow(crime: 2), StreetRow(crime: 3, longitude: "-1.500000"),
    ])
    #expect(report.areasCompared == 3)
    #expect(report.areasDisagreeing == 2)
    #expect(try node.cube() == ["E01008162 24260 2 3"])
  }

  @Test("references to other tables are right after an import, and are checked again for others")
  func references() throws {
    let node = try SmallNode()
    try node.bring([StreetRow(crime: 1), .asb(), .unplaced])
    #expect(throws: NodeStoreError.self) { try node.bring(text: "", name: "empty.csv") }
    let found = try node.database.pool.writeWithoutTransaction { db in
      try (
        dangling: Row.fetchAll(db, sql: "PRAGMA foreign_key_check").count,
        areChecked: Int.fetchOne(db, sql: "PRAGMA foreign_keys")
      )
    }
    #expect(found.dangling == 0)
    #expect(found.areChecked == 1)
    #expect(throws: NodeStoreError.self) {
      try node.database.write { try $0.execute(sql: "UPDATE event SET placeId = 99") }
    }
  }

  @Test(
    "a neighbour's rows without coordinates stay out, until the file comes as one's own force's")
  func neighbour() throws {
    let node = try SmallNode()
    let file = try node.scratch.write(
      SmallNode.file([StreetRow(crime: 1), .unplaced]), to: "2021-09-durham-street.csv")
    let first = try #require(try node.bring(files: [file], ofNeighbour: true).first)
    #expect(first.added == 1)
    #expect(first.unplaced == 0)
    #expect(first.rowsLeftOut == 1)
    let own = try #require(try node.bring(files: [file]).first)
    #expect(!own.isRepeat)
    #expect(own.added == 1)
    #expect(own.unplaced == 1)
    #expect(try #require(try node.bring(files: [file], ofNeighbour: true).first).added == 0)
  }

  @Test("the report says how old the latest month is")
  func daysLate() throws {
    // 1 December 2021 is 61 days after the end of September.
    let report = try SmallNode().bring([StreetRow(crime: 1)])
    #expect(report.daysLate == 61)
  }

  @Test("reports are stored as they were given")
  func storesReports() throws {
    let node = try SmallNode()
    let report = try node.bring([StreetRow(crime: 1), .unplaced])
    #expect(try node.database.importReports() == [report])
  }

  @Test("places are given with their names and counts")
  func places() throws {
    let node = try SmallNode()
    try node.bring([StreetRow(crime: 1), StreetRow(crime: 2)])
    let period = try #require(MonthPeriod("2021-09"))
    let place = try #require(node.database.places(.burglary, period: period).first)
    #expect(place.street == "Grey Street")
    #expect(place.count == 2)
    #expect(place.longitude == -1.61)
    #expect(place.area.description == "E01008162")
  }

  @Test("many different incidents without a Crime ID go through the temporary table unharmed")
  func spillsAnonymousCounts() throws {
    let node = try SmallNode()
    // More different keys than are held in memory: 70 longitudes in 1,000 latitudes, each twice.
    var rows: [String] = []
    for index in 0..<70_000 {
      var row = StreetRow.asb()
      row.longitude = "-1.6\(10 + index % 70)"
      row.latitude = "54.9\(100 + index / 70)"
      rows.append(row.line)
    }
    let report = try node.bring(text: SmallNode.file(rows + rows))
    #expect(report.added == 140_000)
    #expect(try node.rows("event") == 140_000)
    let again = try node.bring(text: SmallNode.file(rows + rows + rows), name: "more.csv")
    #expect(again.added == 70_000)
    #expect(again.alreadyKnown == 140_000)
  }
}
