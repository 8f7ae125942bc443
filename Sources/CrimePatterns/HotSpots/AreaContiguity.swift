public import Geography
internal import PartnershipRecords
public import SpatialStatistics

/// Which areas touch.
public enum AreaContiguity {
  /// Areas whose boundaries share a point (queen contiguity).
  ///
  /// Boundaries of one publication share the very coordinates where two areas meet. Two that were drawn apart
  /// share none, and count as no neighbours.
  ///
  /// - Parameter boundaries: One for each area, in the order in which the areas are to be numbered.
  /// - Returns: The neighbourhoods, no area its own neighbour.
  /// - Complexity: O(coordinates) time and memory.
  public static func queen(_ boundaries: [Boundary]) -> Neighbourhoods {
    var first: [Coordinate: Int32] = [:]
    var others: [Coordinate: [Int32]] = [:]
    var neighbours = [Set<Int>](repeating: [], count: boundaries.count)
    func meet(_ area: Int, _ other: Int32) {
      guard Int(other) != area else { return }
      neighbours[area].insert(Int(other))
      neighbours[Int(other)].insert(area)
    }
    for (area, boundary) in boundaries.enumerated() {
      for coordinate in boundary.polygons.lazy.flatMap(\.rings).joined() {
        guard let found = first[coordinate] else {
          first[coordinate] = Int32(area)
          continue
        }
        meet(area, found)
        guard found != Int32(area) else { continue }
        for other in others[coordinate] ?? [] { meet(area, other) }
        if others[coordinate]?.last != Int32(area) {
          others[coordinate, default: []].append(Int32(area))
        }
      }
    }
    return Neighbourhoods(neighbours.map { Array($0) })
  }
}
