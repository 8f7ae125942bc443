import Foundation
import GRDB
import Geography
import Intake
import PartnershipRecords
import Testing

@testable import NodeStore

func rowCount(_ table: String, _ db: Database) throws -> Int {
  try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
}

/// A row of a street file; every field has an ordinary value.
struct StreetRow {
  /// `nil` for none; a number is written as 64 digits.
  var crime: Int?
  var month = "2021-09"
  var force = "Northumbria Police"
  var longitude = "-1.610000"
  var latitude = "54.970000"
  var location = "On or near Grey Street"
  var area = "E01008162"
  var category = "Burglary"
  var outcome = "Under investigation"

  static func asb(_ location: String = "On or near Grey Street") -> StreetRow {
    StreetRow(crime: nil, location: location, category: "Anti-social behaviour", outcome: "")
  }

  static var unplaced: StreetRow {
    StreetRow(
      crime: nil, longitude: "", latitude: "", location: "No Location", area: "",
      category: "Anti-social behaviour", outcome: "")
  }

  var line: String {
    let identifier = crime.map { String(repeating: "0", count: 64 - "\($0)".count) + "\($0)" }
    return [
      identifier ?? "", month, force, force, longitude, latitude, location, area, "", category,
      outcome, "",
    ].joined(separator: ",")
  }
}

/// A made-up node of Newcastle with two small areas, and a third in Gateshead.
struct SmallNode {
  static let newcastle = RegionData.codes(["E08000021"])
  let scratch: Scratch
  let database: NodeDatabase

  init() throws {
    scratch = try Scratch()
    database = try scratch.database()
    try database.store(parents: Self.links)
  }

  static let links: [AreaLink] = [
    ("E01008162", "E08000021"), ("E01008163", "E08000021"), ("E01008200", "E08000037"),
  ].compactMap { child, parent in
    guard let child = AreaCode(child), let parent = AreaCode(parent) else { return nil }
    return AreaLink(
      child: child, childKind: .lowerSuperOutputArea2011, parent: parent, parentKind: .district)
  }

  static let header = PoliceFileKind.street.columns.joined(separator: ",")

  static func file(_ rows: [StreetRow]) -> String { file(rows.map(\.line)) }

  static func file(_ lines: [String]) -> String {
    ([header] + lines).joined(separator: "\r\n") + "\r\n"
  }

  @discardableResult
  func bring(
    _ rows: [StreetRow], name: String = "2021-09-northumbria-street.csv"
  ) throws -> ImportReport {
    try bring(text: Self.file(rows), name: name)
  }

  @discardableResult
  func bring(
    text: String, name: String = "2021-09-northumbria-street.csv"
  ) throws -> ImportReport {
    let file = try scratch.write(text, to: name)
    return try #require(bring(files: [file]).first)
  }

  func bring(files: [URL], ofNeighbour: Bool = false) throws -> [ImportReport] {
    try database.importPolice(
      files: files, districts: Self.newcastle, ofNeighbour: ofNeighbour,
      now: Date(timeIntervalSince1970: 1_638_316_800),
      locate: Self.locate, rejects: scratch.url("rejected"))
  }

  /// West of 1.6 degrees is the second area, for places that state none.
  static func locate(_ kind: AreaKind, _ longitude: Double, _ latitude: Double) -> AreaCode? {
    guard kind == .lowerSuperOutputArea2011, latitude < 55 else { return nil }
    return AreaCode(longitude < -1.6 ? "E01008163" : "E01008162")
  }

  func cube() throws -> [String] {
    try database.read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT area || ' ' || month || ' ' || category || ' ' || count FROM cube
          WHERE count > 0 ORDER BY area, month, category
          """)
    }
  }

  func rows(_ table: String) throws -> Int { try database.read { try rowCount(table, $0) } }
}
