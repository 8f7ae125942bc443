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
    let isotropic = CrossPairs.isotropic(of: points, radii: radii, in: window)
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
