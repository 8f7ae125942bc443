import Foundation
import GRDB
import Intake
import PartnershipRecords
import Testing

@testable import NodeStore

/// What is on the disk while an import runs is what a power cut or a kill at that moment leaves.
@Suite("Imports that are cut off")
struct InterruptionTests {
  /// What an import writes: the many events by their sums, the rest row by row.
  private static func content(_ database: NodeDatabase) throws -> [String] {
    try database.read { db in
      let sums = try Row.fetchAll(
        db,
        sql: """
          SELECT count(*), count(DISTINCT crimeId), max(id), sum(month), sum(category),
            sum(placeId), sum(outcome), sum(importId)
          FROM event
          """)
      let tables = ["place", "cube", "importMonth", "crimeOutcome", "label", "force"]
      let rows = try tables.flatMap { try Row.fetchAll(db, sql: "SELECT * FROM \($0)") }
      return (sums + rows).map(\.description)
    }
  }

  @Test("after a cut at any moment nothing of the file is there, and importing again brings all")
  func cutAnywhere() throws {
    let node = try SmallNode()
    try node.bring([StreetRow(crime: 1), .asb()])
    let before = try Self.content(node.database)
    let file = node.scratch.url("2021-10-northumbria-street.csv")
    try Data(Self.manyRows(800_000)).write(to: file)
    var copies: [URL] = []
    var portions = 0
    let reports = try node.database.importPolice(
      files: [file], districts: SmallNode.newcastle, now: Date(timeIntervalSince1970: 0),
      locate: SmallNode.locate,
      progress: { _ in
        portions += 1
        guard portions % 90 == 1 else { return }
        let copy = node.scratch.url("cut-\(portions)")
        if (try? Self.copy(node.scratch.folder, to: copy)) != nil { copies.append(copy) }
      })
    #expect(copies.count >= 4)
    let last = try FileManager.default.attributesOfItem(
      atPath: try #require(copies.last).appending(path: "node.sqlite-wal").path)
    #expect((last[.size] as? NSNumber)?.intValue ?? 0 > 1_000_000, "nothing was written yet")
    let after = try Self.content(node.database)
    for copy in copies {
      let cut = try NodeDatabase(at: copy.appending(path: "node.sqlite"))
      #expect(try cut.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
      #expect(try Self.content(cut) == before)
      guard copy == copies.last else { continue }
      let again = try cut.importPolice(
        files: [file], districts: SmallNode.newcastle, now: Date(timeIntervalSince1970: 0),
        locate: SmallNode.locate)
      #expect(again == reports)
      #expect(try Self.content(cut) == after)
    }
  }

  /// More rows than the writing connection holds in memory, so that some reach the log uncommitted.
  private static func manyRows(_ count: Int) -> [UInt8] {
    let row = StreetRow(crime: 0, month: "2021-10", location: "").line.dropFirst(64)
    let rest = Array(row.utf8) + [10]
    var bytes = Array(SmallNode.header.utf8) + [10]
    bytes.reserveCapacity(count * (64 + rest.count))
    let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: 56)
    for number in 0..<count {
      // Spread over the index, as real Crime IDs are: the factor has no divisor in common with 10⁸.
      bytes += "\(number * 61_803_399 % 89_999_999 + 10_000_000)".utf8
      bytes += zeros
      bytes += rest
    }
    return bytes
  }

  /// Copies database and log, but not the index of the log, which a stopped process does not leave.
  private static func copy(_ folder: URL, to copy: URL) throws {
    try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
    for name in ["node.sqlite", "node.sqlite-wal"] {
      try FileManager.default.copyItem(
        at: folder.appending(path: name), to: copy.appending(path: name))
    }
  }
}
