import Foundation
import GRDB
import Intake
import PartnershipRecords
import Testing

@testable import NodeStore

@Suite("Imports that go wrong")
struct ImportFailureTests {
  @Test("an import that stops in the middle of a file leaves nothing of that file")
  func allOrNothing() throws {
    let node = try SmallNode()
    let first = try node.scratch.write(SmallNode.file([StreetRow(crime: 1)]), to: "in/a.csv")
    // Longer than one portion, so that rows have been written when it stops.
    let rows = (2..<8_000).map { StreetRow(crime: $0) } + [.asb()]
    try node.scratch.write(
      SmallNode.file(rows.map(\.line) + ["broken"]), to: "in/b.csv")
    var portions = 0
    #expect(throws: NodeStoreError.self) {
      _ = try node.database.importPolice(
        files: [first.deletingLastPathComponent()], districts: SmallNode.newcastle, now: Date(),
        // The folder for rejected rows cannot be made: its name is a file's.
        locate: SmallNode.locate, rejects: first.appendingPathComponent("rejected"),
        progress: { _ in portions += 1 })
    }
    #expect(portions > 2)
    #expect(try node.rows("event") == 1)
    #expect(try node.rows("importBatch") == 1)
    #expect(try node.cube() == ["E01008162 24260 2 1"])
    // And it can be brought afterwards.
    let reports = try node.bring(files: [node.scratch.url("in/b.csv")])
    #expect(reports[0].added == rows.count)
    #expect(reports[0].rowsRejected == 1)
  }

  @Test("rejected rows are kept verbatim with their header, and can be imported when corrected")
  func rejectFile() throws {
    let node = try SmallNode()
    let bad = StreetRow(crime: 2, month: "Sept 2021").line
    let report = try node.bring(text: SmallNode.file([StreetRow(crime: 1).line, bad, "a,b"]))
    #expect(report.kept == 1)
    #expect(report.rejected.map(\.reason) == [.columnCount, .badDate])
    let path = try #require(report.rejectFile)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text == SmallNode.file([bad, "a,b"]))
    let reasons = try String(
      contentsOf: node.scratch.url("rejected/2021-09-northumbria-street.reasons.csv"),
      encoding: .utf8)
    #expect(
      reasons.split(separator: "\r\n").map { $0.split(separator: ",\"").first ?? "" } == [
        "line,reason,meaning", "3,bad-date", "4,column-count",
      ])
    let corrected = text.replacingOccurrences(of: "Sept 2021", with: "2021-09")
    #expect(try node.bring(text: corrected, name: "corrected.csv").added == 1)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    #expect((mode as? NSNumber)?.intValue == 0o600)
  }

  @Test("a file that is no police file is refused with its name, not with its content")
  func refusesOtherFiles() throws {
    let node = try SmallNode()
    let error = #expect(throws: NodeStoreError.self) {
      try node.bring(text: "Mr Secret,1 High Street\r\n", name: "people.csv")
    }
    #expect(error?.code == "import-not-a-police-file")
    #expect(error?.description.contains("people.csv") == true)
    #expect(error?.description.contains("Secret") == false)
    #expect(try node.rows("importBatch") == 0)
  }

  @Test("an empty file, a missing file and a node without look-up are errors that say so")
  func plainErrors() throws {
    let node = try SmallNode()
    #expect(throws: NodeStoreError.self) { try node.bring(text: "") }
    let missing = #expect(throws: NodeStoreError.self) {
      try node.bring(files: [node.scratch.url("nothing.csv")])
    }
    #expect(missing?.code == "import-file-unreadable")
    let nowhere = #expect(throws: NodeStoreError.self) {
      try node.database.importPolice(
        files: [], districts: RegionData.codes(["E06000001"]), now: Date(),
        locate: SmallNode.locate)
    }
    #expect(nowhere?.code == "import-no-files")
    let file = try node.scratch.write(SmallNode.file([StreetRow(crime: 1)]), to: "a.csv")
    let noLookup = #expect(throws: NodeStoreError.self) {
      try node.database.importPolice(
        files: [file], districts: RegionData.codes(["E06000001"]), now: Date(),
        locate: SmallNode.locate)
    }
    #expect(noLookup?.code == "import-no-area-lookup")
  }

  @Test("a gzip file, a zip archive of many files and a folder bring the same as plain files")
  func packedFiles() throws {
    let node = try SmallNode()
    try node.scratch.write(SmallNode.file([StreetRow(crime: 1)]), to: "in/2021-09/a.csv")
    try node.scratch.write(SmallNode.file([StreetRow(crime: 2)]), to: "in/2021-10/b.csv")
    try node.scratch.write("Licence", to: "in/licence.txt")
    try run("/usr/bin/python3", "-m", "zipfile", "-c", "all.zip", "in/", in: node.scratch.folder)
    try run("/bin/gzip", "-k", "in/2021-09/a.csv", in: node.scratch.folder)
    let zip = try node.bring(files: [node.scratch.url("all.zip")])
    #expect(zip.map(\.file) == ["a.csv", "b.csv"])
    #expect(zip.map(\.added) == [1, 1])
    let folder = try node.bring(files: [node.scratch.url("in")])
    #expect(folder.map(\.file) == ["a.csv", "a.csv", "b.csv"])
    #expect(folder.allSatisfy { $0.isRepeat && $0.added == 0 && $0.alreadyKnown == 1 })
  }

  @Test("a gzip file that was cut off brings nothing")
  func cutOffFile() throws {
    let node = try SmallNode()
    let rows = (0..<20_000).map { StreetRow(crime: $0 * 7_919) }
    try node.scratch.write(SmallNode.file(rows), to: "a.csv")
    try run("/bin/gzip", "a.csv", in: node.scratch.folder)
    let packed = try Data(contentsOf: node.scratch.url("a.csv.gz"))
    try packed.prefix(packed.count * 2 / 3).write(to: node.scratch.url("a.csv.gz"))
    let error = #expect(throws: NodeStoreError.self) {
      try node.bring(files: [node.scratch.url("a.csv.gz")])
    }
    #expect(error?.code == "import-file-unreadable")
    #expect(try node.rows("event") == 0)
    #expect(try node.rows("place") == 0)
  }

  private func run(_ program: String, _ arguments: String..., in folder: URL) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}
