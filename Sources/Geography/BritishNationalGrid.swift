internal import Foundation

/// A place on the British National Grid, in metres.
public struct GridPosition: Hashable, Sendable, Codable {
  /// East of the false origin.
  public let easting: Double
  /// North of it.
  public let northing: Double

  public init(easting: Double, northing: Double) {
    self.easting = easting
    self.northing = northing
  }
}

/// The grid on which Great Britain is mapped, and on which distances are measured.
///
/// - Source: Ordnance Survey, A Guide to Coordinate Systems in Great Britain, sections 5.2, 6.6 and appendix C.
///   Checked against: its worked example, and places that the Department for Transport publishes in both
///   systems.
public enum BritishNationalGrid {
  /// How far a converted place may be from where the Ordnance Survey puts it, in metres: one rotation and shift
  /// stand for the country's whole survey network. Near places are off alike, so that distances between
  /// them are true to centimetres.
  public static let errorMetres = 5.0

  private static let projection = TransverseMercator(
    .airy, scale: 0.999_601_271_7, latitude: 49, longitude: -2, falseEasting: 400_000,
    falseNorthing: -100_000)

  /// From WGS 84 to the grid.
  ///
  /// - Parameter coordinate: In or near Great Britain.
  /// - Returns: Within ``errorMetres``.
  public static func position(of coordinate: Coordinate) -> GridPosition {
    let place = Ellipsoid.wgs84.cartesian(
      latitude: coordinate.latitude * .pi / 180, longitude: coordinate.longitude * .pi / 180)
    let airy = Ellipsoid.airy.geodetic(Shift.toAiry.apply(place))
    let (easting, northing) = projection.project(
      latitude: airy.latitude, longitude: airy.longitude)
    return GridPosition(easting: easting, northing: northing)
  }

  /// From the grid to WGS 84.
  ///
  /// - Parameter position: In or near Great Britain.
  /// - Returns: Within ``errorMetres``; and back again within two millimetres.
  public static func coordinate(of position: GridPosition) -> Coordinate {
    let (latitude, longitude) = projection.unproject(
      easting: position.easting, northing: position.northing)
    let place = Shift.toAiry.undo(
      Ellipsoid.airy.cartesian(latitude: latitude, longitude: longitude))
    let found = Ellipsoid.wgs84.geodetic(place)
    return Coordinate(
      longitude: found.longitude * 180 / .pi, latitude: found.latitude * 180 / .pi)
  }

  /// A place that is given on Airy's ellipsoid of 1830, projected alone; in degrees.
  static func projected(latitude: Double, longitude: Double) -> GridPosition {
    let (easting, northing) = projection.project(
      latitude: latitude * .pi / 180, longitude: longitude * .pi / 180)
    return GridPosition(easting: easting, northing: northing)
  }
}

/// From one ball to another: shifted, turned a little, and stretched.
private struct Shift {
  let metres: SIMD3<Double>
  /// In radians about each axis.
  let turn: SIMD3<Double>
  let stretch: Double

  /// From WGS 84 to the ball of the Ordnance Survey's maps.
  static let toAiry = Shift(
    metres: SIMD3(-446.448, 125.157, -542.06),
    turn: SIMD3(-0.1502, -0.247, -0.8421) * (.pi / 648_000), stretch: 20.4894e-6)

  func apply(_ place: SIMD3<Double>) -> SIMD3<Double> {
    metres + (1 + stretch) * turned(place, by: turn)
  }

  func undo(_ place: SIMD3<Double>) -> SIMD3<Double> {
    // The turn is so small that turning back by its negative is off by micrometres; two rounds leave none.
    var found = turned((place - metres) / (1 + stretch), by: -turn)
    for _ in 0..<2 { found += place - apply(found) }
    return found
  }

  private func turned(_ place: SIMD3<Double>, by turn: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(
      place.x - turn.z * place.y + turn.y * place.z,
      turn.z * place.x + place.y - turn.x * place.z,
      -turn.y * place.x + turn.x * place.y + place.z)
  }
}
