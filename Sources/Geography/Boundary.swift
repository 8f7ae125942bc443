public import PartnershipRecords

/// One piece of an area: an outer ring and the holes in it.
public struct Polygon: Hashable, Sendable, Codable {
  /// The outer ring first, then holes; in each the last coordinate repeats the first.
  public let rings: [[Coordinate]]

  public init(rings: [[Coordinate]]) { self.rings = rings }
}

/// An area's name and shape.
public struct Boundary: Hashable, Sendable, Codable {
  public let code: AreaCode
  public let kind: AreaKind
  /// The name in the boundary file, such as "Hartlepool 009A"; empty if the file has none.
  public let name: String
  /// One polygon, or several when the area has islands or exclaves.
  public let polygons: [Polygon]

  public init(code: AreaCode, kind: AreaKind, name: String, polygons: [Polygon]) {
    self.code = code
    self.kind = kind
    self.name = name
    self.polygons = polygons
  }

  /// The rectangle around all polygons; `nil` if the boundary has no coordinate.
  public var box: BoundingBox? {
    BoundingBox(polygons.lazy.flatMap { $0.rings.lazy.flatMap { $0 } })
  }
}
