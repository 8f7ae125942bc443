internal import GRDB
internal import Disclosure
public import Foundation
internal import HubStore
public import PartnershipRecords

/// The region's picture of one measure: each partnership, month by month.
public struct RegionalPicture: Codable, Sendable, Hashable {
  /// A figure with its 95 % interval, as it is shown.
  public struct Figure: Codable, Sendable, Hashable {
    public let value: Int
    public let lower: Int
    public let upper: Int
    /// How far it can be relied on.
    public let grade: String
    /// Which releases it comes from, such as `PR`; empty for a total.
    public let slots: String
  }

  public struct Row: Codable, Sendable, Hashable {
    public let partnership: String
    public let reference: String
    /// When its last release came; `nil` if none did.
    public let lastRelease: Date?
    /// When it last synchronised.
    public let lastSeen: Date?
    /// Why it was revoked; `nil` if it is in good standing.
    public let revoked: String?
    /// One for each month; `nil` is "no return", which is not a zero.
    public let figures: [Figure?]
  }

  public struct Total: Codable, Sendable, Hashable {
    public let month: Month
    /// `nil` if nobody returned anything.
    public let figure: Figure?
    /// Partnerships whose figures are missing from it.
    public let missing: [String]
  }

  public let region: String
  /// `nil` for all together.
  public let category: CrimeCategory?
  public let months: [Month]
  public let rows: [Row]
  public let totals: [Total]
}

extension HubService {
  /// The months of which anything was released, in order.
  public func periods() throws -> [Month] {
    try database.writer.read { try HubDatabase.periods(in: $0) }
  }

  /// The region's picture of one measure.
  ///
  /// - Parameters:
  ///   - category: `nil` for all together.
  ///   - period: `nil` for the last twelve months of which anything was released.
  /// - Returns: A row for every member, whether it returned anything or not.
  /// - Throws: If the database cannot be read.
  public func picture(category: CrimeCategory?, period: MonthPeriod? = nil) throws
    -> RegionalPicture
  {
    let known = try periods()
    let latest = known.last ?? Month(now().formatted(.iso8601.year().month()))
    let chosen =
      period
      ?? latest.flatMap { last in
        MonthPeriod(first: max(known.first ?? last, last.advanced(by: -11)), last: last)
      }
    let months = chosen.map { Array($0.months) } ?? []
    return try database.writer.read { db in
      let partnerships = Self.partnerships(try HubDatabase.members(in: db))
      let counts = try HubDatabase.releaseCounts(in: db)
      let estimates =
        try chosen.map {
          try HubDatabase.estimates(category, period: $0, in: db)
        } ?? []
      let byNode = Dictionary(grouping: estimates, by: \.nodeID)
      let figures = partnerships.map { Self.figures(of: $0, months, byNode) }
      return RegionalPicture(
        region: region, category: category, months: months,
        rows: zip(partnerships, figures).map { nodes, figures in
          RegionalPicture.Row(
            nodes, latest: nodes.compactMap { counts[$0.nodeID]?.latest }.max(), figures)
        },
        totals: months.enumerated().map { place, month in
          Self.total(of: month, partnerships, figures.map { $0[place] })
        })
    }
  }

  /// The nodes of each partnership, by name: the one in good standing first, then those that were
  /// revoked, the latest first. A partnership that joined again is still one partnership.
  private static func partnerships(_ members: [Member]) -> [[Member]] {
    Dictionary(grouping: members, by: \.partnership.reference).values.map { nodes in
      nodes.sorted { left, right in
        (left.revocation == nil ? 0 : 1, -left.enrolledAt.timeIntervalSince1970)
          < (right.revocation == nil ? 0 : 1, -right.enrolledAt.timeIntervalSince1970)
      }
    }.sorted { $0[0].partnership.name < $1[0].partnership.name }
  }

  /// A partnership's estimate for each month: from its present node if that released anything.
  private static func figures(
    of nodes: [Member], _ months: [Month], _ byNode: [Data: [EstimateRecord]]
  ) -> [EstimateRecord?] {
    months.map { month in
      nodes.lazy.compactMap { node in
        byNode[node.nodeID]?.first { $0.period == month }
      }.first
    }
  }

  private static func total(
    of month: Month, _ partnerships: [[Member]], _ figures: [EstimateRecord?]
  ) -> RegionalPicture.Total {
    let parts = zip(partnerships, figures).map { nodes, figure in
      RegionalTotal.Part(
        partnership: nodes[0].partnership.code, period: month, estimate: figure?.estimate)
    }
    let total = RegionalTotal(parts)
    let missing = Set(total.noReturn.map(\.partnership))
    return RegionalPicture.Total(
      month: month, figure: total.estimate.map { RegionalPicture.Figure($0) },
      missing: partnerships.map { $0[0].partnership }.filter { missing.contains($0.code) }
        .map(\.reference))
  }
}

extension RegionalPicture.Row {
  init(_ nodes: [Member], latest: Date?, _ figures: [EstimateRecord?]) {
    self.init(
      partnership: nodes[0].partnership.name, reference: nodes[0].partnership.reference,
      lastRelease: latest, lastSeen: nodes[0].lastSeenAt,
      revoked: nodes[0].revocation?.reason,
      figures: figures.map { record in
        record.map {
          RegionalPicture.Figure($0.estimate, slots: $0.slots.map(\.rawValue).joined())
        }
      })
  }
}

extension RegionalPicture.Figure {
  init(_ estimate: Estimate, slots: String = "") {
    self.init(
      value: max(0, Int(estimate.value.rounded())), lower: estimate.shownLowerBound,
      upper: estimate.upperBound, grade: estimate.grade.rawValue, slots: slots)
  }
}
