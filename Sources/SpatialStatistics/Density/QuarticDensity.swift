internal import Foundation

/// A grid of square cells in a plane.
public struct CellGrid: Hashable, Sendable, Codable {
  /// The lower left corner.
  public let origin: PlanePoint
  /// Of a cell, in metres.
  public let width: Double
  public let columns: Int
  public let rows: Int

  /// - Parameters:
  ///   - origin: The lower left corner of the first cell.
  ///   - width: Above 0, in metres.
  ///   - columns: At least 1.
  ///   - rows: At least 1.
  public init(origin: PlanePoint, width: Double, columns: Int, rows: Int) {
    precondition(width > 0 && columns > 0 && rows > 0, "A grid has cells.")
    self.origin = origin
    self.width = width
    self.columns = columns
    self.rows = rows
  }

  public var count: Int { columns * rows }

  /// The middle of a cell; cells are numbered along the rows from the lower left.
  public func centre(_ cell: Int) -> PlanePoint {
    PlanePoint(
      x: origin.x + (Double(cell % columns) + 0.5) * width,
      y: origin.y + (Double(cell / columns) + 0.5) * width)
  }

  /// The cell that holds a point; `nil` outside. A point on a line between two belongs to the upper, or
  /// right, one.
  public func cell(at point: PlanePoint) -> Int? {
    let column = ((point.x - origin.x) / width).rounded(.down)
    let row = ((point.y - origin.y) / width).rounded(.down)
    guard column >= 0, row >= 0, column < Double(columns), row < Double(rows) else { return nil }
    return Int(row) * columns + Int(column)
  }
}

/// A smooth picture of where points lie, by the quartic kernel that crime analysts use.
///
/// It shows density; it says nothing of chance.
///
/// - Source: B. Silverman, Density Estimation, 1986; edge correction: P. Diggle, Applied Statistics 34, 1985,
///   as in spatstat's `density.ppp(kernel = "quartic", sigma = h/√8, diggle = TRUE)`, which it was checked
///   against.
public struct QuarticDensity: Hashable, Sendable, Codable {
  public let grid: CellGrid
  /// The kernel's radius in metres: nothing beyond it counts. (√8 standard deviations of the kernel.)
  public let bandwidth: Double
  /// Points for each square metre at each cell's centre.
  public let values: [Double]

  /// Computes a density.
  ///
  /// - Parameters:
  ///   - points: In the grid's plane. Points that lie on one another are taken together first, so that snapped
  ///     data cost what their distinct places cost.
  ///   - bandwidth: Above 0, in metres. On snapped data at least twice what 95 % of points were moved.
  ///   - grid: Where the density is wanted.
  ///   - inside: Which cells belong to the area, if it is not the whole grid. With it, what a point's kernel
  ///     would put outside is put inside (each point still counts as one), and cells outside are 0.
  ///     Points outside count nothing then.
  /// - Complexity: O(distinct places · (bandwidth / cell width)²) time, O(points + cells) memory.
  public init(
    of points: [PlanePoint], bandwidth: Double, grid: CellGrid, inside: [Bool]? = nil
  ) {
    precondition(bandwidth > 0, "A bandwidth is above 0.")
    precondition(inside.map { $0.count == grid.count } ?? true, "Each cell is inside or not.")
    self.grid = grid
    self.bandwidth = bandwidth
    var scatter = Scatter(grid: grid, bandwidth: bandwidth, inside: inside)
    for (place, weight) in PointWeights(points) { scatter.add(place, weight: weight) }
    values = inside.map { zip(scatter.values, $0).map { $1 ? $0 : 0 } } ?? scatter.values
  }
}

/// Puts kernels onto a grid.
struct Scatter {
  private let grid: CellGrid
  private let inside: [Bool]?
  private let squaredBandwidth: Double
  private let reach: Double
  private(set) var values: [Double]
  /// The squared distance along x of each column met, kept to be used again by each row.
  private var across: [Double] = []

  init(grid: CellGrid, bandwidth: Double, inside: [Bool]?) {
    self.grid = grid
    self.inside = inside
    squaredBandwidth = bandwidth * bandwidth
    reach = bandwidth
    values = [Double](repeating: 0, count: grid.count)
  }

  mutating func add(_ point: PlanePoint, weight: Double) {
    if let inside {
      guard let cell = grid.cell(at: point), inside[cell] else { return }
    }
    let columns = range(point.x - grid.origin.x, grid.columns)
    let rows = range(point.y - grid.origin.y, grid.rows)
    guard !columns.isEmpty, !rows.isEmpty else { return }
    across.removeAll(keepingCapacity: true)
    for column in columns {
      let dx = grid.origin.x + (Double(column) + 0.5) * grid.width - point.x
      across.append(dx * dx)
    }
    let height = 3 / (.pi * squaredBandwidth)
    guard let share = kept(columns, rows, of: point) else { return }
    spread(columns, rows, of: point, weight: weight * height / share)
  }

  /// The share of a kernel's mass that lies inside; 1 without an area, `nil` if no cell's centre is reached.
  private func kept(_ columns: Range<Int>, _ rows: Range<Int>, of point: PlanePoint) -> Double? {
    guard let inside else { return 1 }
    var sum = 0.0
    for row in rows {
      let dy = grid.origin.y + (Double(row) + 0.5) * grid.width - point.y
      for (offset, column) in columns.enumerated() where inside[row * grid.columns + column] {
        let rest = 1 - (across[offset] + dy * dy) / squaredBandwidth
        if rest > 0 { sum += rest * rest }
      }
    }
    let mass = sum * 3 / (.pi * squaredBandwidth) * grid.width * grid.width
    return mass > 0 ? mass : nil
  }

  private mutating func spread(
    _ columns: Range<Int>, _ rows: Range<Int>, of point: PlanePoint, weight: Double
  ) {
    let scale = 1 / squaredBandwidth
    values.withUnsafeMutableBufferPointer { values in
      across.withUnsafeBufferPointer { across in
        for row in rows {
          let dy = grid.origin.y + (Double(row) + 0.5) * grid.width - point.y
          let rest = 1 - dy * dy * scale
          if rest <= 0 { continue }
          let start = row * grid.columns + columns.lowerBound
          for offset in 0..<across.count {
            let left = max(0, rest - across[offset] * scale)
            values[start + offset] += weight * left * left
          }
        }
      }
    }
  }

  private func range(_ offset: Double, _ count: Int) -> Range<Int> {
    let low = max(0, ((offset - reach) / grid.width - 0.5).rounded(.up))
    let high = min(Double(count - 1), ((offset + reach) / grid.width - 0.5).rounded(.down))
    return low <= high ? Int(low)..<Int(high) + 1 : 0..<0
  }
}
