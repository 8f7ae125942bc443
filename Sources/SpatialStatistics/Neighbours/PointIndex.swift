/// A place in a plane, in metres (or whatever unit all of a question's lengths have).
public struct PlanePoint: Hashable, Sendable, Codable {
  public let x: Double
  public let y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  /// The square of the distance to another place.
  public func squaredDistance(to other: PlanePoint) -> Double {
    let (dx, dy) = (x - other.x, y - other.y)
    return dx * dx + dy * dy
  }
}

/// Points sorted into squares, so that those near a place are found without looking at all.
public struct PointIndex: Sendable {
  private let points: [PlanePoint]
  private let width: Double
  private let corner: PlanePoint
  private let columns: Int
  private let rows: Int
  /// Where each square's points begin in `order`; one more at the end.
  private let starts: [Int32]
  private let order: [Int32]

  /// - Parameters:
  ///   - points: In any order.
  ///   - width: Of a square, above 0; best the distance that will be asked for.
  /// - Complexity: O(points) time and memory; squares are widened until there are at most four a point.
  public init(_ points: [PlanePoint], width: Double) {
    precondition(width > 0, "A square has a width.")
    self.points = points
    let left = points.map(\.x).min() ?? 0
    let bottom = points.map(\.y).min() ?? 0
    let across = (points.map(\.x).max() ?? 0) - left
    let up = (points.map(\.y).max() ?? 0) - bottom
    var width = width
    while (across / width + 1) * (up / width + 1) > 4 * Double(points.count) + 16 { width *= 2 }
    self.width = width
    corner = PlanePoint(x: left, y: bottom)
    columns = Int(across / width) + 1
    rows = Int(up / width) + 1
    (starts, order) = Self.sorted(
      points, corner: corner, width: width, columns: columns, rows: rows)
  }

  /// Calls back with every point at most a distance away, itself too, and the square of its distance.
  ///
  /// - Parameters:
  ///   - distance: At least 0.
  ///   - place: Anywhere.
  ///   - visit: Gets a point's position in the list and its squared distance; squares by row and column,
  ///     within a square in the order of the list.
  public func forEach(
    within distance: Double, of place: PlanePoint, _ visit: (Int, Double) -> Void
  ) {
    let bound = distance * distance
    let acrossRange = range(place.x - corner.x, distance, columns)
    for row in range(place.y - corner.y, distance, rows) {
      for column in acrossRange {
        let square = row * columns + column
        for position in starts[square]..<starts[square + 1] {
          let index = Int(order[Int(position)])
          let squared = points[index].squaredDistance(to: place)
          if squared <= bound { visit(index, squared) }
        }
      }
    }
  }

  private func range(_ offset: Double, _ distance: Double, _ count: Int) -> ClosedRange<Int> {
    // The comparison is repeated on the distance itself: a square too many costs nothing but time.
    let low = ((offset - distance) / width).rounded(.down) - 1
    let high = ((offset + distance) / width).rounded(.down) + 1
    let last = Double(count - 1)
    return Int(min(max(low, 0), last))...Int(min(max(high, 0), last))
  }

  private static func sorted(
    _ points: [PlanePoint], corner: PlanePoint, width: Double, columns: Int, rows: Int
  ) -> (starts: [Int32], order: [Int32]) {
    let squares = points.map { point in
      Int((point.y - corner.y) / width) * columns + Int((point.x - corner.x) / width)
    }
    var starts = [Int32](repeating: 0, count: columns * rows + 1)
    for square in squares { starts[square + 1] += 1 }
    for square in 0..<columns * rows { starts[square + 1] += starts[square] }
    var next = starts
    var order = [Int32](repeating: 0, count: points.count)
    for (index, square) in squares.enumerated() {
      order[Int(next[square])] = Int32(index)
      next[square] += 1
    }
    return (starts, order)
  }
}
