import Geography
import PartnershipRecords
import Testing

@testable import Disclosure

@Suite("Estimates at the hub")
struct EstimationTests {
  @Test(
    "are the least-squares solution and its variances, as a dense solve gives them",
    arguments: [
      ([ReleaseSlot.provisional], SensitivityTier.standard), ([.provisional, .revised], .standard),
      ([.provisional, .revised, .final], .standard), ([.revised], .sensitive),
    ])
  func dense(slots: [ReleaseSlot], tier: SensitivityTier) throws {
    let fixture = try Fixture(zones: 7, zonesInMiddle: 2, middlesInDistrict: 2, tier: tier)
    let scheme = fixture.scheme
    let releases = try slots.enumerated().map {
      try fixture.verified(fixture.measure($1, seed: UInt64($0)))
    }
    let month = try MonthEstimate(releases, scheme: scheme)
    let reference = DenseLeastSquares(releases, scheme: scheme)
    let solution = reference.solve(reference.right)
    for (cell, value) in solution.enumerated() { #expect(abs(month.cells[cell] - value) < 1e-8) }

    let sets: [([Int], Set<CrimeCategory>?)] = [
      ([0], [.drugs]), ([6], [.robbery]), ([0, 1], nil), ([0, 2, 5], [.drugs, .burglary]),
      ([0, 1, 2, 3], [.drugs]), (Array(0..<7), nil), ([3], nil),
    ]
    for (places, categories) in sets {
      let estimate = try month.estimate(
        zones: places.map { scheme.zones.zones[$0] }, categories: categories)
      var functional = [Double](repeating: 0, count: solution.count)
      for place in places {
        for column in 0..<14
        where categories?.contains(DisclosureScheme.categories[column]) ?? true {
          functional[place * 14 + column] = 1
        }
      }
      let variance = zip(functional, reference.solve(functional)).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(estimate.variance - variance) < 1e-8)
      let value = zip(functional, solution).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(estimate.value - value) < 1e-7)
    }
  }

  /// 560 cells, 240 draws of noise with fixed seeds: 134,400 intervals of single cells.
  @Test("are unbiased, and their 95 % intervals cover the truth in 94 to 96 % of cases")
  func coverage() throws {
    let fixture = try Fixture(zones: 40)
    let scheme = fixture.scheme
    let truth = fixture.truth()
    let runs = 240
    var errors = [Double](repeating: 0, count: runs)
    var (covered, coveredShown, intervals, coveredDistrict) = (0, 0, 0, 0)
    for run in 0..<runs {
      let releases = try ReleaseSlot.allCases.enumerated().map {
        try fixture.verified(fixture.measure($1, truth: truth, seed: UInt64(run * 3 + $0)))
      }
      let month = try MonthEstimate(releases, scheme: scheme)
      for (cell, count) in truth.enumerated() {
        let category = DisclosureScheme.categories[cell % 14]
        let estimate = try month.estimate(
          area: scheme.zones.zones[cell / 14], categories: [category])
        errors[run] += (estimate.value - Double(count)) / Double(truth.count)
        covered += abs(estimate.value - Double(count)) <= estimate.halfWidth ? 1 : 0
        coveredShown +=
          Int(count) >= estimate.lowerBound && Int(count) <= estimate.upperBound ? 1 : 0
        intervals += 1
      }
      let total = month.total()
      coveredDistrict +=
        abs(total.value - Double(truth.reduce(0, +))) <= total.halfWidth ? 1 : 0
    }
    let share = Double(covered) / Double(intervals)
    #expect((0.94...0.96).contains(share), "\(share)")
    #expect(Double(coveredShown) / Double(intervals) >= share)
    #expect((0.90...0.985).contains(Double(coveredDistrict) / Double(runs)))
    let mean = errors.reduce(0, +) / Double(runs)
    let spread = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(runs - 1)
    #expect(abs(mean) < 4 * (spread / Double(runs)).squareRoot(), "\(mean)")
  }

  @Test("are shown as whole numbers, none negative, every total the sum of its parts")
  func display() throws {
    let fixture = try Fixture(zones: 41)
    for seed in UInt64(0)..<20 {
      let month = try MonthEstimate(
        [fixture.verified(fixture.measure(seed: seed))], scheme: fixture.scheme)
      let table = DisplayTable(month)
      #expect(month.cells.contains { $0 < 0 })
      #expect(table.cells.allSatisfy { $0 >= 0 })
      for district in fixture.scheme.districts {
        let total = try month.estimate(area: district).value
        #expect(try table.count(area: district) == max(0, Int(total.rounded())))
        var middles = 0
        for (place, middle) in fixture.scheme.middleAreas.enumerated()
        where fixture.scheme.districts[fixture.scheme.districtOfMiddle[place]] == district {
          middles += try table.count(area: middle)
        }
        #expect(try table.count(area: district) == middles)
      }
    }
  }

  @Test("of the sensitive tier's first slot know sums but no single cell")
  func sensitiveProvisional() throws {
    let fixture = try Fixture(zones: 20, tier: .sensitive)
    let month = try MonthEstimate(
      [fixture.verified(fixture.measure())], scheme: fixture.scheme)
    let zone = fixture.scheme.zones.zones[0]
    #expect(try month.estimate(area: zone, categories: [.drugs]).standardDeviation > 500)
    let middle = try month.estimate(area: fixture.scheme.middleAreas[0], categories: [.drugs])
    #expect(middle.standardDeviation < 8.0.squareRoot())
    let all = try month.estimate(area: zone)
    #expect(all.standardDeviation < 10.0.squareRoot())
    #expect(DisplayTable(month).cells.allSatisfy { $0 >= 0 })
  }

  @Test("are refused for releases that do not belong together")
  func mixed() throws {
    let fixture = try Fixture(zones: 3)
    let first = try fixture.verified(fixture.measure())
    #expect(throws: DisclosureError.noReleases) {
      try MonthEstimate([], scheme: fixture.scheme)
    }
    #expect(throws: DisclosureError.releaseTwice(slot: .provisional)) {
      try MonthEstimate([first, first], scheme: fixture.scheme)
    }
    #expect(throws: DisclosureError.releasesOfDifferentMonths) {
      try MonthEstimate([first], scheme: Fixture(zones: 4).scheme)
    }
    let month = try MonthEstimate([first], scheme: fixture.scheme)
    let elsewhere = Fixture.area("E01", 77)
    #expect(throws: DisclosureError.areaOutsideScheme(elsewhere)) {
      try month.estimate(area: elsewhere)
    }
    #expect(throws: DisclosureError.areaOutsideScheme(elsewhere)) {
      try month.estimate(zones: [elsewhere])
    }
  }

  @Test(
    "are graded and put in words by their interval",
    arguments: [
      (100.0, 26.0, "A", "90–110"), (100.0, 160.0, "B", "75–125"), (100.0, 650.0, "C", "50–150"),
      (10.0, 30.0, "D", "0–21"), (-3.0, 4.0, "D", "fewer than 5"), (1.0, 2.0, "D", "fewer than 5"),
      (2.0, 4.0, "D", "0–6"),
    ])
  func words(value: Double, variance: Double, grade: String, interval: String) {
    let estimate = Estimate(value: value, variance: variance)
    #expect(estimate.grade.rawValue == grade)
    #expect(estimate.intervalInWords == interval)
  }

  @Test("add up over partnerships, and a missing one is no return, not zero")
  func region() throws {
    let month = try #require(Month("2026-05"))
    let parts = (0..<3).map { place in
      RegionalTotal.Part(
        partnership: Fixture.area("E08", place), period: month,
        estimate: place == 1 ? nil : Estimate(value: 10, variance: 2))
    }
    let total = RegionalTotal(parts)
    #expect(total.estimate == Estimate(value: 20, variance: 4))
    #expect(total.noReturn.map(\.partnership) == [Fixture.area("E08", 1)])
    #expect(RegionalTotal([parts[1]]).estimate == nil)
  }

  @Test("of 12 partnerships over 23 months take a few seconds at most")
  func speed() throws {
    let fixture = try Fixture(zones: 330)
    let releases = try ReleaseSlot.allCases.map { try fixture.verified(fixture.measure($0)) }
    let elapsed = try ContinuousClock().measure {
      for _ in 0..<(12 * 23) {
        let month = try MonthEstimate(releases, scheme: fixture.scheme)
        #expect(DisplayTable(month).cells.count == 4_620)
      }
    }
    #expect(elapsed < .seconds(20))
  }
}

