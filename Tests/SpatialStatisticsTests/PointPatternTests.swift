import Foundation
import SpatialStatistics
import Testing

@Suite("Patterns of points", .enabled(if: BenchmarkData.isThere, "ISCAN_DATA names no folder."))
struct PointPatternTests {
  private func points(_ name: String) throws -> [PlanePoint] {
    try BenchmarkData.table("spatstat/\(name)_points.csv").map { row in
      PlanePoint(x: Double(row["x"] ?? "") ?? .nan, y: Double(row["y"] ?? "") ?? .nan)
    }
  }

  @Test(
    "K of cells and redwood seedlings, with both edge corrections, at all 26 radii",
    arguments: [("cells", 0.0), ("redwood", -1.0)])
  func ripley(name: String, bottom: Double) throws {
    let points = try points(name)
    let window = PlaneRectangle(
      lower: PlanePoint(x: 0, y: bottom), upper: PlanePoint(x: 1, y: bottom + 1))
    let rows = try BenchmarkData.table("spatstat/\(name)_K_reference.csv")
    let radii = rows.map { Double($0["r"] ?? "") ?? .nan }
    #expect(rows.count == 26)
    let isotropic = CrossPairs.corrected(of: points, radii: radii, in: window)
    let border = CrossPairs.border(of: points, radii: radii, in: window)
    var compared = 0
    for (place, row) in rows.enumerated() {
      guard !liesOnACircle(radii[place], points, window) else { continue }
      compared += 1
      #expect(abs(isotropic[place] - (Double(row["K_isotropic"] ?? "") ?? .nan)) < 1e-9)
      #expect(abs((border[place] ?? .nan) - (Double(row["K_border"] ?? "") ?? .nan)) < 1e-9)
    }
    #expect(compared >= 10)
  }

  /// Whether a point or the border lies just on a circle: rounding decides then, in either program.
  private func liesOnACircle(
    _ radius: Double, _ points: [PlanePoint], _ window: PlaneRectangle
  ) -> Bool {
    points.contains { abs(window.inset(of: $0) - radius) < 1e-9 }
      || points.contains { point in
        points.contains { abs($0.squaredDistance(to: point).squareRoot() - radius) < 1e-9 }
      }
  }

  @Test("the density of redwood seedlings keeps every seedling inside the window")
  func redwoodDensity() throws {
    let points = try points("redwood")
    let grid = CellGrid(
      origin: PlanePoint(x: 0, y: -1), width: 1.0 / 64, columns: 64, rows: 64)
    let density = QuarticDensity(
      of: points, bandwidth: 0.1 * 8.0.squareRoot(), grid: grid,
      inside: [Bool](repeating: true, count: grid.count))
    let mass = density.values.reduce(0, +) / 64 / 64
    #expect(abs(mass - 62) < 1e-9)
  }
}

@Suite("Densities")
struct DensityTests {
  private let grid = CellGrid(
    origin: PlanePoint(x: 0, y: 0), width: 50, columns: 40, rows: 40)

  private func points(_ count: Int, places: Int) -> [PlanePoint] {
    var generator = CounterBasedGenerator(seed: 5)
    let distinct = (0..<places).map { _ in
      PlanePoint(
        x: Double.random(in: 0..<2_000, using: &generator),
        y: Double.random(in: 0..<2_000, using: &generator))
    }
    return (0..<count).map { _ in distinct[Int.random(in: 0..<places, using: &generator)] }
  }

  @Test("snapped or not, in any order, the same to the last bit", arguments: [40, 9_000])
  func order(places: Int) {
    let points = points(9_000, places: places)
    var generator = CounterBasedGenerator(seed: 6)
    let one = QuarticDensity(of: points, bandwidth: 300, grid: grid)
    let other = QuarticDensity(
      of: points.shuffled(using: &generator), bandwidth: 300, grid: grid)
    #expect(one == other)
  }

  @Test("snapped points count as often as they lie there: the sum over every one of them")
  func bruteForce() {
    let points = points(5_000, places: 30)
    let found = QuarticDensity(of: points, bandwidth: 400, grid: grid).values
    for cell in stride(from: 0, to: grid.count, by: 97) {
      let centre = grid.centre(cell)
      let expected = points.reduce(0.0) { sum, point in
        let rest = 1 - point.squaredDistance(to: centre) / 160_000
        return rest > 0 ? sum + 3 * rest * rest / (Double.pi * 160_000) : sum
      }
      #expect(agrees(found[cell], expected, within: 1e-9))
    }
  }

  @Test("with an area every point inside counts as one, however near the edge")
  func edge() {
    let points = points(3_000, places: 3_000)
    let inside = (0..<grid.count).map { $0 % 40 < 25 || $0 / 40 > 30 }
    let density = QuarticDensity(of: points, bandwidth: 300, grid: grid, inside: inside)
    let within = points.count { grid.cell(at: $0).map { inside[$0] } ?? false }
    let mass = density.values.reduce(0, +) * 50 * 50
    #expect(agrees(mass, Double(within), within: 1e-9))
    #expect(zip(density.values, inside).allSatisfy { $1 || $0 == 0 })
  }
}
