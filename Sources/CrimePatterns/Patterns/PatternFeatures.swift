internal import Foundation
public import Geography
public import PartnershipRecords

/// What a pattern says of one area.
public protocol PatternArea: Encodable, Sendable {
  var area: AreaCode { get }
}

extension HotSpotArea: PatternArea {}

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
  ///   - areas: What a pattern says.
  ///   - basis: What it rests on.
  ///   - boundaries: Of the areas, in any order; others are passed over.
  public init(_ areas: [Area], basis: PatternBasis, boundaries: [Boundary]) {
    let shapes = Dictionary(
      boundaries.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    self.basis = basis
    features = areas.compactMap { area in
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

extension HotSpotAnswer {
  /// One line for each area, with what it rests on in lines that begin with `#`.
  public var commaSeparated: String {
    let head = [
      "# \(sentence)", "# method \(basis.method) \(basis.version); input \(basis.inputDigest)",
      "area,name,count,with neighbours,expected,score,chance,q,verdict",
    ]
    let rows = areas.map { area in
      func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
      return [
        area.area.description, CommaSeparated.quoted(area.name), "\(area.count)",
        "\(area.withNeighbours)",
        "\(area.expected)", number(area.score), number(area.chance), number(area.q),
        area.verdict.rawValue,
      ].joined(separator: ",")
    }
    return (head + rows).joined(separator: "\n")
  }

}

enum CommaSeparated {
  /// A text in quotation marks, if it needs them.
  static func quoted(_ text: String) -> String {
    text.contains { ",\"\n".contains($0) }
      ? "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : text
  }
}
