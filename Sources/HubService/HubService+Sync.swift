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
    try publishBundleKey()
    try foldGroups()
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
      let (driver, told) = begin(responder, with: peer)
      defer { end(driver, told, with: peer) }
      do {
        let summary = try await driver.run(inbound, outbound)
        tell(logger, peer, summary.outcome.word)
        if summary.outcome == .finished { told?.finished() }
        try await settle(summary, told?.takeHeard() ?? [:], peer, notes)
      } catch {
        tell(logger, peer, error)
        try? await settle(brokenOff: await driver.summary, error, peer, notes)
        throw error
      }
    }
  }

  // Not put in where they are called: a session waits long, and what they need would be held.

  @inline(never)
  private func tell(_ logger: Logger, _ peer: Peer, _ outcome: String) {
    logger.info("session with \(peer.certificateSubject): \(outcome)")
  }

  @inline(never)
  private func tell(_ logger: Logger, _ peer: Peer, _ error: any Error) {
    logger.warning("session with \(peer.certificateSubject) ended: \(Self.words(error))")
  }

  /// The port in the address that nodes were given.
  ///
  /// - Throws: If the setting cannot be read.
  public func syncPort() throws -> Int { Int(try setting(Setting.port)) ?? 0 }

  /// Reads the control logs of all nodes' groups, which are long, once: before a thousand nodes that
  /// come back together each wait for the same.
  private func foldGroups() throws {
    let hub = try nodeID()
    try database.writer.read { db in
      let records = ScopeRecords(db)
      for scope in try records.scopes(of: hub, kind: .group) { _ = try? records.control(of: scope) }
    }
  }

  @inline(never)
  private func begin(_ responder: SessionSetup, with peer: Peer) -> (
    SessionDriver, ToldDecisions?
  ) {
    var setup = responder
    setup.initiatorTransportKey = Digest(peer.transportKeyHash) ?? .zero
    setup.nonce = randomBytes(32)
    let caller = NodeID(hex: peer.nodeIDHex)
    let told = caller.map { ToldDecisions($0, now: now) }
    let store = TellingKeeper(
      store: keeper(serving: caller, transportKey: Data(peer.transportKeyHash)), live: live,
      told: told)
    let driver = SessionDriver(
      setup, keeper: store, callerByCertificate: caller, runs: live.runs,
      onLive: { _ in told?.wentLive() })
    if let caller { live.sessions.add(driver, with: caller) }
    if let told { live.told.add(told) }
    return (driver, told)
  }

  private func end(_ driver: SessionDriver, _ told: ToldDecisions?, with peer: Peer) {
    if let caller = NodeID(hex: peer.nodeIDHex) { live.sessions.remove(driver, of: caller) }
    if let told { live.told.remove(told) }
  }

  /// Writes down how a session ended, and reads what it brought.
  @inline(never)
  private func settle(
    _ summary: SessionSummary, _ heard: [Data: UInt64], _ peer: Peer, _ notes: SessionNotes
  ) async throws {
    let isRecovering = try await notes.keep(summary, heard: heard, of: peer)
    // Releases come as changes; a session without any has none to read.
    guard summary.commitsReceived > 0 || isRecovering else { return }
    try await aside { [self] in
      _ = try settleReleases()
      try settleRecovery()
    }
  }

  /// Does the same for a session that broke off: what had come by then is here.
  @inline(never)
  private func settle(
    brokenOff summary: SessionSummary, _ error: any Error, _ peer: Peer, _ notes: SessionNotes
  ) async throws {
    let isRecovering = try await notes.keep(brokenOff: summary, by: error, of: peer)
    guard summary.commitsKept > 0 || isRecovering else { return }
    try await aside { [self] in
      _ = try settleReleases()
      try settleRecovery()
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
    let member = try await database.writer.readAndRelease {
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
      software: Self.software, staysLive: true, creditMax: 4 << 20)
  }

  /// The hub's store, as it deals with one peer.
  ///
  /// - Parameters:
  ///   - peer: Who calls, or made the bundle that is taken in.
  ///   - transportKey: The hash of the caller's TLS key; none that is anybody's for a bundle.
  /// - Returns: The store.
  func keeper(serving peer: NodeID?, transportKey: Data = Data()) -> ReplicaKeeper {
    var rules = ReplicaKeeper.Rules()
    rules.standing = { [self] caller, records in
      let node = try nodeID()
      let standing = try Self.standing(
        of: caller, transportKey: transportKey, records, marks, hub: node)
      guard case .known(let scopes, _) = standing else { return standing }
      return .known(scopes, lost: try lostScopes(records, of: node))
    }
    rules.stillServed = { scope, records in
      guard let peer else { throw SyncError.refused(.unknownPeer, detail: "") }
      try Self.checkServed(peer, bringingInto: scope, records)
    }
    rules.admission = { [keys, now] genesis, control, records in
      try HubScopes(records.database, keys: keys).admission(
        of: genesis, under: control, at: now())
    }
    rules.controlApplied = { [keys, now, home] scope, _, records in
      try HubScopes(records.database, keys: keys).adoptMembers(of: scope, now: now())
      // What came back may be older than a revocation.
      try Self.recall(RevokedNodes(folder: home.keys).all(), at: now(), in: records.database)
    }
    rules.commitsApplied = { [now] scope, changes, records in
      for id in Set(changes.flatMap(\.changed)).sorted() {
        try Self.takeRelease(id, in: scope, records, now: now())
      }
    }
    return ReplicaKeeper(database.writer, rules: rules, now: now)
  }

  /// The scopes of a caller who is a member and uses its own TLS key.
  ///
  /// Also those in which the hub above decides, as long as this hub is a member itself: whom it serves
  /// follows from a scope's control log.
  private static func standing(
    of caller: NodeID, transportKey: Data, _ records: ScopeRecords, _ marks: HighWaterMarks,
    hub: NodeID
  ) throws -> PeerStanding {
    let member = try HubDatabase.member(transportKeyHash: transportKey, in: records.database)
    guard let member, member.nodeID == Data(caller.bytes) else {
      // Whom this hub made a member after its backup it does not know; its certificate says that it did.
      let lost = try lost(scopes: records, marks, besides: [])
      return lost.isEmpty ? .refused(.unknownPeer) : .known(Array(lost.prefix(SyncLimits.scopes)))
    }
    guard member.revocation == nil else { return .refused(.revoked) }
    let shared = try records.scopes(of: caller).map { try records.standing(of: $0) }
      .filter { $0.control.isMember(hub) }
    // Who has left may still learn so, and is asked to erase what it has.
    let left = try records.scopes(leftBy: caller).prefix(SyncLimits.scopes).compactMap { scope in
      try records.control(of: scope, endedFor: caller).map {
        ScopeStanding(control: $0, positions: [:], access: .controlOnly)
      }
    }
    // Nothing is read for those who call every day.
    let lost =
      try movedAt(records.database) == nil
      ? [] : lost(scopes: records, marks, besides: Set((shared + left).map(\.control.scope)))
    return .known(Array((shared + left + lost).prefix(SyncLimits.scopes)))
  }

  /// The scopes in which this hub has signed more than it holds, being brought back from a backup: a
  /// member that came since is none by what is here, and may be the only one to hold the rest.
  private static func lost(
    scopes records: ScopeRecords, _ marks: HighWaterMarks, besides known: Set<ScopeID>
  ) throws -> [ScopeStanding] {
    try behind(records, marks).map(\.scope).filter { !known.contains($0) }.map {
      ScopeStanding(control: try records.control(of: $0), positions: [:], access: .givesBack)
    }
  }

  /// Refuses a peer that was revoked since its session began; what it then still sends, also for
  /// others, must not be taken. A bundle may be made by somebody whom another hub introduced.
  private static func checkServed(
    _ peer: NodeID, bringingInto scope: ScopeID?, _ records: ScopeRecords
  ) throws {
    guard try !HubDatabase.isRevoked(Data(peer.bytes), in: records.database) else {
      throw SyncError.refused(.revoked, detail: "")
    }
    guard let scope else { return }
    let control = try records.control(of: scope)
    guard !control.isMember(peer) else { return }
    let isRevoked = control.nodes[peer]?.isRevoked == true
    throw SyncError.refused(isRevoked ? .revoked : .scopeNotEntitled, detail: "")
  }

  /// Keeps a release whose last part has just come.
  private static func takeRelease(
    _ id: ObjectID, in scope: ScopeID, _ records: ScopeRecords, now: Date
  ) throws {
    guard let object = try records.object(id, in: scope), object.kind == SharedRelease.kind,
      let arrived = SharedRelease.arrived(object),
      let node = try records.control(of: scope).logs[id.logIndex]?.genesis.node,
      // What another region's partnership writes is that region's.
      try HubDatabase.member(nodeID: Data(node.bytes), in: records.database) != nil
    else { return }
    try HubDatabase.insert(
      ReceivedRelease(
        nodeID: Data(node.bytes), release: object.reference, manifest: arrived.manifest,
        payload: try records.content(of: object, in: scope), receivedAt: now),
      in: records.database)
  }

  /// A refusal that cannot be written must not stop the hub from refusing, nor may it hold up the
  /// connections that share a thread with the one that is refused.
  private func note(_ refusal: RefusalRecord) {
    database.writer.asyncWriteWithoutTransaction { db in
      try? db.inTransaction {
        try HubDatabase.insert(refusal, in: db)
        return .commit
      }
    }
  }
}

/// Does work that waits for the disk on a thread that no task needs meanwhile: all sessions share a
/// few.
func aside<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { done in
    DispatchQueue.global(qos: .utility).async { done.resume(with: Result { try work() }) }
  }
}
