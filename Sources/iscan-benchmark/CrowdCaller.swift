import Foundation
import GRDB
import HubStore
import ReplicaStore
import SignedLogs
import SyncProtocol
import SyncTransport

/// Plays the nodes of a crowd: each calls the hub as a node does, from what it held after its last
/// session.
struct CrowdCaller: Sendable {
  /// A node, ready to call.
  struct Ready: Sendable {
    let identity: IdentityKey
    let transport: TransportIdentity
    let scopes: [ScopeStanding]
  }

  private let port: Int
  private let authority: TransportCertificate
  private let hub: NodeID
  let nodes: [Ready]

  /// Reads keys and standings; the hub need not run yet.
  ///
  /// - Parameters:
  ///   - folder: As `crowd` filled it.
  ///   - port: Where the hub listens.
  ///   - limit: How many of the nodes; 0: all.
  /// - Throws: If the file, a key or the hub's database cannot be read.
  init(folder: URL, port: Int, limit: Int) throws {
    self.port = port
    let crowd = try JSONDecoder().decode(
      Crowd.self, from: try Data(contentsOf: folder.appending(path: "crowd.json")))
    authority = try TransportCertificate(pem: crowd.authorityPEM)
    hub = NodeID(identityKey: try PublicKey(crowd.hubIdentityKey))
    let database = try HubDatabase(path: folder.appending(path: "hub/hub.sqlite").path)
    let standings = try database.writer.read { try Self.standings($0) }
    nodes = try crowd.nodes.prefix(limit == 0 ? crowd.nodes.count : limit).map { node in
      let identity = try node.identity()
      return Ready(
        identity: identity, transport: try node.transportIdentity(),
        scopes: standings[NodeID(identityKey: identity.publicKey)] ?? [])
    }
    try database.writer.close()
  }

  /// What each member held when it was last level with the hub: all of its scopes.
  private static func standings(_ db: Database) throws -> [NodeID: [ScopeStanding]] {
    let records = ScopeRecords(db)
    var standings: [NodeID: [ScopeStanding]] = [:]
    for scope in try records.scopes() {
      let standing = try records.standing(of: scope)
      for member in standing.control.members.keys {
        standings[member, default: []].append(standing)
      }
    }
    return standings
  }

  /// Does something for every node, for so many at the same time.
  func each(atOnce: Int, _ work: @escaping @Sendable (Ready) async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (place, node) in nodes.enumerated() {
        if place >= atOnce { try await group.next() }
        group.addTask { try await work(node) }
      }
      try await group.waitForAll()
    }
  }

  /// One session, from connecting to the end.
  func synchronise(_ node: Ready, staysLive: Bool = false) async throws -> SessionSummary {
    let client = SyncClient(
      host: "127.0.0.1", port: port, serverName: "hub.iscan.internal", identity: node.transport,
      authority: authority)
    return try await client.connect { peer, inbound, outbound in
      let setup = SessionSetup(
        role: .initiator, identity: node.identity, expectedPeer: hub,
        initiatorTransportKey: Digest(node.transport.transportKeyHash) ?? .zero,
        responderTransportKey: Digest(peer.transportKeyHash) ?? .zero, nonce: randomBytes(32),
        databaseID: randomBytes(16), software: "iscan 1.0.0", scopes: node.scopes,
        staysLive: staysLive)
      return try await SessionDriver(setup, keeper: NothingKeeper()).run(inbound, outbound)
    }
  }
}

/// The store of a node that is level with the hub: it is asked for nothing, and says so if it is.
private struct NothingKeeper: SessionKeeper {
  private func unexpected(_ what: String) -> BenchmarkError {
    .outcome("a node that is level was asked for \(what)")
  }

  func standing(of caller: NodeID) async throws -> PeerStanding { throw unexpected("a caller") }
  func load(_ request: LoadRequest) async throws -> LoadedContent {
    throw unexpected("\(request)")
  }
  func apply(_ request: ApplyRequest) async throws -> AppliedContent {
    throw unexpected("a change")
  }
  func admit(_ genesis: VerifiedLogGenesis, to scope: ScopeID, after controlSequence: UInt64)
    async throws -> AdmissionAnswer
  { throw unexpected("an admission") }
  func keep(_ receipt: ReceiptRecord) async throws {}

  func keep(carried receipt: ReceiptRecord) async throws {}
  func keep(acknowledged positions: [StatedPosition], by peer: NodeID, of scope: ScopeID)
    async throws
  {}
  func canWitness(_ manifest: [UInt8], of scope: ScopeID) async throws -> Bool {
    throw unexpected("a witness")
  }
  func keep(_ evidence: SessionEvidence, from peer: NodeID?) async throws {
    throw unexpected("a proof")
  }
  func note(_ notice: SessionNotice, from peer: NodeID?) async throws {
    throw unexpected("a notice")
  }
}
