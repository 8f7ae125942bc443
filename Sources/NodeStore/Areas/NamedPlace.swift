internal import GRDB
public import PartnershipRecords

/// A larger area and those of some districts' small areas that lie in it.
public struct NamedPlace: Sendable, Hashable {
  public let code: AreaCode
  public let kind: AreaKind
  /// The code where no name is known.
  public let name: String
  /// LSOAs of 2011, in order of code.
  public let zones: [AreaCode]

  fileprivate init(_ code: AreaCode, _ kind: AreaKind, _ name: String, _ zones: [AreaCode]) {
    self.code = code
    self.kind = kind
    self.name = name.isEmpty ? code.description : name
    self.zones = zones
  }
}

extension NodeDatabase {
  /// The areas of districts, by name: each small area by itself, and the larger ones around them.
  public func places(in districts: [AreaCode]) throws -> [NamedPlace] {
    let rows = try read { db in
      try districts.flatMap {
        try Row.fetchAll(db, sql: Self.placesSQL, arguments: [$0.description])
      }
    }
    var zones: [AreaCode: String] = [:]
    var parents: [NamedPlace: [AreaCode]] = [:]
    for row in rows {
      let zone = try areaCode(row["zone"], "areaParent")
      guard let kind = AreaKind(rawValue: row["kind"]) else {
        throw NodeStoreError.damaged(table: "areaParent")
      }
      zones[zone] = row["zoneName"]
      let parent = NamedPlace(try areaCode(row["code"], "areaParent"), kind, row["name"], [])
      parents[parent, default: []].append(zone)
    }
    let larger = parents.map { NamedPlace($0.code, $0.kind, $0.name, $1.sorted()) }
    let small = zones.map { NamedPlace($0, .lowerSuperOutputArea2011, $1, [$0]) }
    return (larger + small).sorted { ($0.name, $0.code) < ($1.name, $1.code) }
  }

  private static let placesSQL = """
    SELECT home.child AS zone, zone.name AS zoneName, link.parentKind AS kind,
      link.parent AS code, place.name AS name
    FROM areaParent AS home
    JOIN area AS zone ON zone.kind = home.childKind AND zone.code = home.child
    JOIN areaParent AS link ON link.childKind = home.childKind AND link.child = home.child
    JOIN area AS place ON place.kind = link.parentKind AND place.code = link.parent
    WHERE home.parentKind = 'district' AND home.parent = ? AND home.childKind = 'lsoa11'
    """
}
