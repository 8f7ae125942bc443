internal import CausalHistory
internal import Foundation
internal import GRDB
internal import HubStore
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol
internal import SyncTransport

/// What the hub decides about the region's scopes, as the holder of their authority key.
struct HubScopes {
  private let db: Database
  private let records: ScopeRecords
  private let authority: AuthorityKey
  private let nextAuthority: PublicKey
  private let hub: NodeDescription

  /// - Parameters:
  ///   - db: A connection in a transaction.
  ///   - keys: The hub's key folder.
  /// - Throws: `TransportError` if a key cannot be read.
  init(_ db: Database, keys: KeyFolder) throws {
    self.db = db
    records = ScopeRecords(db)
    authority = try AuthorityKey(rawRepresentation: try keys.load(KeyName.scopeAuthority))
    // Once the next key lies elsewhere, what it hashes to is known from the group's genesis.
    nextAuthority = try Self.nextAuthority(keys, db)
    let identity = try IdentityKey(rawRepresentation: try keys.load(KeyName.identity))
    let transport = try keys.loadTransportKey(KeyName.transport)
    hub = NodeDescription(
      identityKey: identity.publicKey, name: "Regional hub", reference: "HUB", districts: [],
      transportKeyHashes: [Digest(transport.transportKeyHash)].compactMap { $0 })
  }

  private static let nextAuthoritySetting = "next-scope-authority"

  private static func nextAuthority(_ keys: KeyFolder, _ db: Database) throws -> PublicKey {
    if let stored = try SettingsTable.value(nextAuthoritySetting, in: db),
      let bytes = Data(base64Encoded: stored)
    {
      return try PublicKey(bytes)
    }
    let key = try AuthorityKey(rawRepresentation: try keys.load(KeyName.nextScopeAuthority))
    try SettingsTable.set(
      nextAuthoritySetting, to: Data(key.publicKey.bytes).base64EncodedString(), in: db)
    return key.publicKey
  }

  /// Founds the group that every partnership of the region joins.
  func foundGroup(named name: String) throws {
    _ = try found(.group, named: name, with: [hub])
  }

  /// Gives a new member its own scope with the hub, and a place in the region's group.
  ///
  /// - Returns: Every scope that it belongs to now.
  func admit(_ node: NodeDescription) throws -> [ScopeID] {
    let pair = try found(.pair, named: "\(node.reference) and hub", with: [hub, node])
    let groups = try records.scopes(of: hub.node, kind: .group)
    for group in groups {
      try decide([.addNode(node), .addMember(node.node, .writer)], in: group)
    }
    return [pair] + groups
  }

  private func found(_ kind: ScopeKind, named name: String, with nodes: [NodeDescription]) throws
    -> ScopeID
  {
    let genesis = try ScopeGenesis.make(
      kind: kind, name: name, authority: authority, nextAuthorityKey: nextAuthority,
      nonce: randomBytes(16))
    try records.apply(control: [], first: 1, genesis: genesis.signed, of: genesis.scope)
    try decide(
      nodes.flatMap { [.addNode($0), .addMember($0.node, .writer)] }, in: genesis.scope)
    return genesis.scope
  }

  /// The ends of a node's logs that have none yet, where they are here.
  private func cutsHere(of node: NodeID, _ control: ControlState) throws -> [LogCut] {
    let positions = try records.positions(of: control.scope)
    return control.logs(of: node).filter { $0.cut == nil }.map { log in
      let head = positions[log.logIndex]?.head ?? .genesis(log.genesis.log)
      return LogCut(logIndex: log.logIndex, counter: head.counter, headHash: head.hash)
    }
  }

  /// Ends a node's rights: what it wrote until now counts, what it writes later does not.
  func revoke(_ node: NodeID, reason: String) throws {
    for scope in try records.scopes() {
      let control = try records.control(of: scope)
      guard control.nodes[node]?.isRevoked == false else { continue }
      let cuts = try cutsHere(of: node, control)
      try decide([.revokeNode(node, cuts: cuts, reason: reason)], in: scope)
    }
  }

  /// Ends a node's logs where they are here, and its membership everywhere.
  ///
  /// - Returns: Whether there was anything to end.
  func retire(_ node: NodeID) throws -> Bool {
    var hasEnded = false
    for scope in try records.scopes() {
      let control = try records.control(of: scope)
      guard control.isMember(node) else { continue }
      let cuts = try cutsHere(of: node, control)
      try decide(cuts.map { .retireLog($0) } + [.removeMember(node, cuts: [])], in: scope)
      hasEnded = true
    }
    return hasEnded
  }

  /// The record that admits a member's log; `nil` if its node may not write there.
  func admission(of genesis: VerifiedLogGenesis, under control: ControlState) -> SignedContent? {
    guard control.members[genesis.node] == .writer else { return nil }
    var author = ControlAuthor(state: control)
    // A log that breaks a rule of the control log is not admitted, and the peer is told so.
    return try? author.sign(
      .addLog(index: control.nextLogIndex, genesis: genesis.signed), with: authority)
  }

  private func decide(_ actions: [ControlAction], in scope: ScopeID) throws {
    let before = try records.control(of: scope)
    var author = ControlAuthor(state: before)
    let signed = try actions.map { try author.sign($0, with: authority) }
    try records.apply(control: signed, first: before.sequence + 1, genesis: nil, of: scope)
  }
}
