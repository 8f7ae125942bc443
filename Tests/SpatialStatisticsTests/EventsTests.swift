import Foundation
import SpatialStatistics
import Testing

@Suite(
  "Events in space and time", .enabled(if: BenchmarkData.isThere, "ISCAN_DATA names no folder."))
struct EventsTests {
  /// Chicago's arson of 2016, with days from a fixed one.
  private func arson() throws -> (places: [PlanePoint], days: [Int]) {
    let format = ISO8601DateFormatter()
    format.formatOptions = [.withFullDate]
    let rows = try BenchmarkData.text("near-repeat/chicago_arson.csv").split(
      whereSeparator: \.isNewline
    ).map { $0.split(separator: ",") }
    return (
      rows.map { PlanePoint(x: Double($0[0]) ?? .nan, y: Double($0[1]) ?? .nan) },
      rows.map { row in
        Int((format.date(from: String(row[2]))?.timeIntervalSince1970 ?? 0) / 86_400)
      }
    )
  }

  @Test("arson in Chicago repeats at the same place and within 200 m, as NearRepeat finds")
  func nearRepeats() throws {
    let (places, days) = try arson()
    #expect(places.count == 522)
    let found = NearRepeats(
      places: places, moments: days,
      distances: [0, 0.001] + stride(from: 100, through: 1_000, by: 100),
      times: [0, 7, 14, 21, 28, 42], measure: .manhattan, seed: 1)
    #expect(found.cells[0].map(\.observed) == [4, 1, 0, 0, 0])
    #expect(found.cells[2].map(\.observed) == [7, 0, 4, 1, 3])
    #expect(found.cells[0][0].chance == 0.001)
    #expect(found.cells[2][0].chance <= 0.003)
    // NearRepeat's expectations are means of 999 shuffles, with errors of about 5 and 3 in a hundred.
    #expect(abs(try #require(found.cells[0][0].ratio) - 10.8) < 0.6)
    #expect(abs(try #require(found.cells[2][0].ratio) - 5.05) < 0.3)
  }

  @Test("Burkitt's lymphoma: pairs within 20 km and 5 days, and how many chance would give")
  func burkitt() throws {
    let rows = try BenchmarkData.burkitt()
    let found = NearRepeats(
      places: rows.map(\.place), moments: rows.map(\.day),
      // Both limits belong to the pair in pointpats; here a band ends below its limit.
      distances: [0, 20.0.nextUp], times: [0, 6], replicates: 999, seed: 2)
    #expect(found.cells[0][0].observed == 13)
    #expect(abs(found.cells[0][0].expected - 10.1438161) < 5e-8)
  }

  @Test("arson in Chicago by month: the likeliest cluster is the one that two other programs find")
  func permutationScan() throws {
    let (places, days) = try arson()
    let months = try BenchmarkData.text("near-repeat/chicago_arson.csv").split(
      whereSeparator: \.isNewline
    ).map { Int($0.split(separator: ",")[2].dropFirst(5).prefix(2)) ?? 0 }
    #expect(days.count == months.count)
    struct Cell: Hashable { let x, y: Int }
    let cells = places.map {
      Cell(x: Int(($0.x / 2_000).rounded(.down)), y: Int(($0.y / 2_000).rounded(.down)))
    }
    let distinct = Set(cells).sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    #expect(distinct.count == 117)
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 12), count: distinct.count)
    for (cell, month) in zip(cells, months) {
      counts[distinct.firstIndex(of: cell) ?? 0][month - 1] += 1
    }
    func scan() -> PermutationScan {
      PermutationScan(
        counts: counts,
        centres: distinct.map { PlanePoint(x: Double($0.x) * 2_000, y: Double($0.y) * 2_000) },
        reach: .init(places: 15, periods: 6), seed: 3)
    }
    let found = scan()
    let best = try #require(found.cylinders.first)
    #expect(abs(best.logLikelihoodRatio - 3.333713) < 5e-7)
    #expect(best.observed == 5)
    #expect(abs(best.expected - 1.204981) < 5e-7)
    #expect(best.periods == 1)
    #expect(best.places.count == 2)
    #expect(abs(best.chance - 0.681) < 0.06)
    #expect(scan().cylinders == found.cylinders)
    #expect(
      Set(found.cylinders.flatMap(\.places)).count
        == found.cylinders.reduce(0) { $0 + $1.places.count })
  }

  @Test("the same seed gives the same, another gives other shuffles")
  func seeds() throws {
    let (places, days) = try arson()
    func run(_ seed: UInt64) -> NearRepeats {
      NearRepeats(
        places: places, moments: days, distances: [0, 400, 800], times: [0, 14, 28],
        replicates: 99, seed: seed)
    }
    #expect(run(7) == run(7))
    #expect(run(7).cells != run(8).cells)
  }
}

@Suite("Random numbers by their place")
struct CounterBasedGeneratorTests {
  @Test("the known answers of Random123 for ten rounds")
  func knownAnswers() {
    // Of a zero seed the first block, two words a draw.
    var zero = CounterBasedGenerator(seed: 0)
    #expect(zero.next() == 0xe169_c58d_6627_e8d5)
    #expect(zero.next() == 0x9b00_dbd8_bc57_ac4c)
  }

  @Test("a draw of rates agrees with the exact law of counts")
  func sampled() throws {
    let cells = (0..<100).map { (column: $0 % 10, row: $0 / 10) }
    let queen = Neighbourhoods.queen(cells: cells).includingSelf
    let counts = (0..<100).map { $0 * 7 % 11 * ($0 % 3) }
    let exact = try #require(GetisOrd.exactChances(counts, in: queen))
    let sampled = GetisOrd.sampledChances(counts.map { Double($0) }, in: queen, seed: 4)
    for (one, other) in zip(exact.ofAtLeast, sampled.ofAtLeast) {
      let (one, other) = (one ?? 0, other ?? 0)
      // Five standard errors of 99,999 draws.
      #expect(abs(one - other) < 5 * (one * (1 - one) / 99_999).squareRoot() + 2e-5)
    }
  }
}
