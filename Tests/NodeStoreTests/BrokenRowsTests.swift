import Foundation
import Intake
import PartnershipRecords
import Testing

@testable import NodeStore

@Suite("Rows that cannot be used")
struct BrokenRowsTests {
  /// One row of each kind of damage, with the reason it is set aside for.
  private static var damaged: [(row: [UInt8], reason: RejectReason)] {
    func row(_ change: (inout StreetRow) -> Void) -> [UInt8] {
      var row = StreetRow(crime: 9)
      change(&row)
      return Array(row.line.utf8)
    }
    let invalid = row { $0.location = "On or near Caf?" }.map { $0 == 63 ? 0xE9 : $0 }
    return [
      (row { $0.month = "2021-13" }, .badDate),
      (row { $0.longitude = "-1.6W" }, .badCoordinate),
      (row { $0.latitude = "" }, .badCoordinate),
      (row { $0.longitude = "2.35" }, .outsideUnitedKingdom),
      (row { $0.location = "one,two" }, .columnCount),
      (Array("too,few".utf8), .columnCount),
      (row { $0.location = "On or near \u{0}" }, .nulBytes),
      (invalid, .invalidUTF8),
      (row { $0.location = "\"On or near" }, .unterminatedQuote),
      (row { $0.category = "Piracy" }, .unknownCrimeType),
      (row { $0.area = "Newcastle" }, .badAreaCode),
    ]
  }

  @Test("each kind is set aside with its line and reason, and every good row between is kept")
  func setAside() throws {
    let node = try SmallNode()
    var bytes = Array(SmallNode.header.utf8) + [13, 10]
    for (number, damage) in Self.damaged.enumerated() {
      bytes += damage.row + [13, 10]
      bytes += Array(StreetRow(crime: 100 + number).line.utf8) + [13, 10]
    }
    let file = node.scratch.url("2021-09-northumbria-street.csv")
    try Data(bytes).write(to: file)
    let report = try #require(node.bring(files: [file]).first)
    #expect(report.kept == Self.damaged.count)
    #expect(report.rowsIn == report.kept + report.rowsRejected)
    for reason in RejectReason.allCases {
      let rows = report.rejected.first { $0.reason == reason }?.rows ?? 0
      #expect(rows == Self.damaged.filter { $0.reason == reason }.count, "\(reason)")
    }
    let reasons = try String(
      contentsOf: node.scratch.url("rejected/2021-09-northumbria-street.reasons.csv"),
      encoding: .utf8)
    #expect(
      reasons.split(separator: "\r\n").dropFirst().map {
        $0.split(separator: ",\"").first.map(String.init) ?? ""
      } == Self.damaged.enumerated().map { "\(2 + 2 * $0),\($1.reason.rawValue)" })
    let rejected = try Data(contentsOf: URL(filePath: #require(report.rejectFile)))
    let expected = Self.damaged.reduce(Array(SmallNode.header.utf8) + [13, 10]) {
      $0 + $1.row + [13, 10]
    }
    #expect(Array(rejected) == expected)
  }

  @Test("corrected incidents count beside equal ones of their file, however often they are brought")
  func correctedEqualIncidents() throws {
    let node = try SmallNode()
    let bad = StreetRow.asb().line.replacingOccurrences(of: "2021-09", with: "2021/09")
    let report = try node.bring(
      text: SmallNode.file([StreetRow.asb().line, bad, StreetRow.asb().line, bad]))
    #expect(report.added == 2)
    let rejected = URL(filePath: try #require(report.rejectFile))
    #expect(rejected.lastPathComponent == "2021-09-northumbria-street.rejected.csv")
    // First one of the two is corrected, then the other too.
    for corrected in 1...2 {
      let rows = [String](repeating: StreetRow.asb().line, count: corrected)
      try Data(SmallNode.file(rows).utf8).write(to: rejected)
      let report = try #require(node.bring(files: [rejected]).first)
      #expect(report.added == 1)
      #expect(report.alreadyKnown == corrected - 1)
    }
    #expect(try node.cube() == ["E01008162 24260 0 4"])
    // A later edition of the month has all four right.
    let edition = try node.bring([.asb(), .asb(), .asb(), .asb()], name: "edition.csv")
    #expect(edition.added == 0)
  }

  @Test("a file of rejected rows is never written over, and a repeat points to the first one")
  func keepsRejectFiles() throws {
    let node = try SmallNode()
    let text = SmallNode.file([StreetRow(crime: 1).line, "broken"])
    let first = try #require(try node.bring(text: text).rejectFile)
    try Data("half corrected".utf8).write(to: URL(filePath: first))
    let again = try node.bring(text: text)
    #expect(again.isRepeat)
    #expect(again.rejectFile == first)
    let other = try node.bring(text: text + "broken too\r\n")
    #expect(other.rejectFile?.hasSuffix("2021-09-northumbria-street.rejected-2.csv") == true)
    #expect(try String(contentsOfFile: first, encoding: .utf8) == "half corrected")
    let files = try FileManager.default.contentsOfDirectory(
      atPath: node.scratch.url("rejected").path)
    #expect(files.count == 4, "no drafts are left: \(files)")
  }

  @Test("corrected searches count beside equal ones of their file")
  func correctedSearches() throws {
    let node = try SmallNode()
    let header = PoliceFileKind.stopAndSearch.columns.joined(separator: ",")
    let good = "Person search,2021-09-01T00:15:00+00:00,,,54.97,-1.61,,,,,,,Arrest,,"
    let bad = good.replacingOccurrences(of: "T00:15", with: " 00:15")
    func file(_ rows: String...) -> String {
      ([header] + rows).joined(separator: "\n")
    }
    let name = "2021-09-northumbria-stop-and-search.csv"
    let report = try node.bring(text: file(good, bad, good), name: name)
    #expect(report.added == 2)
    let corrected = "2021-09-northumbria-stop-and-search.rejected.csv"
    #expect(try node.bring(text: file(good), name: corrected).added == 1)
    #expect(try node.bring(text: file(good) + "\n", name: corrected).added == 0)
    #expect(try node.rows("stopSearch") == 3)
    #expect(try node.bring(text: file(good, good, good, good), name: name).added == 1)
  }
}
