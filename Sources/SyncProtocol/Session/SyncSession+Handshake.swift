import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

extension SyncSession {
  mutating func start() throws {
    guard phase == .idle else { return }
    startedAt = now
    lastReceivedAt = now
    if setup.role == .initiator { try take(scopes: setup.scopes) }
    phase = .awaitingHello
    if setup.role == .initiator { try sendHello() }
  }

  private mutating func take(scopes standings: [ScopeStanding]) throws {
    guard standings.count <= SyncLimits.scopes else {
      throw Refusal(.limitExceeded, "\(standings.count) scopes are shared; 64 may be.")
    }
    for standing in standings {
      scopes[standing.control.scope] = ScopeExchange(
        scope: standing.control.scope, reader: setup.nodeID, standing: standing)
    }
  }

  private mutating func sendHello() throws {
    let (digest, setup, now) = (combinedDigest(), setup, now)
    try send { frame in
      frame.hello = .with {
        $0.versionMin = setup.versions.lowerBound
        $0.versionMax = setup.versions.upperBound
        $0.features = setup.staysLive ? Feature.live : 0
        $0.nodeID = Data(setup.nodeID.bytes)
        $0.nonce = Data(setup.nonce)
        $0.combinedDigest = Data(digest.bytes)
        $0.databaseID = Data(setup.databaseID)
        $0.wallClock = now
        $0.software = setup.software
      }
    }
    if case .send(let bytes)? = outputs.last { ownHello = bytes }
  }

  /// Over the scopes of which both sides may have everything.
  private func combinedDigest() -> Digest {
    let shared = scopes.values.compactMap(\.standing).filter { $0.access == .full }
    return SignedLogs.combinedDigest(shared.map { (scope: $0.control.scope, digest: $0.digest) })
  }

  mutating func receive(hello: Iscan_Sync_V1_Hello, bytes: Data) throws {
    guard phase == .awaitingHello else { throw unexpected("Hello") }
    guard hello.versionMin <= setup.versions.upperBound,
      hello.versionMax >= setup.versions.lowerBound
    else {
      throw Refusal(
        .versionUnsupported,
        "The peer speaks versions \(hello.versionMin) to \(hello.versionMax), this side "
          + "\(setup.versions.lowerBound) to \(setup.versions.upperBound).")
    }
    guard let node = NodeID(hello.nodeID), hello.nonce.count == 32 else {
      throw Refusal(.protocolViolation, "The greeting names no node or has no nonce.")
    }
    if let expected = setup.expectedPeer, expected != node {
      throw Refusal(.authenticationFailed, "Another node answers than the one that was called.")
    }
    peerNode = node
    peerFeatures = hello.features
    peerHello = bytes
    summary(clock: hello.wallClock)
    if setup.role == .responder {
      phase = .loadingPeer
      outputs.append(.load(.peer(node)))
    } else {
      digestsEqual = Array(hello.combinedDigest) == combinedDigest().bytes
      phase = .awaitingAuthentication
    }
    peerDigest = Array(hello.combinedDigest)
  }

  private mutating func summary(clock: UInt64) {
    let difference = Int64(clamping: clock).subtractingReportingOverflow(Int64(clamping: now))
    count { $0.clockDifference = difference.overflow ? nil : difference.partialValue }
  }

  /// The responder's store has said who calls.
  mutating func take(peer: PeerStanding) throws {
    guard phase == .loadingPeer else { return }
    switch peer {
    case .refused(let code): throw Refusal(code)
    case .known(let standings, let lost):
      lostScopes = lost
      try take(scopes: standings)
      try sendHello()
      digestsEqual = peerDigest == combinedDigest().bytes
      try sendAuthentication()
      phase = .awaitingAuthentication
    }
  }

  private func authenticated(role: SessionRole) -> [UInt8] {
    let initiates = setup.role == .initiator
    return sessionAuthenticationBytes(
      role: role, initiatorHello: Array(initiates ? ownHello : peerHello),
      responderHello: Array(initiates ? peerHello : ownHello),
      initiatorTransportKey: setup.initiatorTransportKey,
      responderTransportKey: setup.responderTransportKey)
  }

  private mutating func sendAuthentication() throws {
    let signature = try setup.identity.sign(authenticated(role: setup.role))
    let key = setup.identity.publicKey
    try send { frame in
      frame.authentication = .with {
        $0.identityKey = Data(key.bytes)
        $0.signature = Data(signature)
      }
    }
  }

  mutating func receive(authentication: Iscan_Sync_V1_Authentication) throws {
    guard phase == .awaitingAuthentication, let peerNode else {
      throw unexpected("Authentication")
    }
    let role: SessionRole = setup.role == .initiator ? .responder : .initiator
    guard let key = try? PublicKey(authentication.identityKey),
      NodeID(identityKey: key) == peerNode,
      key.verifies(authentication.signature, of: authenticated(role: role))
    else { throw Refusal(.authenticationFailed) }
    peerIdentity = key
    count { $0.peer = peerNode }
    phase = .offers
    if setup.role == .initiator { try sendAuthentication() }
    acknowledgeLevel()
    guard setup.role == .initiator else { return }
    if digestsEqual, !scopes.values.contains(where: \.needsMoreThanDigest) {
      if mayStayLive {
        beginLevel()
        sendLive()
      } else {
        close(.finished, detail: "")
      }
    } else {
      try sendOffers()
    }
  }

  func unexpected(_ frame: String) -> Refusal {
    Refusal(.protocolViolation, "\(frame) has no place here.")
  }
}
