internal import CausalHistory
internal import Foundation
internal import GRDB
internal import HubStore
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol

/// What ending a member's rights will do, to be shown before it is done.
public struct DepartureView: Codable, Sendable, Hashable {
  /// One of its logs, and where it will end.
  public struct Log: Codable, Sendable, Hashable {
    public let scope: String
    public let logIndex: UInt32
    /// Its last change that counts.
    public let lastChange: UInt64
  }

  public let reference: String
  public let name: String
  public let logs: [Log]
}

extension HubService {
  /// What revoking or retiring a member would end.
  ///
  /// - Throws: ``HubServiceError/memberUnknown(_:)``, ``HubServiceError/memberRevoked(_:)``.
  public func departure(of reference: String) throws -> DepartureView {
    try database.writer.read { db in
      let (member, node) = try Self.present(reference, in: db)
      let records = ScopeRecords(db)
      let logs = try records.scopes().flatMap { scope in
        let control = try records.control(of: scope)
        let frontier = try records.frontier(of: scope)
        return control.logs(of: node).filter { $0.cut == nil }.map {
          DepartureView.Log(
            scope: control.genesis.name, logIndex: $0.logIndex,
            lastChange: frontier[$0.logIndex])
        }
      }
      return DepartureView(
        reference: member.partnership.reference, name: member.partnership.name, logs: logs)
    }
  }

  /// Lets a member go in good order: its logs end where they are here, and it belongs to no scope
  /// any more. All that it wrote until then stands. Its reference stays its own.
  ///
  /// - Throws: ``HubServiceError``.
  public func retire(_ reference: String) throws {
    try database.writer.write { db in
      let (_, node) = try Self.present(reference, in: db)
      guard try HubScopes(db, keys: keys).retire(node) else {
        throw HubServiceError.memberRetired(reference)
      }
    }
  }

  /// A member that was not revoked, with its node.
  private static func present(_ reference: String, in db: Database) throws -> (Member, NodeID) {
    guard let member = try HubDatabase.member(reference: reference, in: db),
      let node = NodeID(member.nodeID)
    else { throw HubServiceError.memberUnknown(reference) }
    guard member.revocation == nil else { throw HubServiceError.memberRevoked(reference) }
    return (member, node)
  }
}