/// The same least squares with the whole matrix, by Gaussian elimination.
private struct DenseLeastSquares {
  private var matrix: [[Double]]
  private(set) var right: [Double]

  init(_ releases: [VerifiedRelease], scheme: DisclosureScheme) {
    let unknowns = scheme.zones.count * 14
    matrix = [[Double]](repeating: [Double](repeating: 0, count: unknowns), count: unknowns)
    right = [Double](repeating: 0, count: unknowns)
    for release in releases {
      for (query, variance) in scheme.queries(of: release.manifest.slot) {
        let weight = Double(variance.denominator) / Double(variance.numerator)
        for (row, value) in release.values(of: query).enumerated() {
          let members = Self.members(row, query, scheme)
          for member in members {
            right[member] += weight * Double(value)
            for other in members { matrix[member][other] += weight }
          }
        }
      }
    }
  }

  /// The unknowns that one measured cell is the sum of.
  private static func members(
    _ row: Int, _ query: ReleaseQuery, _ scheme: DisclosureScheme
  ) -> [Int] {
    let area = scheme.areas(query.level)[query.isByCategory ? row / 14 : row]
    return (0..<(scheme.zones.count * 14)).filter { unknown in
      let zone = unknown / 14
      let holder: AreaCode =
        switch query.level {
        case .zone: scheme.zones.zones[zone]
        case .middle: scheme.zones.middle[zone]
        case .district: scheme.zones.district[zone]
        }
      return holder == area && (!query.isByCategory || unknown % 14 == row % 14)
    }
  }

  func solve(_ right: [Double]) -> [Double] {
    var rows = zip(matrix, right).map { $0 + [$1] }
    let count = rows.count
    for pivot in 0..<count {
      for row in (pivot + 1)..<max(count, pivot + 1) {
        let factor = rows[row][pivot] / rows[pivot][pivot]
        guard factor != 0 else { continue }
        for column in pivot...count { rows[row][column] -= factor * rows[pivot][column] }
      }
    }
    var solution = [Double](repeating: 0, count: count)
    for row in (0..<count).reversed() {
      let known = ((row + 1)..<max(count, row + 1)).reduce(0) {
        $0 + rows[row][$1] * solution[$1]
      }
      solution[row] = (rows[row][count] - known) / rows[row][row]
    }
    return solution
  }
}
