public import Foundation
internal import GRDB
internal import HubStore
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
internal import SyncTransport

/// A node that a hub below introduced.
public struct IntroducedMember: Codable, Sendable, Hashable {
  public let reference: String
  public let name: String
  /// The group that it takes part in.
  public let group: String
  /// The reference of the hub that introduced it; `nil` if that is not known any more.
  public let through: String?
}

extension HubService {
  /// Introduces a member to the hub above, so that it may take part in what the regions share.
  ///
  /// - Parameter reference: Such as `GAT`.
  /// - Returns: The file to send to that hub's operator.
  /// - Throws: ``HubServiceError``.
  public func introduce(_ reference: String) throws -> Data {
    let key = try identity()
    let node = try database.writer.read { db in
      guard let member = try HubDatabase.member(reference: reference, in: db),
        let node = NodeID(member.nodeID)
      else { throw HubServiceError.memberUnknown(reference) }
      guard member.revocation == nil else { throw HubServiceError.memberRevoked(reference) }
      let scopes = try HubScopes(db, keys: keys)
      for scope in try scopes.records.scopes(of: node) {
        let control = try scopes.records.control(of: scope)
        if scopes.isOwn(control), let known = control.nodes[node] { return known.description }
      }
      throw HubServiceError.memberRetired(reference)
    }
    return try Introduction(of: node, by: key).fileContent()
  }

  /// Takes a node that a hub below introduces into a group of this hub's.
  ///
  /// - Parameters:
  ///   - introduction: The file.
  ///   - name: The group; `nil` for the only one.
  /// - Returns: Whom, and where.
  /// - Throws: ``HubServiceError``; `TransportError` if the hub below did not sign it.
  public func admit(introduction: Data, to name: String?) throws -> IntroducedMember {
    let introduction = try Introduction(fileContent: introduction)
    let introducer = try introduction.hubNode
    return try database.writer.write { db in
      let member = try HubDatabase.members(in: db).first {
        $0.nodeID == Data(introducer.bytes) && $0.revocation == nil
      }
      guard let member else { throw HubServiceError.introducerUnknown }
      let node = try introduction.verified(by: try PublicKey(member.identityKey))
      let scopes = try HubScopes(db, keys: keys)
      let control = try Self.group(name, scopes)
      let isKnown = control.nodes.contains { id, known in
        id == node.node || !known.isRevoked && known.description.reference == node.reference
      }
      guard !isKnown else {
        throw HubServiceError.introducedAlready(node.reference, group: control.genesis.name)
      }
      try scopes.admit(introduced: node, to: control.scope)
      var introductions = try Self.introductions(db)
      introductions[node.node.hex] = member.partnership.reference
      try Self.keep(introductions, in: db)
      return IntroducedMember(
        reference: node.reference, name: node.name, group: control.genesis.name,
        through: member.partnership.reference)
    }
  }

  /// The nodes that hubs below introduced and that take part in a group, by reference.
  public func introducedMembers() throws -> [IntroducedMember] {
    try database.writer.read { db in
      let scopes = try HubScopes(db, keys: keys)
      let enrolled = Set(try HubDatabase.members(in: db).map(\.nodeID))
      let introductions = try Self.introductions(db)
      return try scopes.ownScopes().flatMap { scope in
        let control = try scopes.records.control(of: scope)
        return control.members.keys.compactMap { node -> IntroducedMember? in
          guard node != scopes.hubNode, !enrolled.contains(Data(node.bytes)),
            let about = control.nodes[node]?.description
          else { return nil }
          return IntroducedMember(
            reference: about.reference, name: about.name, group: control.genesis.name,
            through: introductions[node.hex])
        }
      }.sorted { ($0.reference, $0.group) < ($1.reference, $1.group) }
    }
  }

  /// The node of an introduced member in good standing; `nil` if there is none.
  static func introduced(_ reference: String, _ scopes: HubScopes) throws -> NodeDescription? {
    for scope in try scopes.ownScopes() {
      let control = try scopes.records.control(of: scope)
      for (node, known) in control.nodes
      where known.description.reference == reference && control.isMember(node)
        && node != scopes.hubNode
      {
        return known.description
      }
    }
    return nil
  }

  private static func group(_ name: String?, _ scopes: HubScopes) throws -> ControlState {
    let groups = try scopes.ownScopes().map { try scopes.records.control(of: $0) }
      .filter { $0.genesis.kind == .group && (name == nil || $0.genesis.name == name) }
    guard let group = groups.first, groups.count == 1 else {
      throw HubServiceError.groupUnknown(name ?? "")
    }
    return group
  }

  private static func introductions(_ db: Database) throws -> [String: String] {
    let text = try SettingsTable.value(Setting.introductions, in: db)
    return try text.map { try JSONDecoder().decode([String: String].self, from: Data($0.utf8)) }
      ?? [:]
  }

  private static func keep(_ introductions: [String: String], in db: Database) throws {
    let text = String(decoding: try JSONEncoder().encode(introductions), as: UTF8.self)
    try SettingsTable.set(Setting.introductions, to: text, in: db)
  }
}
