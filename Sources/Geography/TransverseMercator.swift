internal import Foundation

/// A flattened ball, as maps are drawn on.
struct Ellipsoid: Sendable {
  /// Half of the axis through the equator, in metres.
  let equatorial: Double
  /// Half of the axis through the poles, in metres.
  let polar: Double

  /// The ball of the satellites.
  static let wgs84 = Ellipsoid(equatorial: 6_378_137, polar: 6_356_752.314_245)
  /// Airy's of 1830, on which Great Britain is mapped.
  static let airy = Ellipsoid(equatorial: 6_377_563.396, polar: 6_356_256.909)

  /// The square of the first eccentricity.
  var squaredEccentricity: Double { 1 - polar * polar / (equatorial * equatorial) }
  /// The third flattening.
  var thirdFlattening: Double { (equatorial - polar) / (equatorial + polar) }

  /// A place on the surface, in metres from the centre.
  func cartesian(latitude: Double, longitude: Double) -> SIMD3<Double> {
    let normal =
      equatorial / (1 - squaredEccentricity * sin(latitude) * sin(latitude)).squareRoot()
    return SIMD3(
      normal * cos(latitude) * cos(longitude), normal * cos(latitude) * sin(longitude),
      normal * (1 - squaredEccentricity) * sin(latitude))
  }

  /// The latitude and longitude of a place near the surface, in radians.
  func geodetic(_ place: SIMD3<Double>) -> (latitude: Double, longitude: Double) {
    let across = (place.x * place.x + place.y * place.y).squareRoot()
    var latitude = atan2(place.z, across * (1 - squaredEccentricity))
    // Each round gains three digits; five leave less than a micrometre.
    for _ in 0..<5 {
      let normal =
        equatorial / (1 - squaredEccentricity * sin(latitude) * sin(latitude)).squareRoot()
      latitude = atan2(place.z + squaredEccentricity * normal * sin(latitude), across)
    }
    return (latitude, atan2(place.y, place.x))
  }
}

/// The projection of maps that are long from north to south.
///
/// - Source: L. Krüger, Konforme Abbildung des Erdellipsoids in der Ebene, 1912, to the fourth order: below a
///   tenth of a millimetre in Great Britain. Checked against: the worked example of the Ordnance Survey.
struct TransverseMercator: Sendable {
  private let ellipsoid: Ellipsoid
  private let scale: Double
  private let meridian: Double
  private let falseEasting: Double
  private let trueNorthing: Double
  private let forth: [Double]
  private let back: [Double]

  /// - Parameters:
  ///   - ellipsoid: What is projected.
  ///   - scale: On the meridian.
  ///   - latitude: Of the true origin, in degrees.
  ///   - longitude: The meridian, in degrees.
  ///   - falseEasting: What is added to eastings.
  ///   - falseNorthing: What is added to northings.
  init(
    _ ellipsoid: Ellipsoid, scale: Double, latitude: Double, longitude: Double,
    falseEasting: Double, falseNorthing: Double
  ) {
    let n = ellipsoid.thirdFlattening
    let (n2, n3, n4) = (n * n, n * n * n, n * n * n * n)
    self.ellipsoid = ellipsoid
    self.scale = scale * ellipsoid.equatorial / (1 + n) * (1 + n2 / 4 + n4 / 64)
    meridian = longitude * .pi / 180
    self.falseEasting = falseEasting
    forth = [
      n / 2 - 2 * n2 / 3 + 5 * n3 / 16 + 41 * n4 / 180,
      13 * n2 / 48 - 3 * n3 / 5 + 557 * n4 / 1_440,
      61 * n3 / 240 - 103 * n4 / 140, 49_561 * n4 / 161_280,
    ]
    back = [
      n / 2 - 2 * n2 / 3 + 37 * n3 / 96 - n4 / 360, n2 / 48 + n3 / 15 - 437 * n4 / 1_440,
      17 * n3 / 480 - 37 * n4 / 840, 4_397 * n4 / 161_280,
    ]
    let origin = Self.conformal(latitude * .pi / 180, ellipsoid)
    var northing = origin
    for (index, factor) in forth.enumerated() {
      northing += factor * sin(2 * Double(index + 1) * origin)
    }
    trueNorthing = falseNorthing - self.scale * northing
  }

  private static func conformal(_ latitude: Double, _ ellipsoid: Ellipsoid) -> Double {
    let e = ellipsoid.squaredEccentricity.squareRoot()
    return atan(sinh(atanh(sin(latitude)) - e * atanh(e * sin(latitude))))
  }

  /// Radians to metres.
  func project(latitude: Double, longitude: Double) -> (easting: Double, northing: Double) {
    let t = tan(Self.conformal(latitude, ellipsoid))
    let east = longitude - meridian
    let xi = atan2(t, cos(east))
    let eta = asinh(sin(east) / (t * t + cos(east) * cos(east)).squareRoot())
    var (x, y) = (eta, xi)
    for (index, factor) in forth.enumerated() {
      let order = 2 * Double(index + 1)
      y += factor * sin(order * xi) * cosh(order * eta)
      x += factor * cos(order * xi) * sinh(order * eta)
    }
    return (falseEasting + scale * x, trueNorthing + scale * y)
  }

  /// Metres to radians.
  func unproject(easting: Double, northing: Double) -> (latitude: Double, longitude: Double) {
    let (xi, eta) = ((northing - trueNorthing) / scale, (easting - falseEasting) / scale)
    var (x, y) = (eta, xi)
    for (index, factor) in back.enumerated() {
      let order = 2 * Double(index + 1)
      y -= factor * sin(order * xi) * cosh(order * eta)
      x -= factor * cos(order * xi) * sinh(order * eta)
    }
    let conformal = asin(sin(y) / cosh(x))
    let e = ellipsoid.squaredEccentricity.squareRoot()
    var latitude = conformal
    for _ in 0..<6 { latitude = asin(tanh(asinh(tan(conformal)) + e * atanh(e * sin(latitude)))) }
    return (latitude, meridian + atan2(sinh(x), cos(y)))
  }
}
