public import PartnershipRecords

/// Finds the area that a place lies in, among thousands of areas, in about a microsecond.
///
/// The shapes' rectangles are entered in a grid; a look-up tests only the shapes whose rectangle
/// meets the place's cell. Inside is decided by the even-odd rule over all rings of an area, so
/// holes and self-touching rings need no special treatment. Edges belong to an area: a place on the
/// border of several is given to the one with the lowest code. Every edge is held in one direction,
/// so two neighbours compute the same answer about their common edge, and no place between them is
/// lost.
public struct BoundaryIndex: Sendable {
  /// The codes of the areas, in ascending order; the place in it is the area's number below.
  private let codes: [AreaCode]
  private let boxes: [BoundingBox]
  /// Where each area's edges begin in `edges`, and one more for the end.
  private let firstEdges: [Int32]
  private let edges: [Edge]
  private let grid: AreaGrid

  /// Enters boundaries.
  ///
  /// - Parameter boundaries: Areas, normally of one kind, in any order. Boundaries without a
  ///   coordinate are left out; two of the same code are both searched.
  /// - Complexity: O(*v*) for *v* vertices, and memory of about 40 bytes a vertex.
  public init(_ boundaries: [Boundary]) {
    var codes: [AreaCode] = []
    var boxes: [BoundingBox] = []
    var firstEdges: [Int32] = [0]
    var edges: [Edge] = []
    for boundary in boundaries.sorted(by: { $0.code < $1.code }) {
      guard let box = boundary.box else { continue }
      codes.append(boundary.code)
      boxes.append(box)
      for ring in boundary.polygons.lazy.flatMap(\.rings) {
        for (start, end) in zip(ring, ring.dropFirst()) where start != end {
          edges.append(Edge(start, end))
        }
      }
      firstEdges.append(Int32(edges.count))
    }
    self.codes = codes
    self.boxes = boxes
    self.firstEdges = firstEdges
    self.edges = edges
    grid = AreaGrid(boxes)
  }

  /// The number of areas that can be found.
  public var count: Int { codes.count }

  /// Finds the area of a place.
  ///
  /// - Parameters:
  ///   - longitude: Degrees, WGS 84.
  ///   - latitude: Degrees, WGS 84.
  /// - Returns: The code of the area that holds the place, the lowest if there are several; `nil`
  ///   if there is none.
  public func area(longitude: Double, latitude: Double) -> AreaCode? {
    for area in grid.areas(longitude: longitude, latitude: latitude) {
      let number = Int(area)
      if boxes[number].contains(longitude: longitude, latitude: latitude),
        holds(number, longitude: longitude, latitude: latitude)
      {
        return codes[number]
      }
    }
    return nil
  }

  /// Finds the area of a place, as ``area(longitude:latitude:)`` does.
  public func area(at place: Coordinate) -> AreaCode? {
    area(longitude: place.longitude, latitude: place.latitude)
  }

  private func holds(_ area: Int, longitude: Double, latitude: Double) -> Bool {
    var isInside = false
    for index in Int(firstEdges[area])..<Int(firstEdges[area + 1]) {
      let edge = edges[index]
      guard latitude >= edge.south, latitude <= edge.north else { continue }
      // Positive when the place is to the left (west) of an edge that runs north.
      let side =
        (edge.northLongitude - edge.southLongitude) * (latitude - edge.south)
        - (longitude - edge.southLongitude) * (edge.north - edge.south)
      if side == 0, edge.spans(longitude: longitude) { return true }
      // The upper end is left out, so a vertex is crossed once by two edges that pass through it.
      if side > 0, latitude < edge.north { isInside.toggle() }
    }
    return isInside
  }
}

/// One side of a ring, held from its southern end to its northern one.
private struct Edge {
  let south: Double
  let north: Double
  let southLongitude: Double
  let northLongitude: Double

  init(_ start: Coordinate, _ end: Coordinate) {
    let keepsDirection =
      start.latitude != end.latitude
      ? start.latitude < end.latitude : start.longitude < end.longitude
    let (lower, upper) = keepsDirection ? (start, end) : (end, start)
    south = lower.latitude
    north = upper.latitude
    southLongitude = lower.longitude
    northLongitude = upper.longitude
  }

  /// Whether a longitude lies between those of the ends, both included.
  func spans(longitude: Double) -> Bool {
    longitude >= min(southLongitude, northLongitude)
      && longitude <= max(southLongitude, northLongitude)
  }
}
