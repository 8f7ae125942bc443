import Disclosure
import Foundation
import GRDB
import Geography
import PartnershipRecords
import Testing

@testable import HubStore

@Suite("What partnerships released, and what the hub makes of it")
struct ReceivedReleaseTests {
  private let database: HubDatabase
  private let hartlepool = Data(repeating: 1, count: 32)
  private let stockton = Data(repeating: 2, count: 32)
  private let now = Date(timeIntervalSince1970: 1_780_358_400)
  private let may = Month(index: 2026 * 12 + 4)

  init() throws {
    database = try HubDatabase(DatabaseQueue())
    for (nodeID, name, reference, district) in [
      (hartlepool, "Hartlepool", "HPL", "E06000001"), (stockton, "Stockton", "STK", "E06000004"),
    ] {
      let code = try #require(AreaCode(district))
      let partnership = try #require(
        Partnership(name: name, reference: reference, districts: [code]))
      try database.writer.write { db in
        try HubDatabase.insert(
          Member(
            nodeID: nodeID, partnership: partnership, identityKey: nodeID,
            transportKeyHash: nodeID, certificateExpires: now, enrolledAt: now), in: db)
      }
    }
  }

  private func release(
    _ name: String, of nodeID: Data? = nil, payload: [UInt8] = [1, 2], after seconds: Double = 0
  ) -> ReceivedRelease {
    ReceivedRelease(
      nodeID: nodeID ?? hartlepool, release: name, manifest: Array("{}".utf8), payload: payload,
      receivedAt: now + seconds)
  }

  private func write<Value>(_ step: (Database) throws -> Value) throws -> Value {
    try database.writer.write(step)
  }

  @Test("a release stays as it came first, byte for byte, whatever comes under its name later")
  func firstStays() throws {
    let first = release("police-2026-05-P")
    try write { db in
      try HubDatabase.insert(first, in: db)
      try HubDatabase.insert(release("police-2026-05-P", payload: [9], after: 5), in: db)
      let arrived = try HubDatabase.releases(.arrived, in: db)
      #expect(arrived == [first])
      // The same name of another partnership is another release.
      try HubDatabase.insert(release("police-2026-05-P", of: stockton), in: db)
      let both = try HubDatabase.releases(.arrived, in: db)
      #expect(both.map(\.nodeID) == [hartlepool, stockton])
    }
  }

  @Test("a release is read once: accepted, or refused with the reason")
  func settled() throws {
    let (good, bad) = (release("police-2026-04-P"), release("police-2026-05-P", after: 60))
    try write { db in
      try HubDatabase.insert(good, in: db)
      try HubDatabase.insert(bad, in: db)
      try HubDatabase.settle(good, refusal: nil, in: db)
      try HubDatabase.settle(bad, refusal: "payload-hash-differs", in: db)
      let left = try HubDatabase.releases(.arrived, in: db)
      #expect(left.isEmpty)
      let accepted = try HubDatabase.acceptedReleases(of: hartlepool, in: db)
      #expect(accepted.map(\.release) == ["police-2026-04-P"])
      let refused = try HubDatabase.releases(.refused, in: db)
      #expect(refused.map(\.refusal) == ["payload-hash-differs"])
      let counts = try HubDatabase.releaseCounts(in: db)
      #expect(counts[hartlepool]?.count == 1 && counts[hartlepool]?.latest == now)
      #expect(counts[stockton] == nil)
    }
  }

  @Test("a release of nobody is refused by the database itself")
  func stranger() {
    #expect(throws: DatabaseError.self) {
      try write { db in
        try HubDatabase.insert(release("x", of: Data(repeating: 7, count: 32)), in: db)
      }
    }
  }

  private func estimate(
    _ value: Double, _ month: Month, of category: CrimeCategory? = nil, node: Data? = nil,
    slots: [ReleaseSlot] = [.provisional]
  ) -> EstimateRecord {
    EstimateRecord(
      nodeID: node ?? hartlepool, period: month, category: category,
      estimate: Estimate(value: value, variance: 2), slots: slots)
  }

  @Test("a later estimate of a month takes the place of the one before, and no other's")
  func estimates() throws {
    let june = may.advanced(by: 1)
    let revised = estimate(9, may, slots: [.provisional, .revised])
    let burglary = estimate(3, may, of: .burglary)
    try write { db in
      try HubDatabase.replace([estimate(7, may), burglary, estimate(8, june)], in: db)
      try HubDatabase.replace([estimate(5, may, node: stockton), revised], in: db)
      let month = try #require(MonthPeriod(first: may, last: may))
      let all = try HubDatabase.estimates(nil, period: month, in: db)
      #expect(all == [revised, estimate(5, may, node: stockton)])
      #expect(try HubDatabase.estimates(.burglary, period: month, in: db) == [burglary])
      let both = try #require(MonthPeriod(first: may, last: june))
      let two = try HubDatabase.estimates(nil, period: both, in: db)
      #expect(two.map(\.estimate.value) == [9, 8, 5])
      #expect(try HubDatabase.periods(in: db) == [may, june])
    }
  }

  @Test("areas are known district by district; a district without any is not known")
  func zones() throws {
    func zone(_ code: String, _ middle: String, _ district: String) throws -> BaseZone {
      BaseZone(
        zone: try #require(AreaCode(code)), middle: try #require(AreaCode(middle)),
        district: try #require(AreaCode(district)))
    }
    let rows = [
      try zone("E01011950", "E02002483", "E06000001"),
      try zone("E01011949", "E02002483", "E06000001"),
      try zone("E01012200", "E02002530", "E06000004"),
    ]
    try write { db in
      try HubDatabase.store(rows, in: db)
      #expect(try HubDatabase.zoneCount(in: db) == 3)
      let found = try HubDatabase.zones(of: [rows[0].district], in: db)
      #expect(try found == BaseZones(rows.prefix(2)))
      let both = try HubDatabase.zones(of: [rows[2].district, rows[0].district], in: db)
      #expect(try both == BaseZones(rows))
      let unknown = try #require(AreaCode("E06000002"))
      #expect(try HubDatabase.zones(of: [unknown], in: db) == nil)
      #expect(try HubDatabase.zones(of: [rows[0].district, unknown], in: db) == nil)
      // What is said later holds.
      try HubDatabase.store([try zone("E01011950", "E02002484", "E06000001")], in: db)
      #expect(try HubDatabase.zoneCount(in: db) == 3)
      let moved = try HubDatabase.zones(of: [rows[0].district], in: db)
      #expect(moved?.middle.map(\.description) == ["E02002483", "E02002484"])
    }
  }
}
