import Foundation
import SpatialStatistics
import Testing

/// St Louis and Columbus, as spdep 1.2-7 and esda computed them.
@Suite(
  "Maps with known results", .enabled(if: BenchmarkData.isThere, "ISCAN_DATA names no folder."))
struct ReferenceMapsTests {
  private func number(_ row: [String: String], _ column: String) -> Double {
    Double(row[column] ?? "") ?? .nan
  }

  @Test("St Louis: global and local statistics")
  func stLouis() throws {
    let rows = try BenchmarkData.table("stl/stl_HR8893_local_reference.csv")
    let rates = rows.map { number($0, "HR8893") }
    let queen = try BenchmarkData.neighbourhoods("stl/stl.gal")
    #expect(queen.linkCount == 398)
    let moran = try #require(SpatialAutocorrelation.moran(rates, in: queen))
    #expect(abs(moran.value - 0.24365582621771659) < 1e-7)
    #expect(abs(moran.variance - 0.002976103) < 1e-8)
    #expect(abs(moran.score - 4.704410221) < 1e-4)
    let geary = try #require(SpatialAutocorrelation.geary(rates, in: queen))
    #expect(abs(geary.value - 0.5971282) < 1e-6)
    let local = LocalMoran(rates, in: queen)
    let gi = GetisOrd.scores(rates, in: queen.includingSelf)
    for (place, row) in rows.enumerated() {
      #expect(abs(try #require(local.values[place]) - number(row, "local_moran_Ii")) < 1e-6)
      #expect(abs(try #require(gi[place]) - number(row, "Gstar_i_binary_z")) < 1e-6)
    }
  }

  @Test("Columbus: global and local statistics")
  func columbus() throws {
    let rows = try BenchmarkData.table("columbus/columbus_CRIME_local_reference.csv")
    let crime = rows.map { number($0, "CRIME") }
    let queen = try BenchmarkData.neighbourhoods("columbus/columbus.gal")
    #expect(queen.linkCount == 236)
    let moran = try #require(SpatialAutocorrelation.moran(crime, in: queen))
    #expect(abs(moran.value - 0.500188557183) < 1e-9)
    #expect(abs(moran.score - 5.589383) < 1e-6)
    #expect(
      abs(try #require(SpatialAutocorrelation.geary(crime, in: queen)).value - 0.540528202702)
        < 1e-9)
    let local = LocalMoran(crime, in: queen)
    let gi = GetisOrd.scores(crime, in: queen.includingSelf)
    for (place, row) in rows.enumerated() {
      #expect(abs(try #require(local.values[place]) - number(row, "local_moran_Ii")) < 1e-9)
      #expect(abs(try #require(gi[place]) - number(row, "Gstar_i_binary_z")) < 1e-9)
    }
  }
}
