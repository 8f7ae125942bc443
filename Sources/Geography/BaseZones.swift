public import PartnershipRecords

/// A lower super output area with the areas it belongs to.
public struct BaseZone: Hashable, Sendable, Codable {
  /// The lower super output area of the 2011 census.
  public let zone: AreaCode
  /// The middle super output area that holds it.
  public let middle: AreaCode
  /// The local authority district that holds it.
  public let district: AreaCode

  public init(zone: AreaCode, middle: AreaCode, district: AreaCode) {
    self.zone = zone
    self.middle = middle
    self.district = district
  }
}

/// The lower super output areas of a partnership, in order of code: the one set of smallest areas
/// that every figure leaving a node is built from.
///
/// Zones nest in middle areas and these in districts, so that tables at the three levels are sums
/// of one another.
public struct BaseZones: Hashable, Sendable {
  /// The zones' codes, ascending, without repetition.
  public let zones: [AreaCode]
  /// For each zone, its middle super output area.
  public let middle: [AreaCode]
  /// For each zone, its district.
  public let district: [AreaCode]

  /// Makes the set from its rows.
  ///
  /// - Parameter rows: In any order; a row may come several times.
  /// - Throws: ``GeographyError`` if there is no row, a zone comes with two different parents, or a
  ///   middle area lies in two districts.
  public init(_ rows: some Sequence<BaseZone>) throws(GeographyError) {
    let sorted = Set(rows).sorted {
      ($0.zone, $0.middle, $0.district) < ($1.zone, $1.middle, $1.district)
    }
    guard !sorted.isEmpty else { throw .noZones(districts: []) }
    for (row, next) in zip(sorted, sorted.dropFirst()) where row.zone == next.zone {
      let kind: AreaKind =
        row.middle != next.middle ? .middleSuperOutputArea2011 : .district
      throw .twoParents(
        child: row.zone, kind: kind,
        first: kind == .district ? row.district : row.middle,
        second: kind == .district ? next.district : next.middle)
    }
    var districtOfMiddle: [AreaCode: AreaCode] = [:]
    for row in sorted {
      let known = districtOfMiddle.updateValue(row.district, forKey: row.middle)
      if let known, known != row.district {
        throw .twoParents(
          child: row.middle, kind: .district, first: min(known, row.district),
          second: max(known, row.district))
      }
    }
    zones = sorted.map(\.zone)
    middle = sorted.map(\.middle)
    district = sorted.map(\.district)
  }

  /// Gathers the zones of some districts from the look-ups.
  ///
  /// - Parameters:
  ///   - districts: A partnership's districts, at least one.
  ///   - hierarchy: Look-ups from lower super output areas of 2011 to districts and to middle areas.
  /// - Throws: ``GeographyError`` if a district has no zone or a zone has no middle area.
  public init(districts: [AreaCode], in hierarchy: AreaHierarchy) throws(GeographyError) {
    var rows: [BaseZone] = []
    for district in Set(districts).sorted() {
      let zones = hierarchy.children(of: district, kind: .lowerSuperOutputArea2011)
      guard !zones.isEmpty else { throw .noZones(districts: [district]) }
      for zone in zones {
        guard let middle = hierarchy.parent(of: zone, kind: .middleSuperOutputArea2011) else {
          throw .noParent(child: zone, kind: .middleSuperOutputArea2011)
        }
        rows.append(BaseZone(zone: zone, middle: middle, district: district))
      }
    }
    try self.init(rows)
  }

  public var count: Int { zones.count }

  /// The middle areas, ascending, each once.
  public var middleAreas: [AreaCode] { Set(middle).sorted() }

  /// The districts, ascending, each once.
  public var districts: [AreaCode] { Set(district).sorted() }

  /// The set's rows, in order of zone.
  public var rows: [BaseZone] {
    zones.indices.map { BaseZone(zone: zones[$0], middle: middle[$0], district: district[$0]) }
  }

  /// The place of a zone in ``zones``; `nil` if it is not one of them.
  ///
  /// - Complexity: O(log *n*).
  public func index(of zone: AreaCode) -> Int? {
    var low = 0
    var high = zones.count
    while low < high {
      let centre = (low + high) / 2
      if zones[centre] < zone { low = centre + 1 } else { high = centre }
    }
    return low < zones.count && zones[low] == zone ? low : nil
  }
}

extension BaseZones: Codable {
  public init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode([BaseZone].self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rows)
  }
}
