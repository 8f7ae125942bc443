import Foundation
import SpatialStatistics
import Testing

@Suite("Robberies in Memphis", .enabled(if: BenchmarkData.isThere, "ISCAN_DATA names no folder."))
struct MemphisTests {
  @Test("Gi* of 500 m cells is what spdep finds, its best cell too")
  func scores() throws {
    let counts = try MemphisRobberies().counts
    #expect(counts.reduce(0, +) == 2_245)
    let scores = GetisOrd.scores(
      counts.map { Double($0) }, in: MemphisRobberies.queen.includingSelf
    ).map { $0 ?? -.infinity }
    let best = try #require(scores.indices.max { scores[$0] < scores[$1] })
    #expect(abs(scores[best] - 17.50676) < 5e-6)
    #expect((best % 71, best / 71) == (38, 13))
    #expect(counts[best] == 9)
    #expect(MemphisRobberies.queen.includingSelf.sums(of: counts)[best] == 79)
    #expect(
      SpatialAutocorrelation.moran(counts.map { Double($0) }, in: MemphisRobberies.queen).map {
        abs($0.value - 0.3647641) < 5e-8
      } == true)
  }

  @Test("the exact chances are those of the reference, and so is what they mark")
  func exact() throws {
    let counts = try MemphisRobberies().counts
    let queen = MemphisRobberies.queen.includingSelf
    let chances = try #require(GetisOrd.exactChances(counts, in: queen))
    let best = 13 * 71 + 38
    #expect(agrees(try #require(chances.ofAtLeast[best]), 9.915412e-12, within: 1e-6))
    let sums = queen.sums(of: counts)
    func chance(_ sum: Int) -> Double? {
      sums.indices.first { sums[$0] == sum && queen.size(of: $0) == 9 }
        .flatMap { chances.ofAtLeast[$0] }
    }
    #expect(agrees(try #require(chance(20)), 9.73280270e-03, within: 1e-8))
    #expect(agrees(try #require(chance(30)), 7.71496540e-04, within: 1e-8))
    #expect(agrees(try #require(chance(40)), 3.62770116e-05, within: 1e-8))
    let p = chances.ofAtLeast.compactMap { $0 }
    let q = falseDiscoveryAdjusted(p)
    #expect(p.count == 4_189)
    #expect(p.count { $0 < 0.05 } == 515)
    #expect(q.count { $0 <= 0.05 } == 94)
    #expect(q.count { $0 <= 0.01 } == 30)
    #expect(p.count { $0 * 4_189 <= 0.05 } == 20)
    #expect(sums.indices.filter { q[$0] <= 0.05 }.map { sums[$0] }.min() == 29)
  }

  @Test("with each cell's own count held fast fewer are marked")
  func conditional() throws {
    let counts = try MemphisRobberies().counts
    let chances = try #require(
      GetisOrd.exactConditionalChances(counts, in: MemphisRobberies.queen))
    #expect(
      agrees(try #require(chances.ofAtLeast[13 * 71 + 38]), 1.985873e-10, within: 1e-6))
    #expect(falseDiscoveryAdjusted(chances.ofAtLeast).count { ($0 ?? 1) <= 0.05 } == 62)
  }

  @Test("the densest places are those of the reference, at both scales")
  func density() throws {
    let points = try MemphisRobberies().points
    let grid = CellGrid(
      origin: PlanePoint(x: 762_000, y: 3_876_500), width: 100, columns: 355, rows: 295)
    let near = QuarticDensity(of: points, bandwidth: 500, grid: grid)
    let peak = try #require(near.values.indices.max { near.values[$0] < near.values[$1] })
    #expect(agrees(near.values[peak], 9.05376371e-05, within: 1e-8))
    #expect(grid.centre(peak) == PlanePoint(x: 780_950, y: 3_882_950))
    let wide = QuarticDensity(of: points, bandwidth: 1_000, grid: grid)
    let top = try #require(wide.values.indices.max { wide.values[$0] < wide.values[$1] })
    #expect(agrees(wide.values[top], 4.35801665e-05, within: 1e-8))
    #expect(grid.centre(top) == PlanePoint(x: 781_150, y: 3_883_150))
  }

  @Test("six months foretell the next six as well as the reference says")
  func prediction() throws {
    let robberies = try MemphisRobberies()
    var (early, late) = (robberies.counts.map { _ in 0.0 }, robberies.counts.map { _ in 0 })
    for (point, month) in zip(robberies.points, robberies.months) {
      guard let along = MemphisRobberies.grid.cell(at: point) else { continue }
      // The reference numbers cells up the columns, and of equal scores takes the first.
      let cell = along % 71 * 59 + along / 71
      if month <= 6 { early[cell] += 1 } else { late[cell] += 1 }
    }
    for (chosen, index, efficiency, hits) in [
      (42, 11.072, 0.561, 12.29), (84, 8.755, 0.553, 9.71), (209, 6.693, 0.595, 7.43),
    ] {
      let found = try #require(PredictionAccuracy(scores: early, later: late, chosen: chosen))
      #expect(abs(found.index - index) < 5e-4)
      #expect(abs(found.efficiency - efficiency) < 5e-4)
      #expect(abs(found.searchEfficiency(chosen: chosen, area: 0.25) - hits) < 5e-3)
      #expect(found.overTies.contains(found.index))
    }
  }
}
