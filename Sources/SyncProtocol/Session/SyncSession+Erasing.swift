import CausalHistory
import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

// What has to go: a scope that a node is no longer a member of, and payloads that were withdrawn.
// Nobody can see into another's disk; a node gives its signed word.
extension SyncSession {
  /// Asks a peer whose membership has ended to erase the scope, once it has the record that says so.
  mutating func askToPurge(_ scope: ScopeID) throws {
    guard setup.role == .responder, let exchange = scopes[scope], !exchange.purgeSent,
      exchange.standing?.access == .controlOnly,
      exchange.controlSentThrough >= exchange.controlSequence
    else { return }
    try change(scope) { $0.purgeSent = true }
    try send { frame in frame.purge = .with { $0.scopeID = Data(scope.bytes) } }
  }

  /// A node erases only what its own control log says it is no longer a member of.
  mutating func receive(purge: Iscan_Sync_V1_Purge) throws {
    let scope = try entitled(purge.scopeID)
    guard setup.role == .initiator, phase == .exchange, let exchange = scopes[scope] else {
      throw unexpected("Purge")
    }
    guard let control = exchange.receiver.control, !control.isMember(setup.nodeID) else { return }
    outputs.append(.notice(.purgeAsked(scope)))
  }

  /// This node has erased a scope, and gives its word.
  mutating func purged(_ scope: ScopeID, at: UInt64) throws {
    guard setup.role == .initiator, phase == .exchange, scopes[scope] != nil else { return }
    let signature = try setup.identity.sign(purgedBytes(scope: scope, at: at))
    try send { frame in
      frame.purged = .with {
        $0.scopeID = Data(scope.bytes)
        $0.at = at
        $0.signature = Data(signature)
      }
    }
  }

  mutating func receive(purged message: Iscan_Sync_V1_Purged) throws {
    let scope = try entitled(message.scopeID)
    guard setup.role == .responder, phase == .exchange, let peerNode, let peerIdentity,
      scopes[scope]?.standing?.access == .controlOnly
    else { throw unexpected("Purged") }
    guard
      peerIdentity.verifies(message.signature, of: purgedBytes(scope: scope, at: message.at))
    else { throw Refusal(.authenticationFailed, "A node's word is not signed by it.") }
    outputs.append(
      .evidence(
        .purged(scope, peerNode, at: message.at, signature: Array(message.signature))))
  }

  /// This node has erased withdrawn payloads: it says so, of all of them, once in a session that has
  /// more to do than to compare digests.
  mutating func sayErased(_ scope: ScopeID) throws {
    guard setup.role == .initiator, phase == .exchange, let exchange = scopes[scope],
      exchange.stateSent, let standing = exchange.standing, standing.access == .full
    else { return }
    // What is withdrawn further while the session lasts is said once more.
    let done = Set(standing.erased + standing.erasedAndTold)
      .compactMap { standing.control.withdrawals[$0] }.filter { !exchange.saidErased.contains($0) }
    let dots = done.map(\.dot).sorted()
    guard !dots.isEmpty else { return }
    try change(scope) { $0.saidErased.formUnion(done) }
    for message in Iscan_Sync_V1_RedactionDone.messages(of: dots, in: scope) {
      try send { $0.redactionDone = message }
    }
  }

  mutating func receive(redaction message: Iscan_Sync_V1_RedactionDone) throws {
    let scope = try entitled(message.scopeID)
    guard phase == .exchange, let peerNode, let control = scopes[scope]?.receiver.control else {
      throw unexpected("RedactionDone")
    }
    guard message.dot.count <= SyncLimits.dotsPerRedaction else {
      throw Refusal(.limitExceeded, "\(message.dot.count) withdrawn commits are named at once.")
    }
    let dots = message.dot.map { Dot(logIndex: $0.logIndex, counter: $0.counter) }
      .filter { control.withdrawals[$0] != nil }
    if !dots.isEmpty { outputs.append(.evidence(.redacted(scope, peerNode, dots))) }
  }
}

extension Iscan_Sync_V1_RedactionDone {
  /// A node's word that it erased withdrawn payloads, in as many messages as it takes.
  static func messages(of dots: [Dot], in scope: ScopeID) -> [Self] {
    stride(from: 0, to: dots.count, by: SyncLimits.dotsPerRedaction).map { start in
      .with {
        $0.scopeID = Data(scope.bytes)
        $0.dot = dots[start...].prefix(SyncLimits.dotsPerRedaction).map { dot in
          .with { ($0.logIndex, $0.counter) = (dot.logIndex, dot.counter) }
        }
      }
    }
  }
}

// MARK: - Witnessing a snapshot

extension SyncSession {
  /// Asks the peer to make a snapshot anew and to stand by it.
  mutating func askToWitness(_ scope: ScopeID, _ manifest: [UInt8]) throws {
    guard isLive, let exchange = scopes[scope], exchange.standing?.access == .full else { return }
    try change(scope) { $0.witnessAsked = manifestHash(manifest) }
    try send { frame in
      frame.witnessRequest = .with {
        $0.scopeID = Data(scope.bytes)
        $0.manifest = Data(manifest)
      }
    }
  }

  mutating func receive(witness request: Iscan_Sync_V1_WitnessRequest) throws {
    let scope = try entitled(request.scopeID)
    guard phase == .exchange, scopes[scope]?.standing?.access == .full else {
      throw unexpected("WitnessRequest")
    }
    outputs.append(.witness(scope, manifest: Array(request.manifest)))
  }

  /// This replica has made the snapshot anew: the same, or not.
  mutating func witnessed(_ scope: ScopeID, _ hash: Digest, isSame: Bool) throws {
    guard phase == .exchange, scopes[scope] != nil else { return }
    let signature = try setup.identity.sign(witnessBytes(scope: scope, manifestHash: hash))
    let witness = Witness(node: setup.nodeID, signature: signature)
    try send { frame in
      frame.witnessGiven = .with {
        $0.scopeID = Data(scope.bytes)
        $0.manifestHash = Data(hash.bytes)
        if isSame { $0.witness = witness.message }
      }
    }
  }

  mutating func receive(given message: Iscan_Sync_V1_WitnessGiven) throws {
    let scope = try entitled(message.scopeID)
    guard phase == .exchange, let peerNode, let peerIdentity,
      let hash = Digest(message.manifestHash),
      scopes[scope]?.witnessAsked == hash
    else { throw unexpected("WitnessGiven") }
    try change(scope) { $0.witnessAsked = nil }
    guard message.hasWitness else {
      return outputs.append(.evidence(.witness(scope, hash, peerNode, nil)))
    }
    guard let witness = Witness(message.witness), witness.node == peerNode,
      peerIdentity.verifies(
        witness.signature, of: witnessBytes(scope: scope, manifestHash: hash))
    else { throw Refusal(.authenticationFailed, "A witness's word is not signed by it.") }
    outputs.append(.evidence(.witness(scope, hash, peerNode, witness)))
  }
}
