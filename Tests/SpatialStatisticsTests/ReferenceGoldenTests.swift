import Foundation
import SpatialStatistics
import Testing

/// What `Tests/Reference` wrote: maps, points and series with the values of other programs.
enum Reference {
  static func read<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = folder.appendingPathComponent("Golden/\(name).json")
    return try JSONDecoder().decode(Value.self, from: Data(contentsOf: file))
  }
}

/// Maps as spdep 1.2-7 sees them.
private struct ReferenceMaps: Decodable {
  struct Columbus: Decodable {
    struct Flagged: Decodable { let unadjusted, BH, BY, bonferroni: Int }
    let values: [Double]
    let neighbours: [[Int]]
    let moran, geary, globalG, localMoran, getisOrdStar: [Double]
    let moranScore: Double
    let flagged: Flagged
  }
  struct Carolina: Decodable {
    struct Smoothed: Decodable {
      let mean, variance: Double
      let smoothed: [Double]
    }
    let counts, births: [Double]
    let neighbours: [[Int]]
    let links, flaggedBH: Int
    let moran, localSmoothed, getisOrdStar: [Double]
    let moranScore, standardisedMoran: Double
    let poisson, binomial: Smoothed
  }
  struct GetisOrdMap: Decodable {
    let x, y, values, distances, star, other: [Double]
    let place: Int
  }
  let columbus: Columbus
  let carolina: Carolina
  let getisord: GetisOrdMap
}

/// Counties' counts as PySAL and GeoDa see them, with 99,999 permutations.
private struct ReferencePermutations: Decodable {
  struct Local: Decodable {
    let score, value: [Double]?
    let folded: [Double]
  }
  struct Program: Decodable { let getisOrdStar, localMoran: Local }
  let permutations: Int
  let pysal, geoda: Program
}

/// Two-sided, of the normal law.
private func normalChance(_ score: Double) -> Double { erfc(abs(score) / 2.0.squareRoot()) }

@Suite("Maps that come with R")
struct ReferenceGoldenTests {
  private let maps: ReferenceMaps

  init() throws { maps = try Reference.read("maps", as: ReferenceMaps.self) }

