import Geography
public import PartnershipRecords

/// One partnership's month, combined from every release received about it by generalised least
/// squares.
public struct MonthEstimate: Sendable {
  public let scheme: DisclosureScheme
  public let partnership: AreaCode
  public let source: RecordSource
  public let period: Month
  /// The slots that were combined, in order.
  public let slots: [ReleaseSlot]
  /// The estimated counts by zone, then category; unbiased, so also negative.
  let cells: [Double]
  private let system: LeafSystem

  /// Combines releases.
  ///
  /// - Parameters:
  ///   - releases: At least one; of one partnership, source and month; each slot at most once.
  ///   - scheme: Their scheme.
  /// - Throws: ``DisclosureError`` if they do not belong together.
  public init(_ releases: [VerifiedRelease], scheme: DisclosureScheme) throws(DisclosureError) {
    guard let first = releases.first?.manifest else { throw .noReleases }
    for manifest in releases.map(\.manifest) {
      guard manifest.schemeHash == scheme.hash, manifest.period == first.period,
        manifest.source == first.source,
        manifest.terms.partnership == first.terms.partnership
      else { throw .releasesOfDifferentMonths }
    }
    let slots = ReleaseSlot.allCases.filter { slot in
      releases.contains { $0.manifest.slot == slot }
    }
    for slot in slots where releases.filter({ $0.manifest.slot == slot }).count > 1 {
      throw .releaseTwice(slot: slot)
    }
    self.scheme = scheme
    self.slots = slots
    partnership = first.terms.partnership
    source = first.source
    period = first.period
    system = LeafSystem(scheme: scheme, slots: slots)
    cells = system.solve(Self.rightHandSide(releases, scheme: scheme))
  }

  /// Every measurement, divided by its variance, added to the cells that it is a sum of.
  private static func rightHandSide(
    _ releases: [VerifiedRelease], scheme: DisclosureScheme
  ) -> [Double] {
    let categories = DisclosureScheme.categories.count
    var right = [Double](repeating: 0, count: scheme.cellCount(.zoneByCategory))
    for release in releases {
      for (query, variance) in scheme.queries(of: release.manifest.slot) {
        let values = release.values(of: query).map { Double($0) * variance.precision }
        for zone in 0..<scheme.zones.count {
          let area = scheme.area(ofZone: zone, level: query.level)
          for category in 0..<categories {
            right[zone * categories + category] +=
              query.isByCategory ? values[area * categories + category] : values[area]
          }
        }
      }
    }
    return right
  }

  /// The figure for an area of the scheme.
  ///
  /// - Parameters:
  ///   - area: A zone, middle area or district of the scheme.
  ///   - categories: The categories to add up; `nil` for all.
  /// - Returns: The figure.
  /// - Throws: ``DisclosureError/areaOutsideScheme(_:)``.
  public func estimate(
    area: AreaCode, categories: Set<CrimeCategory>? = nil
  ) throws(DisclosureError) -> Estimate {
    let places = scheme.zonePlaces(in: area)
    guard !places.isEmpty else { throw .areaOutsideScheme(area) }
    return estimate(places: places, categories: categories)
  }

  /// The figure for a union of zones, such as a ward by best fit.
  ///
  /// - Parameters:
  ///   - zones: Zones of the scheme; one that comes twice counts once.
  ///   - categories: The categories to add up; `nil` for all.
  /// - Returns: The figure.
  /// - Throws: ``DisclosureError/areaOutsideScheme(_:)``.
  public func estimate(
    zones: [AreaCode], categories: Set<CrimeCategory>? = nil
  ) throws(DisclosureError) -> Estimate {
    var places: [Int] = []
    for zone in Set(zones).sorted() {
      guard let place = scheme.zones.index(of: zone) else { throw .areaOutsideScheme(zone) }
      places.append(place)
    }
    return estimate(places: places, categories: categories)
  }

  /// The figure for everything that the partnership covers.
  public func total(categories: Set<CrimeCategory>? = nil) -> Estimate {
    estimate(places: Array(0..<scheme.zones.count), categories: categories)
  }

  private func estimate(places: [Int], categories: Set<CrimeCategory>?) -> Estimate {
    let width = DisclosureScheme.categories.count
    let columns = DisclosureScheme.categories.filter { categories?.contains($0) ?? true }
    var value = 0.0
    var zonesOfMiddle: [(middle: Int, zones: Double)] = []
    for place in places.sorted(by: { scheme.middleOfZone[$0] < scheme.middleOfZone[$1] }) {
      for column in columns { value += cells[place * width + Int(column.rawValue)] }
      let middle = scheme.middleOfZone[place]
      if zonesOfMiddle.last?.middle == middle {
        zonesOfMiddle[zonesOfMiddle.count - 1].zones += 1
      } else {
        zonesOfMiddle.append((middle, 1))
      }
    }
    let variance = system.variance(zonesOfMiddle: zonesOfMiddle, categories: columns.count)
    return Estimate(value: value, variance: max(0, variance))
  }
}

extension DisclosureScheme {
  /// The places of the zones that make up an area of any level; empty if it is not in the scheme.
  func zonePlaces(in area: AreaCode) -> [Int] {
    if let place = zones.index(of: area) { return [place] }
    return zones.zones.indices.filter { zones.middle[$0] == area || zones.district[$0] == area }
  }
}
