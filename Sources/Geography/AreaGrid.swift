/// A grid of equal cells that knows which rectangles meet each cell.
struct AreaGrid: Sendable {
  private let bounds: BoundingBox?
  /// Cells on each side of the square grid.
  private let side: Int
  private let cellsPerDegreeEast: Double
  private let cellsPerDegreeNorth: Double
  /// Where each cell's entries begin in `entries`, and one more for the end.
  private let firstEntries: [Int32]
  /// Numbers of rectangles, ascending within a cell.
  private let entries: [Int32]

  /// Enters rectangles, numbered by their place in the list.
  init(_ boxes: [BoundingBox]) {
    bounds = BoundingBox(
      boxes.lazy.flatMap { box in
        [
          Coordinate(longitude: box.west, latitude: box.south),
          Coordinate(longitude: box.east, latitude: box.north),
        ]
      })
    // About 32 cells an area: towns hold most areas on little ground, so cells must be fine there.
    side = min(512, max(1, Int((32 * Double(boxes.count)).squareRoot())))
    let width = (bounds?.east ?? 0) - (bounds?.west ?? 0)
    let height = (bounds?.north ?? 0) - (bounds?.south ?? 0)
    cellsPerDegreeEast = width > 0 ? Double(side) / width : 0
    cellsPerDegreeNorth = height > 0 ? Double(side) / height : 0
    (firstEntries, entries) = Self.listed(
      boxes, bounds: bounds, side: side, east: cellsPerDegreeEast, north: cellsPerDegreeNorth)
  }

  /// The rectangles that meet the cell of a place, in ascending order; none outside the grid.
  func areas(longitude: Double, latitude: Double) -> ArraySlice<Int32> {
    guard let bounds, bounds.contains(longitude: longitude, latitude: latitude) else { return [] }
    let column = Self.cell(longitude - bounds.west, cellsPerDegreeEast, side)
    let row = Self.cell(latitude - bounds.south, cellsPerDegreeNorth, side)
    let cell = row * side + column
    return entries[Int(firstEntries[cell])..<Int(firstEntries[cell + 1])]
  }

  private static func cell(_ offset: Double, _ cellsPerDegree: Double, _ side: Int) -> Int {
    min(side - 1, Int(offset * cellsPerDegree))
  }

  /// Counts each cell's entries, then writes them behind each other.
  private static func listed(
    _ boxes: [BoundingBox], bounds: BoundingBox?, side: Int, east: Double, north: Double
  ) -> (firstEntries: [Int32], entries: [Int32]) {
    guard let bounds else { return ([0, 0], []) }
    func forEachCell(of box: BoundingBox, _ body: (Int) -> Void) {
      let columns =
        cell(box.west - bounds.west, east, side)...cell(box.east - bounds.west, east, side)
      let rows =
        cell(box.south - bounds.south, north, side)...cell(box.north - bounds.south, north, side)
      for row in rows {
        for column in columns { body(row * side + column) }
      }
    }
    var firstEntries = [Int32](repeating: 0, count: side * side + 1)
    for box in boxes { forEachCell(of: box) { firstEntries[$0 + 1] += 1 } }
    for cell in 1..<firstEntries.count { firstEntries[cell] += firstEntries[cell - 1] }
    var next = firstEntries
    var entries = [Int32](repeating: 0, count: Int(firstEntries[side * side]))
    for (number, box) in boxes.enumerated() {
      forEachCell(of: box) { cell in
        entries[Int(next[cell])] = Int32(number)
        next[cell] += 1
      }
    }
    return (firstEntries, entries)
  }
}