  private func expectAgree(
    _ found: [Double?], _ expected: [Double], within share: Double = 1e-9,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.count == expected.count, sourceLocation: sourceLocation)
    for (one, other) in zip(found, expected) {
      #expect(agrees(one ?? .nan, other, within: share), sourceLocation: sourceLocation)
    }
  }

  @Test("Columbus 1980: Moran, Geary, G and every local value")
  func columbus() throws {
    let map = maps.columbus
    let queen = Neighbourhoods(map.neighbours)
    let moran = try #require(SpatialAutocorrelation.moran(map.values, in: queen))
    expectAgree(
      [moran.value, moran.expected, moran.variance, moran.score], map.moran + [map.moranScore])
    #expect(agrees(moran.value, 0.510951264, within: 1e-8))
    let geary = try #require(SpatialAutocorrelation.geary(map.values, in: queen))
    expectAgree([geary.value, geary.expected, geary.variance], map.geary)
    let global = try #require(SpatialAutocorrelation.globalG(map.values, in: queen))
    expectAgree([global.value, global.expected, global.variance], map.globalG)
    let local = LocalMoran(map.values, in: queen).values
    expectAgree(local, map.localMoran)
    #expect(agrees(local.compactMap(\.self).reduce(0, +), 25.03661, within: 1e-6))
  }

  @Test("Columbus 1980: Gi* and how many areas each adjustment leaves")
  func columbusAdjusted() throws {
    let map = maps.columbus
    let stars = GetisOrd.scores(map.values, in: Neighbourhoods(map.neighbours).includingSelf)
    expectAgree(stars, map.getisOrdStar)
    let chances = try stars.map { normalChance(try #require($0)) }
    func flagged(_ adjusted: [Double]) -> Int { adjusted.count { $0 < 0.05 } }
    #expect(flagged(chances) == map.flagged.unadjusted && map.flagged.unadjusted == 16)
    #expect(flagged(falseDiscoveryAdjusted(chances)) == map.flagged.BH && map.flagged.BH == 9)
    #expect(
      flagged(falseDiscoveryAdjustedForAnyDependence(chances)) == map.flagged.BY
        && map.flagged.BY == 0)
    #expect(
      flagged(chances.map { $0 * Double(chances.count) }) == map.flagged.bonferroni
        && map.flagged.bonferroni == 3)
  }

  @Test("North Carolina's counties: rates, smoothed and standardised")
  func carolina() throws {
    let map = maps.carolina
    let queen = Neighbourhoods(map.neighbours)
    #expect(queen.linkCount == map.links && map.links == 490)
    let rates = zip(map.counts, map.births).map { $0 / $1 }
    let moran = try #require(SpatialAutocorrelation.moran(rates, in: queen))
    expectAgree(
      [moran.value, moran.expected, moran.variance, moran.score], map.moran + [map.moranScore])
    let smoothed = try #require(EmpiricalBayesRates(counts: map.counts, population: map.births))
    expectAgree([smoothed.mean, smoothed.variance], [map.poisson.mean, map.poisson.variance])
    expectAgree(smoothed.smoothed, map.poisson.smoothed)
    let binomial = try #require(
      EmpiricalBayesRates(counts: map.counts, population: map.births, law: .binomial))
    // There the parameter is the spread of the rates; here that of the true rates.
    let within =
      binomial.mean * (1 - binomial.mean) * Double(map.births.count) / map.births.reduce(0, +)
    expectAgree(
      [binomial.mean, binomial.variance + within], [map.binomial.mean, map.binomial.variance])
    expectAgree(binomial.smoothed, map.binomial.smoothed)
    expectAgree(
      EmpiricalBayesRates.smoothedLocally(
        counts: map.counts, population: map.births, in: queen), map.localSmoothed)
    let index = try #require(
      SpatialAutocorrelation.moran(smoothed.standardised, in: queen, weights: .binary))
    #expect(agrees(index.value, map.standardisedMoran, within: 1e-9))
  }

  @Test("North Carolina's counties: Gi* of the rates")
  func carolinaStars() throws {
    let map = maps.carolina
    let rates = zip(map.counts, map.births).map { $0 / $1 }
    let stars = GetisOrd.scores(rates, in: Neighbourhoods(map.neighbours).includingSelf)
    expectAgree(stars, map.getisOrdStar)
    let found = try stars.map { try #require($0) }
    #expect(agrees(found.max() ?? 0, 4.251772, within: 1e-6))
    #expect(agrees(found.min() ?? 0, -2.327789, within: 1e-6))
    #expect(falseDiscoveryAdjusted(found.map(normalChance)).count { $0 < 0.05 } == map.flaggedBH)
  }

  @Test("Getis and Ord's own lattice, at four distances, with and without the place itself")
  func lattice() throws {
    let map = maps.getisord
    let points = zip(map.x, map.y).map { PlanePoint(x: $0, y: $1) }
    for (step, distance) in map.distances.enumerated() {
      let near = Neighbourhoods.within(distance, points: points)
      let star = GetisOrd.scores(map.values, in: near.includingSelf)[map.place]
      #expect(agrees(star ?? .nan, map.star[step], within: 1e-9))
    }
  }

  @Test("exact chances lie where 99,999 permutations of PySAL and GeoDa find them")
  func permutations() throws {
    let map = maps.carolina
    let golden = try Reference.read("permutations", as: ReferencePermutations.self)
    let queen = Neighbourhoods(map.neighbours)
    let counts = map.counts.map { Int($0) }
    let stars = GetisOrd.scores(map.counts, in: queen.includingSelf)
    expectAgree(stars, try #require(golden.pysal.getisOrdStar.score), within: 1e-6)
    let exact = try #require(GetisOrd.exactConditionalChances(counts, in: queen))
    let moran = try #require(LocalMoran.exactChances(counts, in: queen))
    // GeoDa's permutations stray further from the truth than independent ones would: by up to 6.4 standard
    // errors here, PySAL's by up to 3.1.
    for (program, errors) in [(golden.pysal, 4.0), (golden.geoda, 7.0)] {
      try expectAgree(program.getisOrdStar.folded, exact, golden.permutations, errors: errors)
      try expectAgree(
        program.localMoran.folded, moran, golden.permutations, errors: errors, decidesTies: false)
    }
  }

  /// Both programs give the smaller of two chances: of at least as much, and of less. Where they add up
  /// fractions, rounding decides whether an equal sum counts.
  private func expectAgree(
    _ folded: [Double], _ exact: LocalChances, _ permutations: Int, errors: Double,
    decidesTies: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for (place, found) in folded.enumerated() {
      let high = try #require(exact.ofAtLeast[place])
      let higher = decidesTies ? high : 1 - (try #require(exact.ofAtMost[place]))
      let least = min(high, 1 - high, higher, 1 - higher)
      let most =
        higher <= 0.5 && high >= 0.5 ? 0.5 : max(min(high, 1 - high), min(higher, 1 - higher))
      let error =
        errors * (most * (1 - most) / Double(permutations)).squareRoot() + 1.5
        / Double(permutations)
      #expect(
        found >= least - error && found <= most + error,
        "place \(place): \(found) for \(least) to \(most)", sourceLocation: sourceLocation)
    }
  }
}

/// Patterns of points as spatstat sees them.
private struct ReferencePoints: Decodable {
  struct Points: Decodable {
    let x, y: [Double]
    var places: [PlanePoint] { zip(x, y).map { PlanePoint(x: $0, y: $1) } }
  }
  struct Redwood: Decodable {
    struct Quartic: Decodable {
      let diggleMass, diggleHighest, uniformMass, uniformHighest: Double
    }
    let x, y: [Double]
    let isotropic, translation, border: Double
    let offCircles: [Double]
    let quartic: Quartic
    var places: [PlanePoint] { zip(x, y).map { PlanePoint(x: $0, y: $1) } }
  }
  struct Amacrine: Decodable {
    let window: [Double]
    let off, on: Points
    let isotropic, translation, border: Double
  }
  let redwood: Redwood
  let amacrine: Amacrine
}

@Suite("Patterns of points that come with R")
struct ReferencePointTests {
  private let golden: ReferencePoints

  init() throws { golden = try Reference.read("points", as: ReferencePoints.self) }

  /// K of the redwood seedlings by the isotropic, translation and border corrections.
  private func corrected(at radius: Double) -> [Double] {
    let points = golden.redwood.places
    let window = PlaneRectangle(lower: PlanePoint(x: 0, y: -1), upper: PlanePoint(x: 1, y: 0))
    return CrossPairs.EdgeCorrection.allCases.map {
      CrossPairs.corrected(of: points, radii: [radius], in: window, by: $0)[0]
    } + [CrossPairs.border(of: points, radii: [radius], in: window)[0] ?? .nan]
  }

  @Test("redwood seedlings: K by all three corrections")
  func redwood() throws {
    for (found, expected) in zip(corrected(at: 0.0953), golden.redwood.offCircles) {
      #expect(agrees(found, expected, within: 1e-9))
    }
    // Several pairs lie just 0.1 apart: rounding decides which of them spatstat counts.
    let expected = [
      golden.redwood.isotropic, golden.redwood.translation, golden.redwood.border,
    ]
    for (number, least) in corrected(at: 0.1 - 1e-9).enumerated() {
      #expect(least <= expected[number] && expected[number] <= corrected(at: 0.1 + 1e-9)[number])
    }
  }

  @Test("redwood seedlings: the quartic density on 64 by 64 cells, points in the middle of theirs")
  func density() throws {
    let grid = CellGrid(
      origin: PlanePoint(x: 0, y: -1), width: 1.0 / 64, columns: 64, rows: 64)
    let middles = golden.redwood.places.compactMap { grid.cell(at: $0).map(grid.centre) }
    #expect(middles.count == 62)
    let density = QuarticDensity(
      of: middles, bandwidth: 0.1 * 8.0.squareRoot(), grid: grid,
      inside: [Bool](repeating: true, count: grid.count))
    #expect(agrees(density.values.max() ?? 0, golden.redwood.quartic.diggleHighest, within: 1e-3))
  }

  @Test("two kinds of cells of a rabbit's eye: K of one about the other")
  func amacrine() throws {
    let golden = golden.amacrine
    let window = PlaneRectangle(
      lower: PlanePoint(x: golden.window[0], y: golden.window[2]),
      upper: PlanePoint(x: golden.window[1], y: golden.window[3]))
    let (off, on) = (golden.off.places, golden.on.places)
    let isotropic = CrossPairs.corrected(of: on, around: off, radii: [0.1], in: window)
    let moved = CrossPairs.corrected(
      of: on, around: off, radii: [0.1], in: window, by: .translation)
    #expect(agrees(isotropic[0], golden.isotropic, within: 1e-9))
    #expect(agrees(moved[0], golden.translation, within: 1e-9))
    #expect(
      agrees(
        CrossPairs.border(of: on, around: off, radii: [0.1], in: window)[0] ?? .nan, golden.border,
        within: 1e-9))
  }
}

