import Disclosure
import Geography
import PartnershipRecords
import SignedLogs
import SyncProtocol
import Testing

@testable import ReplicaStore

@Suite("A release in a log")
struct SharedReleaseTests {
  /// A release of `zones` zones that was drawn, looked at and approved.
  private static func table(zones: Int) throws -> ReleasableTable {
    func area(_ entity: String, _ number: Int) throws -> AreaCode {
      let digits = String(number)
      return try #require(
        AreaCode(entity + String(repeating: "0", count: 6 - digits.count) + digits))
    }
    let district = try area("E08", 1)
    let rows = try (0..<zones).map {
      BaseZone(zone: try area("E01", $0), middle: try area("E02", $0 / 4), district: district)
    }
    let scheme = DisclosureScheme(zones: try BaseZones(rows))
    let (analyst, officer) = (
      try #require(Actor(handle: "analyst-1", role: .analyst)),
      try #require(Actor(handle: "officer-1", role: .liaisonOfficer))
    )
    let time: Int64 = 1_780_358_400  // 2 June 2026, when the provisional slot of May is open
    var noise = NoiseSource.system()
    var ledger = LedgerState(knownSchemes: [scheme.hash])
    let drawn = try Gate.measure(
      CountTable(scheme: scheme, period: Month(index: 2026 * 12 + 4)), scheme: scheme,
      slot: .provisional, ledger: ledger,
      terms: ReleaseTerms(partnership: district, code: "1.0.0", policy: "P-7", isComplete: true),
      at: time, noise: &noise)
    try ledger.append(ledger.entry(drawing: drawn, by: analyst, at: time))
    for step in [ReleaseStep.previewed, .approved] {
      try ledger.append(ledger.entry(step: step, release: drawn.release, by: officer, at: time))
    }
    return try ReleasableTable(
      release: drawn.release, manifest: drawn.manifest.bytes, payload: drawn.payload,
      ledger: ledger)
  }

  /// Writes a release into MIL's log; gives the object and its commits.
  private static func write(_ table: ReleasableTable, to region: inout StoreRegion) throws
    -> (object: ObjectID, commits: Int)
  {
    let object = ObjectID(logIndex: 1, counter: 1, operationIndex: 0)
    let commits = try SharedRelease.commits(of: table, as: object)
    for operations in commits { try region.replicas[0].write { _ in operations } }
    return (object, commits.count)
  }

  @Test(
    "arrives byte for byte as it was drawn, in as many commits as it needs",
    arguments: [3, 400, 1_300])
  func wholeWay(zones: Int) throws {
    var region = try StoreRegion()
    let table = try Self.table(zones: zones)
    let (id, commits) = try Self.write(table, to: &region)
    let parts = (table.payload.count + 16_383) / 16_384
    #expect(commits == (parts + 1) / 2)
    let mil = region.replicas[0]
    try region.replicas[1].receive(1, from: mil)
    try region.replicas[1].read { records in
      let object = try #require(try records.object(id, in: region.scope))
      #expect(object.reference == "police-2026-05-P")
      let arrived = try #require(SharedRelease.arrived(object))
      #expect(arrived.manifest == table.manifest)
      #expect(arrived.ledgerHash == table.ledgerHash)
      #expect(try records.content(of: object, in: region.scope) == table.payload)
    }
  }

  @Test("has not arrived before its last part has")
  func inParts() throws {
    var region = try StoreRegion()
    let table = try Self.table(zones: 1_300)
    let (id, commits) = try Self.write(table, to: &region)
    #expect(commits >= 2)
    let mil = region.replicas[0]
    for count in 1...commits {
      #expect(try region.replicas[1].receive(1, from: mil, limit: 1) == 1)
      let object = try #require(try region.replicas[1].read { try $0.object(id, in: region.scope) })
      #expect((SharedRelease.arrived(object) != nil) == (count == commits))
    }
  }

  @Test("the same table gives the same commits, as a repetition after a stop must")
  func deterministic() throws {
    let table = try Self.table(zones: 400)
    let object = ObjectID(logIndex: 3, counter: 9, operationIndex: 0)
    #expect(
      try SharedRelease.commits(of: table, as: object)
        == SharedRelease.commits(of: table, as: object))
    #expect(SharedRelease.dataClass == .aggregate)
  }

  @Test("a task never is one, nor an object with a part twice or one missing")
  func notOne() throws {
    var region = try StoreRegion()
    let table = try Self.table(zones: 3)
    let (id, _) = try Self.write(table, to: &region)
    try region.replicas[0].write { _ in [try SharedRelease.putChunk([1], at: 0, of: id)] }
    try region.replicas[0].write { _ in [try SharedTask.create(reference: "MIL-T-0001")] }
    try region.replicas[0].read { records in
      let twice = try #require(try records.object(id, in: region.scope))
      // A second part 0 takes the place of the first or stands beside it; it is not the release.
      if let arrived = SharedRelease.arrived(twice) {
        #expect(arrived.manifest == table.manifest)
        #expect(try records.content(of: twice, in: region.scope) != table.payload)
      }
      let task = try #require(try records.objects(kind: SharedTask.kind).first)
      #expect(SharedRelease.arrived(task.state) == nil)
    }
  }

  @Test(
    "is whole only of as many parts as there are: a number costs nothing, however large",
    arguments: [Int64.min, -1, 0, 1, 3, 256, 257, 1 << 30, 1 << 32, .max])
  func partsClaimed(parts: Int64) throws {
    var region = try StoreRegion()
    for isRelease in [true, false] {
      let id = try region.replicas[0].write { object in
        var operations: [ShareableOperation] = []
        if isRelease {
          operations.append(try SharedRelease.create(reference: "MIL-R-0001"))
          operations.append(
            try SharedRelease.set(SharedRelease.Field.manifest, of: object, to: .content([1])))
          operations.append(
            try SharedRelease.set(SharedRelease.Field.ledgerHash, of: object, to: .code("0")))
          operations.append(
            try SharedRelease.set(SharedRelease.Field.parts, of: object, to: .number(parts)))
        } else {
          operations.append(try SharedAttachment.create(reference: "file"))
          operations.append(
            try SharedAttachment.set(SharedAttachment.Field.parts, of: object, to: .number(parts)))
        }
        for index: UInt32 in 0..<2 {
          operations.append(try SharedRelease.putChunk([1], at: index, of: object))
        }
        return operations
      }.object(createdBy: 0)
      try region.replicas[0].read { records in
        let object = try #require(try records.object(id, in: region.scope))
        #expect(!object.isWhole(of: parts))
        #expect(object.isWhole(of: 2))
        #expect(SharedRelease.arrived(object) == nil)
        #expect(!SharedAttachment.isWhole(object))
      }
    }
  }
}
