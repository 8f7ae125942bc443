internal import Foundation
internal import GRDB
internal import HubStore
public import Logging
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol
public import SyncTransport

extension HubService {
  /// Makes the server that nodes synchronise with; run it as long as the hub shall be there.
  ///
  /// - Parameters:
  ///   - host: The address to listen at.
  ///   - port: The TCP port; 0 takes any that is free.
  ///   - logger: Where sessions and refusals are told; never gets the content of a record.
  ///   - tap: Sees every message; for tests.
  /// - Returns: The server.
  /// - Throws: If a key or certificate cannot be read.
  public func makeSyncServer(
    host: String, port: Int, logger: Logger, tap: WireTap? = nil
  ) throws -> SyncServer {
    let identity = try transportIdentity()
    let settings = SyncServerSettings(
      host: host, port: port, identity: identity, authority: try authority().certificate, now: now,
      isRevoked: { [self] key in try? await revocation(ofKey: key) },
      refused: { [self] refusal in
        logger.notice("refused \(refusal.reason.rawValue) from \(refusal.remoteAddress)")
        note(
          RefusalRecord(
            refusedAt: now(), code: refusal.reason.rawValue, detail: refusal.detail,
            remoteAddress: refusal.remoteAddress,
            nodeID: refusal.nodeIDHex.flatMap(NodeID.init(hex:)).map { Data($0.bytes) }))
      }, tap: tap)
    let notes = SessionNotes(database.writer, now: now)
    let responder = try sessionSetup(identity)
    return SyncServer(settings: settings) { [self] peer, inbound, outbound in
      var setup = responder
      setup.initiatorTransportKey = Digest(peer.transportKeyHash) ?? .zero
      setup.nonce = randomBytes(32)
      let driver = SessionDriver(
        setup, keeper: keeper(for: peer), callerByCertificate: NodeID(hex: peer.nodeIDHex))
      do {
        let summary = try await driver.run(inbound, outbound)
        logger.info("session with \(peer.certificateSubject): \(summary.outcome.word)")
        try await notes.keep(summary, of: peer)
        // Releases come as changes; a session without any has none to read.
        if summary.commitsReceived > 0 { try await settleArrivedReleases() }
      } catch {
        logger.warning("session with \(peer.certificateSubject) ended: \(Self.words(error))")
        throw error
      }
    }
  }

  private static func words(_ error: any Error) -> String {
    switch error {
    case let error as any RemediedError: "\(error.code): \(error.detail)"
    // The number says what happened; the message could say more than a log may hold.
    case let error as DatabaseError: "database error \(error.extendedResultCode.rawValue)"
    default: "\(type(of: error))"
    }
  }

  /// Why the bearer of a TLS key is refused; a key that belongs to no member is.
  private func revocation(ofKey key: [UInt8]) async throws -> String? {
    let member = try await database.writer.read {
      try HubDatabase.member(transportKeyHash: Data(key), in: $0)
    }
    return member?.revocation?.reason
  }

  /// What all sessions have in common.
  private func sessionSetup(_ identity: TransportIdentity) throws -> SessionSetup {
    SessionSetup(
      role: .responder, identity: try self.identity(), initiatorTransportKey: .zero,
      responderTransportKey: Digest(identity.transportKeyHash) ?? .zero, nonce: [],
      databaseID: Data(base64Encoded: try setting(Setting.database)).map { [UInt8]($0) } ?? [],
      software: Self.software)
  }

  /// Settles releases on a thread of its own.
  ///
  /// The database gives back its readers on one of the few threads that all sessions share: a session
  /// that holds such a thread while it waits for a reader would, with others, wait for ever.
  private func settleArrivedReleases() async throws {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      DispatchQueue.global(qos: .utility).async { [self] in
        done.resume(with: Result { _ = try settleReleases() })
      }
    }
  }

  private func keeper(for peer: Peer) -> ReplicaKeeper {
    var rules = ReplicaKeeper.Rules()
    let transportKey = Data(peer.transportKeyHash)
    rules.standing = { caller, records in
      try Self.standing(of: caller, transportKey: transportKey, records)
    }
    rules.admission = { [keys] genesis, control, records in
      try HubScopes(records.database, keys: keys).admission(of: genesis, under: control)
    }
    rules.commitsApplied = { [now] scope, changes, records in
      for id in Set(changes.flatMap(\.changed)).sorted() {
        try Self.takeRelease(id, in: scope, records, now: now())
      }
    }
    return ReplicaKeeper(database.writer, rules: rules, now: now)
  }

  /// The scopes of a caller who is a member and uses its own TLS key.
  private static func standing(
    of caller: NodeID, transportKey: Data, _ records: ScopeRecords
  ) throws -> PeerStanding {
    let member = try HubDatabase.member(transportKeyHash: transportKey, in: records.database)
    guard let member, member.nodeID == Data(caller.bytes) else { return .refused(.unknownPeer) }
    guard member.revocation == nil else { return .refused(.revoked) }
    return .known(
      try records.scopes(of: caller).map { try records.standing(of: $0) })
  }

  /// Keeps a release whose last part has just come.
  private static func takeRelease(
    _ id: ObjectID, in scope: ScopeID, _ records: ScopeRecords, now: Date
  ) throws {
    guard let object = try records.object(id, in: scope), object.kind == SharedRelease.kind,
      let arrived = SharedRelease.arrived(object),
      let node = try records.control(of: scope).logs[id.logIndex]?.genesis.node
    else { return }
    try HubDatabase.insert(
      ReceivedRelease(
        nodeID: Data(node.bytes), release: object.reference, manifest: arrived.manifest,
        payload: try records.content(of: object, in: scope), receivedAt: now),
      in: records.database)
  }

  /// A refusal that cannot be written must not stop the hub from refusing.
  private func note(_ refusal: RefusalRecord) {
    try? database.writer.write { try HubDatabase.insert(refusal, in: $0) }
  }
}
