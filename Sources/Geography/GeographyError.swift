public import PartnershipRecords

/// What can be wrong with boundaries and look-ups.
public enum GeographyError: RemediedError, Hashable {
  /// The bytes are not a GeoJSON feature collection; `reason` is what the reader found.
  case notGeoJSON(reason: String)
  /// The file states coordinates that are not WGS 84.
  case otherCoordinates(stated: String)
  /// An area has two different parents of one kind.
  case twoParents(child: AreaCode, kind: AreaKind, first: AreaCode, second: AreaCode)
  /// An area has no parent of a kind.
  case noParent(child: AreaCode, kind: AreaKind)
  /// No lower super output area is known for these districts.
  case noZones(districts: [AreaCode])

  public var code: String {
    switch self {
    case .notGeoJSON: "geography-not-geojson"
    case .otherCoordinates: "geography-other-coordinates"
    case .twoParents: "geography-two-parents"
    case .noParent: "geography-no-parent"
    case .noZones: "geography-no-zones"
    }
  }

  public var detail: String {
    switch self {
    case .notGeoJSON(let reason): "The file is not a GeoJSON feature collection: \(reason)."
    case .otherCoordinates(let stated):
      "The file says its coordinates are '\(stated)', not longitude and latitude in WGS 84."
    case .twoParents(let child, let kind, let first, let second):
      "Area \(child) belongs to two areas of kind \(kind.rawValue): \(first) and \(second)."
    case .noParent(let child, let kind):
      "Area \(child) belongs to no area of kind \(kind.rawValue)."
    case .noZones(let districts):
      districts.isEmpty
        ? "There is no lower super output area at all."
        : "No lower super output area is known for "
          + districts.map(\.description).joined(separator: ", ") + "."
    }
  }

  public var remedy: String {
    switch self {
    case .notGeoJSON:
      "Download the boundaries again from the Open Geography Portal, in the format GeoJSON."
    case .otherCoordinates:
      "Download the boundaries as GeoJSON in WGS 84 (EPSG:4326)."
    case .twoParents:
      "Import the look-ups of one year only, and remove the older one."
    case .noParent:
      "Import the look-up from that area's kind to \(missingKind) and try again."
    case .noZones:
      "Import the look-up from lower super output areas of 2011 to districts and try again."
    }
  }

  private var missingKind: String {
    guard case .noParent(_, let kind) = self else { return "the larger area" }
    return kind.rawValue
  }
}
