import PartnershipRecords
import Testing

@testable import MadeUpRegion

@Suite("What was planted in the made-up region")
struct PlantedTruthTests {
  static let region = MadeUpRegion()
  static let rates = CrimeRates(region, RegionMap(seed: region.seed))

  /// Crimes drawn over the mean that the same months would have without the truth.
  private func ratio(_ planting: Planting, in months: [Month]) -> Double {
    let areas = planting.areas(in: RegionMap(seed: Self.region.seed)).map(\.number)
    var drawn = 0.0
    var expected = 0.0
    let planted = Set(planting.months(of: Self.region.months))
    for month in months {
      for area in areas {
        drawn += Double(Self.rates.count(area: area, planting.category, in: month))
        let mean = Self.rates.mean(area: area, planting.category, in: month)
        expected += planted.contains(month) ? mean / planting.factor : mean
      }
    }
    return drawn / expected
  }

  @Test("T1: violence at the Quayside rises by about 45 % in the last four of 24 months")
  func quayside() throws {
    let truth = try #require(Self.region.plantedTruths.first { $0.name == "T1" })
    #expect(truth.months.map(\.description) == ["2021-12", "2022-01", "2022-02", "2022-03"])
    #expect(truth.areas.count == 3)
    let before = Self.region.months.filter { !truth.months.contains($0) }
    #expect((0.85...1.15).contains(ratio(.quaysideViolence, in: before)))
    #expect((1.25...1.65).contains(ratio(.quaysideViolence, in: truth.months)))
  }

  @Test("T2: disorder on the Promenade doubles every July, and only then")
  func promenade() throws {
    let truth = try #require(Self.region.plantedTruths.first { $0.name == "T2" })
    #expect(truth.months.map(\.description) == ["2020-07", "2021-07"])
    #expect(truth.category == .antiSocialBehaviour)
    let others = Self.region.months.filter { $0.monthOfYear != 7 }
    #expect((0.85...1.15).contains(ratio(.promenadeSummer, in: others)))
    #expect((1.6...2.4).contains(ratio(.promenadeSummer, in: truth.months)))
  }

  @Test("Of the Quayside's violence 62 % is on nine map points with a bar close by")
  func bars() throws {
    let map = RegionMap(seed: Self.region.seed)
    let areas = Planting.quaysideViolence.areas(in: map)
    let bars = Set(areas.flatMap { $0.streets.prefix(3).map(\.place) })
    #expect(bars.count == 9)
    let drawing = CrimeDrawing(
      force: RegionPlan.harrowick, rates: Self.rates, areas: areas,
      elsewhere: map.areas.filter { $0.district == 3 })
    let violence = Self.region.months.flatMap { drawing.crimes(of: $0) }.filter {
      $0.category == .violenceAndSexualOffences
    }
    let near = violence.count { $0.street.map { bars.contains($0.place) } ?? false }
    #expect((0.58...0.66).contains(Double(near) / Double(violence.count)))
    let file = String(
      decoding: PremisesFiles(seed: Self.region.seed, map: map).file(of: 0).contents, as: UTF8.self)
    #expect(file.components("Quayside Bar").count == 10)
  }

  @Test("A period of a few months has no rise, and a period without July no summer")
  func shortPeriods() {
    let months = Month(index: 24_250)...Month(index: 24_252)
    #expect(MadeUpRegion(seed: 1, months: months).plantedTruths.isEmpty)
  }

  @Test("The default region has about 200,000 street rows in the mix of the real files")
  func total() {
    let map = RegionMap(seed: Self.region.seed)
    var total = 0
    var disorder: [Int: Int] = [:]
    var burglary: [Int: Int] = [:]
    for month in Self.region.months {
      for area in map.areas.indices {
        for category in CrimeCategory.allCases {
          let count = Self.rates.count(area: area, category, in: month)
          total += count
          if category == .antiSocialBehaviour { disorder[month.monthOfYear, default: 0] += count }
          if category == .burglary { burglary[month.monthOfYear, default: 0] += count }
        }
      }
    }
    #expect((190_000...212_000).contains(total))
    #expect(disorder.max { $0.value < $1.value }.map { [7, 8].contains($0.key) } == true)
    #expect(burglary.max { $0.value < $1.value }.map { [11, 12, 1].contains($0.key) } == true)
  }
}
