import Foundation
import GRDB
import Testing

/// Faults planted in a node's folder, and whether `iscan node doctor` finds each.
@Suite("The doctor finds what somebody changed by hand", .serialized)
struct DoctorTests {
  /// A change made past the program, with a word of the sentence that must tell of it.
  struct Fault: Sendable, CustomTestStringConvertible {
    let name: String
    let statements: [String]
    let told: String
    var testDescription: String { name }
  }

  static let faults = [
    Fault(
      name: "a commit's words",
      statements: [
        "UPDATE logSegment SET content = CAST(replace(CAST(content AS TEXT), 'quarry', 'garden')"
          + " AS BLOB) WHERE instr(content, CAST('quarry' AS BLOB)) > 0"
      ], told: "does not verify"),
    Fault(
      name: "a commit taken away",
      statements: ["DELETE FROM logSegment WHERE last = (SELECT max(last) FROM logSegment)"],
      told: "\""),
    Fault(
      name: "a seal",
      statements: [
        "UPDATE logSegment SET content ="
          + " CAST(substr(content, 1, length(content) - 64) || zeroblob(64) AS BLOB)"
      ], told: "does not verify"),
    Fault(
      name: "a control record",
      statements: ["UPDATE controlRecord SET signature = zeroblob(64) WHERE sequence = 1"],
      told: "control record"),
    Fault(
      name: "a shared record",
      statements: [
        "UPDATE stateRow SET value = CAST(replace(CAST(value AS TEXT), 'quarry', 'garden')"
          + " AS BLOB) WHERE instr(value, CAST('quarry' AS BLOB)) > 0"
      ], told: "not what its commits make"),
    Fault(
      name: "the ledger",
      statements: [
        "DROP TRIGGER releaseLedgerKeepsEntries",
        "UPDATE releaseLedger SET entry = CAST(replace(CAST(entry AS TEXT), 'analyst', 'nobody0')"
          + " AS BLOB) WHERE sequence = 1",
      ], told: "ledger is broken"),
    Fault(
      name: "a release's figures",
      statements: [
        "DROP TRIGGER releaseMeasurementIsDrawnOnce",
        "UPDATE releaseMeasurement SET payload = zeroblob(length(payload))",
      ], told: "not those that the ledger names"),
  ]

  @Test("each planted fault is found; without one nothing is wrong")
  func planted() async throws {
    let region = try await TestRegion()
    try await region.whileServing {
      try await region.join([.millbridge])
      try await region.deliverRelease(from: .millbridge)
      try await region.at(
        .millbridge,
        ["task", "new", "--title", "Close quarry access", "--as", "analyst"])
      try await region.at(.millbridge, ["task", "share", "MIL-T-0001", "--as", "analyst"])
      try await region.synchronise(.millbridge)
    }
    let home = URL(filePath: region.home(.millbridge))
    let healthy = try await region.attempt(.millbridge, ["node", "doctor"])
    #expect(healthy.status == 0, "\(healthy.text)")
    let kept = try Data(contentsOf: home.appending(path: "node.sqlite"))
    for fault in Self.faults {
      try Self.plant(fault, in: home)
      let answer = try await region.attempt(.millbridge, ["node", "doctor"])
      #expect(answer.status == 1, "\(fault.name)")
      #expect(answer.text.contains(fault.told), "\(fault.name): \(answer.text)")
      for suffix in ["-wal", "-shm"] {
        try? FileManager.default.removeItem(
          at: home.appending(path: "node.sqlite" + suffix))
      }
      try kept.write(to: home.appending(path: "node.sqlite"))
    }
  }

  private static func plant(_ fault: Fault, in home: URL) throws {
    let database = try DatabaseQueue(path: home.appending(path: "node.sqlite").path)
    try database.write { db in
      for statement in fault.statements { try db.execute(sql: statement) }
      #expect(db.changesCount > 0, "\(fault.name) was not planted")
    }
    try database.close()
  }
}
