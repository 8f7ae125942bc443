internal import Foundation
public import PartnershipRecords

/// A feature of a boundary file that could not be used.
public struct RejectedFeature: Hashable, Sendable, Codable {
  /// The feature's place in the file, from 1.
  public let number: Int
  /// Why, in a few words; never the feature's content.
  public let reason: String

  public init(number: Int, reason: String) {
    self.number = number
    self.reason = reason
  }
}

/// The boundaries of one GeoJSON file, as the Office for National Statistics publishes them.
public struct BoundaryFile: Sendable {
  /// The boundaries, in the order of the file.
  public let boundaries: [Boundary]
  /// The features that could not be used, in the order of the file.
  public let rejected: [RejectedFeature]

  /// Reads a GeoJSON feature collection.
  ///
  /// The kind of area is found by the name of the field that holds the code: `LSOA11CD`,
  /// `LSOA21CD`, `MSOA11CD`, `MSOA21CD`, `WD13CD`, `WD25CD`, or `LAD` and a year. When a feature has
  /// several, as wards also name their district, the smallest kind is what it describes.
  ///
  /// - Parameters:
  ///   - bytes: The file, UTF-8.
  ///   - kind: The kind that the features must be; `nil` to find it from the fields.
  /// - Returns: The boundaries and what was rejected.
  /// - Throws: ``GeographyError/notGeoJSON(reason:)`` if it is no feature collection,
  ///   ``GeographyError/otherCoordinates(stated:)`` if it states another coordinate system.
  /// - Source: RFC 7946, and the 2008 specification for the `crs` member.
  public static func parse(
    _ bytes: some Sequence<UInt8>, kind: AreaKind? = nil
  ) throws(GeographyError) -> BoundaryFile {
    let collection: FeatureCollection
    do {
      collection = try JSONDecoder().decode(FeatureCollection.self, from: Data(bytes))
    } catch {
      throw .notGeoJSON(reason: "it is not JSON with a list of features")
    }
    guard collection.type == "FeatureCollection" else {
      throw .notGeoJSON(reason: "its type is not FeatureCollection")
    }
    if let stated = collection.crs?.properties?.name, !isWGS84(stated) {
      throw .otherCoordinates(stated: stated)
    }
    var boundaries: [Boundary] = []
    var rejected: [RejectedFeature] = []
    for (index, feature) in collection.features.enumerated() {
      switch feature.boundary(kind: kind) {
      case .success(let boundary): boundaries.append(boundary)
      case .failure(let problem):
        rejected.append(RejectedFeature(number: index + 1, reason: problem.rawValue))
      }
    }
    return BoundaryFile(boundaries: boundaries, rejected: rejected)
  }

  /// Whether the name of a coordinate system means longitude and latitude in WGS 84.
  private static func isWGS84(_ name: String) -> Bool {
    name.hasSuffix("CRS84") || name.hasSuffix(":4326")
  }
}
