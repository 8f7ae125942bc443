/// A place on the earth: degrees of longitude and latitude in WGS 84, as in GPS and GeoJSON.
public struct Coordinate: Hashable, Sendable, Codable {
  /// Degrees east of Greenwich, from -180 to 180; negative to the west.
  public let longitude: Double
  /// Degrees north of the equator, from -90 to 90.
  public let latitude: Double

  /// Makes a coordinate without checking its ranges.
  public init(longitude: Double, latitude: Double) {
    self.longitude = longitude
    self.latitude = latitude
  }

  /// Whether both numbers are finite and in range.
  public var isOnEarth: Bool {
    (-180...180).contains(longitude) && (-90...90).contains(latitude)
  }
}

/// The smallest upright rectangle, in degrees, that holds some coordinates; its edges belong to it.
public struct BoundingBox: Hashable, Sendable, Codable {
  public let west: Double
  public let south: Double
  public let east: Double
  public let north: Double

  /// Makes the box around some coordinates.
  ///
  /// Gives `nil` without a coordinate.
  ///
  /// - Parameter coordinates: Finite coordinates, in any order.
  public init?(_ coordinates: some Sequence<Coordinate>) {
    var west = Double.infinity
    var south = Double.infinity
    var east = -Double.infinity
    var north = -Double.infinity
    for coordinate in coordinates {
      west = min(west, coordinate.longitude)
      south = min(south, coordinate.latitude)
      east = max(east, coordinate.longitude)
      north = max(north, coordinate.latitude)
    }
    guard west <= east else { return nil }
    self.west = west
    self.south = south
    self.east = east
    self.north = north
  }

  /// Whether a place is in the box or on its edge.
  public func contains(longitude: Double, latitude: Double) -> Bool {
    longitude >= west && longitude <= east && latitude >= south && latitude <= north
  }
}
