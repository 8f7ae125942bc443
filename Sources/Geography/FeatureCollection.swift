internal import PartnershipRecords

/// A GeoJSON file, as far as boundaries need it.
struct FeatureCollection: Decodable {
  let type: String
  let crs: CoordinateSystem?
  let features: [Feature]

  struct CoordinateSystem: Decodable {
    let properties: Properties?

    struct Properties: Decodable { let name: String? }
  }
}

/// Why a feature is no boundary.
enum FeatureProblem: String, Error {
  case noCode = "it has no field with an area code of a known kind"
  case badCode = "its area code is not one letter and eight digits"
  case noGeometry = "it has no geometry"
  case otherGeometry = "its geometry is neither a polygon nor a multipolygon"
  case badCoordinates = "its coordinates are not lists of longitude and latitude in degrees"
  case openRing = "it has a ring of fewer than four coordinates or one that is not closed"
}

/// One feature. Reading it never fails: what is wrong is kept, so that one bad feature does not
/// cost the file.
struct Feature: Decodable {
  private let codes: [AreaKind: String]
  private let names: [AreaKind: String]
  private let polygons: Result<[Polygon], FeatureProblem>

  private enum Member: String, CodingKey { case properties, geometry }

  init(from decoder: any Decoder) throws {
    let members = try? decoder.container(keyedBy: Member.self)
    let fields = try? members?.nestedContainer(keyedBy: FieldName.self, forKey: .properties)
    var codes: [AreaKind: String] = [:]
    var names: [AreaKind: String] = [:]
    for field in fields?.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) ?? [] {
      guard let kind = field.kind, let text = try? fields?.decode(String.self, forKey: field) else {
        continue
      }
      if field.isCode { codes[kind] = codes[kind] ?? text } else { names[kind] = text }
    }
    self.codes = codes
    self.names = names
    let geometry = try? members?.decodeIfPresent(Geometry.self, forKey: .geometry)
    polygons = geometry.map(\.polygons) ?? .failure(.noGeometry)
  }

  /// The boundary that the feature describes.
  ///
  /// - Parameter wanted: The kind it must be; `nil` for the smallest kind that it has a code of.
  /// - Returns: The boundary, or what is wrong with the feature.
  func boundary(kind wanted: AreaKind?) -> Result<Boundary, FeatureProblem> {
    let kinds = wanted.map { [$0] } ?? AreaKind.allCases
    guard let kind = kinds.first(where: { codes[$0] != nil }), let text = codes[kind] else {
      return .failure(.noCode)
    }
    guard let code = AreaCode(text) else { return .failure(.badCode) }
    return polygons.map {
      Boundary(code: code, kind: kind, name: names[kind] ?? "", polygons: $0)
    }
  }
}

/// The name of a property, such as `LSOA11CD`, `LSOA11NM`, `ltla21_code` or `pfa16cd`.
private struct FieldName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  let kind: AreaKind?
  let isCode: Bool

  init?(intValue: Int) { nil }

  init(stringValue: String) {
    self.stringValue = stringValue
    var name = stringValue.uppercased()
    for (long, short) in [("_CODE", "CD"), ("_NAME", "NM")] where name.hasSuffix(long) {
      name = name.dropLast(long.count) + short
    }
    isCode = name.hasSuffix("CD")
    kind = isCode || name.hasSuffix("NM") ? Self.kind(of: String(name.dropLast(2))) : nil
  }

  /// The kind of area by the layer's name and two digits of its year; districts of any year.
  private static func kind(of layer: String) -> AreaKind? {
    switch layer {
    case "LSOA11": .lowerSuperOutputArea2011
    case "LSOA21": .lowerSuperOutputArea2021
    case "MSOA11": .middleSuperOutputArea2011
    case "MSOA21": .middleSuperOutputArea2021
    case "WD13": .ward2013
    case "WD25": .ward2025
    default: isDistrict(layer) ? .district : nil
    }
  }

  private static func isDistrict(_ layer: String) -> Bool {
    let year = layer.suffix(2)
    return ["LAD", "LTLA"].contains(String(layer.dropLast(2))) && Int(year) != nil
      && year.allSatisfy(\.isNumber)
  }
}

/// A polygon or multipolygon, or what is wrong with it.
private struct Geometry: Decodable {
  let polygons: Result<[Polygon], FeatureProblem>

  private enum Member: String, CodingKey { case type, coordinates }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    switch try? members.decode(String.self, forKey: .type) {
    case "Polygon":
      let rings = try? members.decode([[[Double]]].self, forKey: .coordinates)
      polygons = Self.checked(rings.map { [$0] })
    case "MultiPolygon":
      polygons = Self.checked(try? members.decode([[[[Double]]]].self, forKey: .coordinates))
    default: polygons = .failure(.otherGeometry)
    }
  }

  private static func checked(_ lists: [[[[Double]]]]?) -> Result<[Polygon], FeatureProblem> {
    guard let lists, !lists.isEmpty else { return .failure(.badCoordinates) }
    var polygons: [Polygon] = []
    for rings in lists {
      guard !rings.isEmpty else { return .failure(.badCoordinates) }
      var closed: [[Coordinate]] = []
      for ring in rings {
        guard let coordinates = coordinates(ring) else { return .failure(.badCoordinates) }
        guard coordinates.count >= 4, coordinates.first == coordinates.last else {
          return .failure(.openRing)
        }
        closed.append(coordinates)
      }
      polygons.append(Polygon(rings: closed))
    }
    return .success(polygons)
  }

  /// Heights, a third number, are ignored.
  private static func coordinates(_ positions: [[Double]]) -> [Coordinate]? {
    var coordinates: [Coordinate] = []
    coordinates.reserveCapacity(positions.count)
    for position in positions {
      guard position.count >= 2 else { return nil }
      let coordinate = Coordinate(longitude: position[0], latitude: position[1])
      guard coordinate.isOnEarth else { return nil }
      coordinates.append(coordinate)
    }
    return coordinates
  }
}
