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
  /// Groups of the hub above, where only that one can end its rights.
  public let elsewhere: [String]
  /// Shared tasks that it made: they stay with it, on its own machine only.
  public let ownTasks: Int
  /// Shared tasks of others: they are erased on its machine.
  public let othersTasks: Int
}

extension HubService {
  /// What revoking or retiring a member would end.
  ///
  /// - Throws: ``HubServiceError/memberUnknown(_:)``, ``HubServiceError/memberRevoked(_:)``.
  public func departure(of reference: String) throws -> DepartureView {
    try database.writer.read { db in
      let scopes = try HubScopes(db, keys: keys)
      let (name, node) = try Self.present(reference, scopes)
      let records = ScopeRecords(db)
      let logs = try scopes.ownScopes().flatMap { scope in
        let control = try records.control(of: scope)
        let frontier = try records.frontier(of: scope)
        return control.logs(of: node).filter { $0.cut == nil }.map {
          DepartureView.Log(
            scope: control.genesis.name, logIndex: $0.logIndex,
            lastChange: frontier[$0.logIndex])
        }
      }
      let elsewhere = try records.scopes(of: node).map { try records.control(of: $0) }
        .filter { !scopes.isOwn($0) }.map(\.genesis.name)
      let (own, others) = try Self.tasks(of: node, scopes, records)
      return DepartureView(
        reference: reference, name: name, logs: logs, elsewhere: elsewhere, ownTasks: own,
        othersTasks: others)
    }
  }

  /// How many of the tasks in a member's groups it made itself, and how many others made.
  private static func tasks(of node: NodeID, _ scopes: HubScopes, _ records: ScopeRecords) throws
    -> (own: Int, others: Int)
  {
    var (own, others) = (0, 0)
    for scope in try scopes.ownScopes() {
      let control = try records.control(of: scope)
      guard control.isMember(node) else { continue }
      let logs = Set(control.logs(of: node).map(\.logIndex))
      for task in try records.objects(kind: SharedTask.kind, in: scope) {
        if logs.contains(task.state.id.logIndex) { own += 1 } else { others += 1 }
      }
    }
    return (own, others)
  }

  /// Lets a member go in good order: its logs end where they are here, and it belongs to no scope
  /// any more. All that it wrote until then stands. Its reference stays its own.
  ///
  /// - Throws: ``HubServiceError``.
  public func retire(_ reference: String) throws {
    try database.writer.write { db in
      let scopes = try HubScopes(db, keys: keys)
      let (_, node) = try Self.present(reference, scopes)
      guard try scopes.retire(node) else {
        throw HubServiceError.memberRetired(reference)
      }
    }
  }

  /// The name and node of a member that was not revoked, be it one that a hub below introduced.
  static func present(_ reference: String, _ scopes: HubScopes) throws -> (String, NodeID) {
    guard let member = try HubDatabase.member(reference: reference, in: scopes.db),
      let node = NodeID(member.nodeID)
    else {
      guard let introduced = try Self.introduced(reference, scopes) else {
        throw HubServiceError.memberUnknown(reference)
      }
      return (introduced.name, introduced.node)
    }
    guard member.revocation == nil else { throw HubServiceError.memberRevoked(reference) }
    return (member.partnership.name, node)
  }
}
