import Foundation
import GRDB
import HubStore
import ReplicaStore
import SignedLogs
import SyncProtocol

/// A hub's and a node's replica of one scope in two databases, and sessions between them.
struct ReplicaPair {
  let scope: MeasuredScope
  let hub: any DatabaseWriter
  let node: any DatabaseWriter
  private let hubIdentity = IdentityKey.generate()

  init(in folder: String) async throws {
    scope = try MeasuredScope()
    hub = try Self.database(URL(filePath: folder).appending(path: "hub"))
    node = try Self.database(URL(filePath: folder).appending(path: "node"))
    try scope.found(in: hub)
  }

  /// A hub's database in a folder, as the product opens it, without a hub.
  static func database(_ folder: URL) throws -> any DatabaseWriter {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "replica.sqlite").path
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: file + suffix)
    }
    return try HubDatabase(path: file).writer
  }

  /// Makes a turn durable at the hub, as if its writer had sent it.
  func apply(_ turn: Writers.Turn) async throws {
    let run = try verifyRun(
      from: turn.start, commits: turn.commits, seals: [turn.seal], logKey: turn.logKey)
    _ = try await ReplicaKeeper(hub, rules: .init()).apply(.commits(scope.scope, [run]))
  }

  /// Runs a session of the first writer's node with the hub, from what both hold.
  func synchronise() async throws -> Exchange {
    var rules = ReplicaKeeper.Rules()
    rules.standing = { _, records in
      .known(try records.scopes().map { try records.standing(of: $0) })
    }
    let standings = try await node.read { db in
      try ScopeRecords(db).scopes().map { try ScopeRecords(db).standing(of: $0) }
    }
    var exchange = Exchange(
      end(.initiator, scope.nodes[0], ReplicaKeeper(node, rules: .init()), standings),
      end(.responder, hubIdentity, ReplicaKeeper(hub, rules: rules), []))
    try await exchange.run()
    return exchange
  }

  private func end(
    _ role: SessionRole, _ identity: IdentityKey, _ keeper: ReplicaKeeper,
    _ scopes: [ScopeStanding]
  ) -> Exchange.End {
    let setup = SessionSetup(
      role: role, identity: identity, initiatorTransportKey: .zero, responderTransportKey: .zero,
      nonce: randomBytes(32), databaseID: randomBytes(16), software: "iscan 1.0.0", scopes: scopes)
    return Exchange.End(session: SyncSession(setup), keeper: keeper)
  }
}
