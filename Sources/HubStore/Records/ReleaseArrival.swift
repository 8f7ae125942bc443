public import Foundation
public import GRDB
public import PartnershipRecords

/// When a release came that is in use.
public struct ReleaseArrival: Sendable, Hashable {
  /// The partnership's, such as `GAT`.
  public let reference: String
  public let period: Month
  public let receivedAt: Date
}

extension HubDatabase {
  /// When each release came that is in use.
  public static func releaseArrivals(in db: Database) throws -> [ReleaseArrival] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT member.reference, receivedRelease.release, receivedRelease.receivedAt
        FROM receivedRelease JOIN member ON member.nodeID = receivedRelease.nodeID
        WHERE receivedRelease.state = 'accepted'
        """
    ).compactMap { row in
      // Such as police-2026-05-P.
      let parts = (row["release"] as String).split(separator: "-").suffix(3)
      guard let period = Month(parts.dropLast().joined(separator: "-")) else { return nil }
      return ReleaseArrival(
        reference: row["reference"], period: period,
        receivedAt: Date(timeIntervalSince1970: row["receivedAt"]))
    }
  }
}
