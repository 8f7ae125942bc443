internal import CausalHistory
public import Foundation
internal import GRDB
internal import HubStore
public import PartnershipRecords
internal import ReplicaStore
public import SignedLogs
internal import SyncProtocol

/// When a release came that is in use.
public struct ReleaseArrival: Sendable, Hashable {
  /// The partnership's, such as `GAT`.
  public let reference: String
  public let period: Month
  public let receivedAt: Date
}

extension HubService {
  /// When each release came that is in use.
  public func releaseArrivals() throws -> [ReleaseArrival] {
    let rows = try database.writer.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT member.reference, receivedRelease.release, receivedRelease.receivedAt
          FROM receivedRelease JOIN member ON member.nodeID = receivedRelease.nodeID
          WHERE receivedRelease.state = 'accepted'
          """)
    }
    return rows.compactMap { row in
      // Such as police-2026-05-P.
      let parts = (row["release"] as String).split(separator: "-").suffix(3)
      guard let period = Month(parts.dropLast().joined(separator: "-")) else { return nil }
      return ReleaseArrival(
        reference: row["reference"], period: period,
        receivedAt: Date(timeIntervalSince1970: row["receivedAt"]))
    }
  }

  /// The references of the partnerships in each scope, in order.
  public func holders() throws -> [ScopeID: [String]] {
    let hub = try nodeID()
    return try database.writer.read { db in
      let records = ScopeRecords(db)
      var holders: [ScopeID: [String]] = [:]
      for scope in try records.scopes() {
        let control = try records.control(of: scope)
        holders[scope] = control.members.keys.filter { $0 != hub }
          .compactMap { control.nodes[$0]?.description.reference }.sorted()
      }
      return holders
    }
  }

  /// How many changes of each node are here, in all scopes together.
  public func recordsHeld() throws -> [NodeID: Int] {
    try database.writer.read { db in
      let records = ScopeRecords(db)
      var held: [NodeID: Int] = [:]
      for scope in try records.scopes() {
        let frontier = try records.frontier(of: scope)
        for log in try records.control(of: scope).logsInOrder {
          held[log.genesis.node, default: 0] += Int(frontier[log.logIndex])
        }
      }
      return held
    }
  }
}
