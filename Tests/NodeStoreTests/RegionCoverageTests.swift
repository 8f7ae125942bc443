import Disclosure
import Foundation
import Geography
import Intake
import PartnershipRecords
import Testing

@testable import NodeStore

/// The promise behind every interval that the hub shows, on the real region: each partnership and
/// month is released through the gate, estimated as the hub estimates, and compared with the truth.
@Suite(
  "Intervals on the region's real counts",
  .enabled(if: RegionData.isThere, RegionData.absence))
struct RegionCoverageTests {
  /// How many cells there were, and in how many the interval held the true count.
  struct Tally {
    var cells = 0
    var held = 0
    var share: Double { Double(held) / Double(cells) }

    mutating func add(_ estimate: Estimate, truth: Int) {
      cells += 1
      if estimate.shownLowerBound <= truth, truth <= estimate.upperBound { held += 1 }
    }
  }

  @Test(
    "hold the true count in at least 95 % of all cells of the region's totals, three times over")
  func coverage() throws {
    let scratch = try Scratch()
    let database = try regionDatabase(scratch)
    var regional = Tally()
    var single = Tally()
    for seed in 1...3 as ClosedRange<UInt64> {
      var noise = NoiseSource.seeded(SeededBits(state: seed))
      let (regionalOnce, singleOnce) = try measure(database, noise: &noise)
      // 14 categories and all together, 23 months; 13 months of two forces and 23 of the third.
      #expect(regionalOnce.cells == 345)
      #expect(singleOnce.cells == 15 * (6 * 23 + 6 * 13))
      regional.cells += regionalOnce.cells
      regional.held += regionalOnce.held
      single.cells += singleOnce.cells
      single.held += singleOnce.held
    }
    #expect(regional.share >= 0.95)
    #expect(single.share >= 0.95)
    // Intervals that always held would say less than they could.
    #expect(single.share <= 0.985)
  }

  /// One database of all twelve districts, so that the region is read once.
  private func regionDatabase(_ scratch: Scratch) throws -> NodeDatabase {
    let database = try scratch.database()
    try database.store(parents: RegionData.lookup())
    let bytes = try RegionData.bytes("lookups/lsoa11-msoa11.csv.gz")
    guard case .lookup(let middle) = try ReferenceFile.parse(bytes) else {
      throw NodeStoreError.damaged(table: "lookup")
    }
    try database.store(parents: middle.links)
    let folder = try RegionData.url("police")
    let files = try #require(FileManager.default.enumerator(atPath: folder.path))
      .compactMap { $0 as? String }.filter { $0.hasSuffix("-street.csv.gz") }.sorted()
      .map { folder.appendingPathComponent($0) }
    _ = try database.importPolice(
      files: files, districts: RegionData.allDistricts, now: Date(),
      locate: RegionData.locate())
    return database
  }

  private func measure(_ database: NodeDatabase, noise: inout NoiseSource) throws
    -> (regional: Tally, single: Tally)
  {
    let hierarchy = try AreaHierarchy(try database.areaLinks())
    let categories: [CrimeCategory?] = [nil] + CrimeCategory.allCases
    var single = Tally()
    var parts: [Month: [CrimeCategory?: [RegionalTotal.Part]]] = [:]
    var truths: [Month: [CrimeCategory?: Int]] = [:]
    for policed in NorthEastPartnerships.all {
      let partnership = policed.partnership
      let scheme = DisclosureScheme(
        zones: try BaseZones(districts: partnership.districts, in: hierarchy))
      for month in months(of: policed.force) {
        let counts = try database.cubeSlice(month, areas: scheme.zones.zones)
        let estimate = try release(counts, month, scheme, partnership, &noise)
        for category in categories {
          let truth = Self.sum(counts, category)
          let figure = estimate.total(categories: category.map { [$0] })
          single.add(figure, truth: truth)
          truths[month, default: [:]][category, default: 0] += truth
          parts[month, default: [:]][category, default: []].append(
            .init(partnership: partnership.code, period: month, estimate: figure))
        }
      }
    }
    var regional = Tally()
    for (month, byCategory) in parts {
      for (category, list) in byCategory {
        let total = try #require(RegionalTotal(list).estimate)
        regional.add(total, truth: truths[month]?[category] ?? 0)
      }
    }
    return (regional, single)
  }

  /// As the data's own description says.
  private func months(of force: PoliceForce) -> [Month] {
    let first = force == NorthEastPartnerships.northumbria ? "2020-05" : "2021-03"
    guard let first = Month(first), let last = Month("2022-03") else { return [] }
    return Array(first...last)
  }

  private func release(
    _ counts: [Int32], _ month: Month, _ scheme: DisclosureScheme, _ partnership: Partnership,
    _ noise: inout NoiseSource
  ) throws -> MonthEstimate {
    let drawn = try Gate.measure(
      CountTable(counts: counts, scheme: scheme, period: month), scheme: scheme, slot: .final,
      ledger: LedgerState(knownSchemes: [scheme.hash]),
      terms: ReleaseTerms(
        partnership: partnership.code, code: "test", policy: "N-1", isComplete: true),
      at: 1_800_000_000, noise: &noise)
    let verified = try VerifiedRelease(
      manifest: drawn.manifest.bytes, payload: drawn.payload, scheme: scheme,
      partnership: partnership.code)
    return try MonthEstimate([verified], scheme: scheme)
  }

  private static func sum(_ counts: [Int32], _ category: CrimeCategory?) -> Int {
    let width = CrimeCategory.allCases.count
    return counts.indices.reduce(0) { sum, place in
      guard category == nil || place % width == Int(category?.rawValue ?? 0) else { return sum }
      return sum + Int(counts[place])
    }
  }
}

/// Bits that are the same in every run.
private struct SeededBits: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
