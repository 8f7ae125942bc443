internal import Foundation
public import Geography
internal import PartnershipRecords

/// Areas with what a pattern says of them, as GeoJSON (RFC 7946).
public struct PatternFeatures<Area: PatternArea>: Encodable, Sendable {
  private let features: [Feature]
  private let basis: PatternBasis

  private struct Feature: Encodable {
    let properties: Area
    let geometry: Geometry

    private enum Key: CodingKey { case type, properties, geometry }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode("Feature", forKey: .type)
      try container.encode(properties, forKey: .properties)
      try container.encode(geometry, forKey: .geometry)
    }
  }

  /// Longitude before latitude, WGS 84.
  private struct Geometry: Encodable {
    let type = "MultiPolygon"
    let coordinates: [[[[Double]]]]
  }

  private enum Key: CodingKey { case type, features, basis }

  /// - Parameters:
  ///   - answer: What a pattern came to.
  ///   - boundaries: Of its areas, in any order; others are passed over.
  public init<Answer: PatternAnswer>(_ answer: Answer, boundaries: [Boundary])
  where Answer.Area == Area {
    let shapes = Dictionary(
      boundaries.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    basis = answer.basis
    features = answer.areas.compactMap { area in
      shapes[area.area].map { boundary in
        Feature(
          properties: area,
          geometry: Geometry(
            coordinates: boundary.polygons.map { polygon in
              polygon.rings.map { $0.map { [$0.longitude, $0.latitude] } }
            }))
      }
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode("FeatureCollection", forKey: .type)
    try container.encode(basis, forKey: .basis)
    try container.encode(features, forKey: .features)
  }
}
