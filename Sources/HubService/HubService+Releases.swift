public import Disclosure
internal import Foundation
public import Geography
internal import GRDB
internal import HubStore
public import PartnershipRecords

extension HubService {
  /// Keeps which small area belongs to which larger ones; releases that waited for it are read.
  ///
  /// - Parameter links: Look-ups from LSOA 2011 to district and to MSOA 2011, together.
  /// - Returns: How many areas are known now.
  /// - Throws: `GeographyError` if they contradict each other.
  @discardableResult
  public func store(_ links: [AreaLink]) throws -> Int {
    let hierarchy = try AreaHierarchy(links)
    let zones = Set(links.filter { $0.childKind == .lowerSuperOutputArea2011 }.map(\.child))
    let rows = zones.sorted().compactMap { zone -> BaseZone? in
      guard let middle = hierarchy.parent(of: zone, kind: .middleSuperOutputArea2011),
        let district = hierarchy.parent(of: zone, kind: .district)
      else { return nil }
      return BaseZone(zone: zone, middle: middle, district: district)
    }
    let count = try database.writer.write { db in
      try HubDatabase.store(rows, in: db)
      return try HubDatabase.zoneCount(in: db)
    }
    _ = try settleReleases()
    return count
  }

  /// Reads every release that has come and not been read: checks each byte against the scheme, and
  /// estimates the months that it is about anew.
  ///
  /// A release of a partnership whose areas are not known here waits for the look-ups.
  ///
  /// - Returns: How many were read.
  /// - Throws: If the database cannot be used.
  public func settleReleases() throws -> Int {
    let arrived = try database.writer.read { try HubDatabase.releases(.arrived, in: $0) }
    guard !arrived.isEmpty else { return 0 }
    let members = try Dictionary(
      members().map { ($0.nodeID, $0) }, uniquingKeysWith: { first, _ in first })
    var count = 0
    for (nodeID, releases) in Dictionary(grouping: arrived, by: \.nodeID) {
      guard let member = members[nodeID], let scheme = try scheme(of: member.partnership) else {
        continue
      }
      try settle(releases, of: member, scheme)
      count += releases.count
    }
    return count
  }

  /// The tables of a partnership's releases; `nil` until its areas are known here.
  public func scheme(of partnership: Partnership) throws -> DisclosureScheme? {
    try database.writer.read { try HubDatabase.zones(of: partnership.districts, in: $0) }
      .map { DisclosureScheme(zones: $0) }
  }

  private func settle(
    _ releases: [ReceivedRelease], of member: Member, _ scheme: DisclosureScheme
  ) throws {
    try database.writer.write { db in
      var touched: Set<Month> = []
      for release in releases {
        do {
          touched.insert(
            try Self.verified(release, of: member.partnership, scheme).manifest.period)
          try HubDatabase.settle(release, refusal: nil, in: db)
        } catch let error as DisclosureError {
          try HubDatabase.settle(release, refusal: error.code, in: db)
        }
      }
      let accepted = try HubDatabase.acceptedReleases(of: member.nodeID, in: db)
        .map { try Self.verified($0, of: member.partnership, scheme) }
      for month in touched.sorted() {
        let estimate = try MonthEstimate(
          accepted.filter { $0.manifest.period == month }, scheme: scheme)
        try HubDatabase.replace(Self.records(of: estimate, member.nodeID), in: db)
      }
    }
  }

  private static func verified(
    _ release: ReceivedRelease, of partnership: Partnership, _ scheme: DisclosureScheme
  ) throws -> VerifiedRelease {
    try VerifiedRelease(
      manifest: release.manifest, payload: release.payload, scheme: scheme,
      partnership: partnership.code)
  }

  private static func records(of month: MonthEstimate, _ nodeID: Data) -> [EstimateRecord] {
    let categories: [CrimeCategory?] = [nil] + CrimeCategory.allCases
    return categories.map { category in
      EstimateRecord(
        nodeID: nodeID, period: month.period, category: category,
        estimate: month.total(categories: category.map { [$0] }), slots: month.slots)
    }
  }
}
