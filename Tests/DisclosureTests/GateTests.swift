import Geography
import PartnershipRecords
import Testing

@testable import Disclosure

@Suite("Gate")
struct GateTests {
  @Test("measures every cell as its true count plus the noise it drew")
  func reproducible() throws {
    let fixture = try Fixture(zones: 9)
    let measurement = try fixture.measure()
    let cells = try ReleasePreview.cells(
      payload: measurement.payload, draws: measurement.draws, slot: .provisional,
      scheme: fixture.scheme)
    let counts = try fixture.counts()
    let expected = fixture.scheme.queries(of: .provisional).flatMap {
      counts.cells(of: $0.query, scheme: fixture.scheme)
    }
    #expect(cells.map(\.trueCount) == expected)
    #expect(cells.contains { $0.noise > 0 } && cells.contains { $0.noise < 0 })
    #expect(cells[15].area == Fixture.area("E01", 1))
    #expect(cells[15].category == .bicycleTheft)
    #expect(cells[cells.count - 1].query == .district)
    #expect(cells[cells.count - 1].category == nil)
  }

  @Test("adds a partnership's zones up by middle area and district")
  func sums() throws {
    let fixture = try Fixture(zones: 9, zonesInMiddle: 2, middlesInDistrict: 2)
    let counts = try fixture.counts()
    let total = fixture.truth().reduce(0, +)
    for query in ReleaseQuery.allCases {
      #expect(counts.cells(of: query, scheme: fixture.scheme).reduce(0, +) == total)
    }
    let burglary = counts.cells(of: .middleByCategory, scheme: fixture.scheme)[1 * 14 + 2]
    #expect(burglary == fixture.truth()[2 * 14 + 2] + fixture.truth()[3 * 14 + 2])
  }

  @Test("sends the same rows for empty counts as for full ones")
  func constantShape() throws {
    let fixture = try Fixture(zones: 9)
    let full = try fixture.measure()
    let empty = try fixture.measure(
      truth: [Int32](repeating: 0, count: fixture.scheme.cellCount(.zoneByCategory)))
    #expect(full.payload.count == empty.payload.count)
    #expect(full.payload.count == 4 * fixture.scheme.cellCount(of: .provisional))
  }

  @Test("says nothing of one record more or less in the manifest but the payload's hash")
  func neighbours() throws {
    let fixture = try Fixture(zones: 3)
    var neighbour = fixture.truth()
    neighbour[5] += 1
    let first = try fixture.measure().manifest
    let second = try fixture.measure(truth: neighbour).manifest
    #expect(first.payloadHash != second.payloadHash)
    func masked(_ manifest: ReleaseManifest) -> String {
      String(decoding: manifest.bytes, as: UTF8.self)
        .split(separator: manifest.payloadHash).joined()
    }
    #expect(masked(first) == masked(second))
  }

  @Test("draws other noise for each release")
  func independent() throws {
    let fixture = try Fixture(zones: 9)
    let first = try fixture.measure(seed: 1)
    let second = try fixture.measure(seed: 2)
    #expect(first.draws != second.draws)
  }

  @Test("releases nothing when the random source fails part of the way")
  func failingSource() throws {
    let fixture = try Fixture(zones: 3)
    var left = 20
    var source = NoiseSource { () throws(DisclosureError) -> UInt128 in
      left -= 1
      if left < 0 { throw .randomSourceStuck }
      return UInt128(left)
    }
    #expect(throws: DisclosureError.randomSourceStuck) {
      try Gate.measure(
        fixture.counts(), scheme: fixture.scheme, slot: .provisional, ledger: fixture.emptyLedger,
        terms: fixture.terms(), at: Fixture.inJune, noise: &source)
    }
  }

  @Test("refuses counts of another scheme, and a scheme that the ledger does not know")
  func schemes() throws {
    let fixture = try Fixture(zones: 3)
    let other = try Fixture(zones: 4)
    var noise = NoiseSource.seeded(SplitMix64(seed: 1))
    #expect(throws: DisclosureError.countsOfAnotherScheme) {
      try Gate.measure(
        other.counts(), scheme: fixture.scheme, slot: .provisional, ledger: fixture.emptyLedger,
        terms: fixture.terms(), at: Fixture.inJune, noise: &noise)
    }
    #expect(throws: DisclosureError.unknownScheme(hash: fixture.scheme.hash)) {
      try fixture.measure(ledger: other.emptyLedger)
    }
  }

  @Test("is closed until the first of the month in which a slot opens")
  func closed() throws {
    let fixture = try Fixture(zones: 3)
    let firstOfJune: Int64 = 1_780_272_000
    #expect(
      throws: DisclosureError.slotNotOpen(
        period: fixture.period, slot: .provisional, opens: fixture.period.advanced(by: 1))
    ) { try fixture.measure(at: firstOfJune - 1) }
    #expect(try fixture.measure(at: firstOfJune).release == "police-2026-05-P")
  }

  @Test("takes counts from 0 to the limit only, for zones of the scheme only")
  func countRange() throws {
    let fixture = try Fixture(zones: 1)
    let limit = CountTable.largestCount
    for wrong in [Int32(-1), Int32(limit) + 1] {
      var counts = [Int32](repeating: 0, count: 14)
      counts[3] = wrong
      #expect(throws: DisclosureError.countOutOfRange(limit: limit)) { try fixture.counts(counts) }
    }
    #expect(throws: DisclosureError.wrongNumberOfCounts(found: 13, expected: 14)) {
      try fixture.counts([Int32](repeating: 0, count: 13))
    }
    var table = CountTable(scheme: fixture.scheme, period: fixture.period)
    let zone = fixture.scheme.zones.zones[0]
    try table.add(limit, zone: zone, category: .drugs, scheme: fixture.scheme)
    #expect(throws: DisclosureError.countOutOfRange(limit: limit)) {
      try table.add(zone: zone, category: .drugs, scheme: fixture.scheme)
    }
    let elsewhere = Fixture.area("E01", 99)
    #expect(throws: DisclosureError.zoneOutsideScheme(elsewhere)) {
      try table.add(zone: elsewhere, category: .drugs, scheme: fixture.scheme)
    }
  }

  @Test("shows no count when a table is printed")
  func printing() throws {
    let fixture = try Fixture(zones: 1)
    let table = try fixture.counts([Int32](repeating: 4_321, count: 14))
    var dumped = ""
    dump(table, to: &dumped)
    #expect(!"\(table)\(String(reflecting: table))\(dumped)".contains("4321"))
  }
}