@Suite("Counts and shares as R has them")
struct ReferenceCountTests {
  private struct Series: Decodable {
    struct Pair: Decodable {
      let first, second: Int
      let chance, ratio: Double
      let interval: [Double]
    }
    struct Share: Decodable {
      let count, of: Int
      let interval: [Double]
    }
    let twoCounts: Pair
    let wilson: Share
  }

  @Test("85 against 60, and 7 of 100")
  func counts() throws {
    let golden = try Reference.read("series", as: Series.self)
    let pair = golden.twoCounts
    let counts = TwoCounts(pair.first, pair.second, firstExposure: 1, secondExposure: 1)
    #expect(agrees(counts.chance, pair.chance, within: 1e-9))
    let ratio = try #require(counts.rateRatioInterval() as Interval?)
    #expect(agrees(ratio.lower, pair.interval[0], within: 1e-6))
    #expect(agrees(ratio.upper, pair.interval[1], within: 1e-6))
    // 20 against 10 by ptools 2.0.0.
    let few = TwoCounts(20, 10, firstExposure: 1, secondExposure: 1)
    #expect(agrees(few.unconditionalChance, 0.06883178, within: 1e-6))
    let share = ProportionCount(count: golden.wilson.count, of: golden.wilson.of).interval
    #expect(agrees(share.lower, golden.wilson.interval[0], within: 1e-9))
    #expect(agrees(share.upper, golden.wilson.interval[1], within: 1e-9))
  }
}
