import Crypto
public import Geography
public import PartnershipRecords

/// Everything that fixes the shape of a partnership's releases before any record is seen: its
/// areas, the categories, the queries of each slot and their noise.
///
/// Every combination is always a cell, in the same order, whatever the records are. The hub builds
/// the same scheme from the same look-ups and refuses a release with another hash.
public struct DisclosureScheme: Sendable, Hashable {
  /// The version of the rules.
  public static let version = "2026.1"

  public let zones: BaseZones
  public let tier: SensitivityTier
  /// The middle areas and the districts, ascending.
  public let middleAreas: [AreaCode]
  public let districts: [AreaCode]
  /// For each zone, the place of its middle area in ``middleAreas``.
  public let middleOfZone: [Int]
  /// For each middle area, the place of its district in ``districts``.
  public let districtOfMiddle: [Int]
  /// SHA-256 of the canonical encoding, in hexadecimal digits.
  public let hash: String

  /// The categories, in the order of a table's columns.
  public static let categories = CrimeCategory.allCases

  /// - Parameters:
  ///   - zones: The partnership's zones; they nest in middle areas and these in districts.
  ///   - tier: How sensitive the records are.
  public init(zones: BaseZones, tier: SensitivityTier = .standard) {
    self.zones = zones
    self.tier = tier
    middleAreas = zones.middleAreas
    districts = zones.districts
    let placeOfMiddle = Self.places(middleAreas)
    let placeOfDistrict = Self.places(districts)
    middleOfZone = zones.middle.map { placeOfMiddle[$0, default: 0] }
    var districtOfMiddle = [Int](repeating: 0, count: middleAreas.count)
    for (middle, district) in zip(middleOfZone, zones.district) {
      districtOfMiddle[middle] = placeOfDistrict[district, default: 0]
    }
    self.districtOfMiddle = districtOfMiddle
    hash = hexadecimal(SHA256.hash(data: Self.encoding(zones: zones, tier: tier).bytes))
  }

  private static func places(_ areas: [AreaCode]) -> [AreaCode: Int] {
    Dictionary(uniqueKeysWithValues: areas.enumerated().map { ($1, $0) })
  }

  /// How many areas a level has.
  public func areaCount(_ level: ReleaseQuery.AreaLevel) -> Int { areas(level).count }

  /// The areas of a level, ascending.
  public func areas(_ level: ReleaseQuery.AreaLevel) -> [AreaCode] {
    switch level {
    case .zone: zones.zones
    case .middle: middleAreas
    case .district: districts
    }
  }

  /// How many cells a query has.
  public func cellCount(_ query: ReleaseQuery) -> Int {
    areaCount(query.level) * (query.isByCategory ? Self.categories.count : 1)
  }

  /// The queries that a slot measures, in order, with their noise.
  public func queries(of slot: ReleaseSlot) -> [(query: ReleaseQuery, variance: NoiseVariance)] {
    NoiseMenu.items(slot: slot, tier: tier)
  }

  /// How many cells a release of a slot has; its payload has four bytes for each.
  public func cellCount(of slot: ReleaseSlot) -> Int {
    queries(of: slot).reduce(0) { $0 + cellCount($1.query) }
  }

  /// What a release of a slot costs.
  ///
  /// - Parameter slot: The slot.
  /// - Returns: The sum of 1/(2σ²) over its queries.
  /// - Throws: ``DisclosureError/rationalOverflow``, with none of this version's menus.
  public func rho(of slot: ReleaseSlot) throws(DisclosureError) -> Rational {
    var sum = Rational.zero
    for (_, variance) in queries(of: slot) { sum = try sum.adding(variance.rho) }
    return sum
  }

  /// The canonical encoding that the hash is made from.
  static func encoding(zones: BaseZones, tier: SensitivityTier) -> CanonicalValue {
    let menu = ReleaseSlot.allCases.map { slot -> (String, CanonicalValue) in
      let items = NoiseMenu.items(slot: slot, tier: tier).map {
        CanonicalValue.array([.text($0.query.rawValue), .text($0.variance.description)])
      }
      return (slot.rawValue, .array(items))
    }
    let rows = zones.rows.map {
      CanonicalValue.array([
        .text($0.zone.description), .text($0.middle.description), .text($0.district.description),
      ])
    }
    return .object([
      "categories": .array(categories.map { .text($0.description) }),
      "menu": .object(Dictionary(uniqueKeysWithValues: menu)),
      "tier": .text(tier.rawValue),
      "version": .text(version),
      "zones": .array(rows),
    ])
  }
}
