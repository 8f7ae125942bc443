extension Neighbourhoods {
  /// Cells of a grid that touch at a side or a corner (queen contiguity).
  ///
  /// - Parameter cells: Column and row of each cell that belongs to the frame, in any order; no two alike.
  ///   A cell that does not belong neighbours nothing.
  /// - Returns: The neighbourhoods of the cells in the order given, no cell its own neighbour.
  /// - Complexity: O(cells).
  public static func queen(cells: [(column: Int, row: Int)]) -> Neighbourhoods {
    struct Place: Hashable { let column, row: Int }
    var places: [Place: Int] = [:]
    places.reserveCapacity(cells.count)
    for (index, cell) in cells.enumerated() {
      let former = places.updateValue(index, forKey: Place(column: cell.column, row: cell.row))
      precondition(former == nil, "No two cells are alike.")
    }
    return Neighbourhoods(
      cells.map { cell in
        var list: [Int] = []
        for column in cell.column - 1...cell.column + 1 {
          for row in cell.row - 1...cell.row + 1
          where (column, row) != (cell.column, cell.row) {
            if let other = places[Place(column: column, row: row)] { list.append(other) }
          }
        }
        return list
      })
  }

  /// Points at most a distance from each other.
  ///
  /// - Parameters:
  ///   - distance: Above 0, in metres; a point at just this distance is a neighbour.
  ///   - points: In a plane, in metres.
  /// - Returns: The neighbourhoods, no point its own neighbour.
  /// - Complexity: O(points · neighbours), by squares as wide as the distance.
  public static func within(_ distance: Double, points: [PlanePoint]) -> Neighbourhoods {
    let index = PointIndex(points, width: distance)
    return Neighbourhoods(
      points.indices.map { place in
        var list: [Int] = []
        index.forEach(within: distance, of: points[place]) { other, _ in
          if other != place { list.append(other) }
        }
        return list
      })
  }
}
