import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

// Each side says once for each scope that it holds everything durably that it wanted: the responder
// with a signed receipt, the initiator with an acknowledgement. In a live session it says so again
// when more has become durable.
extension SyncSession {
  mutating func sendMarker(_ scope: ScopeID) throws {
    guard let exchange = scopes[scope] else { return }
    try askToPurge(scope)
    let positions = exchange.receiver.positions
    let now = now
    try change(scope) {
      $0.markerSent = true
      $0.markerDue = false
      $0.markerSentAt = now
    }
    if setup.role == .responder, exchange.standing?.access == .full {
      guard
        let receipt = try ReceiptRecord(
          scope: scope, frontier: positions, receivedAt: now, signedBy: setup.identity)
      else { throw Refusal(.storageTrouble) }
      try send { $0.receipt = receipt.message }
    } else {
      try send { frame in
        frame.acknowledgement = .with {
          $0.scopeID = Data(scope.bytes)
          $0.frontier = positions.map(\.message)
        }
      }
    }
  }

  /// Says what has become durable since the last marker, no more than once a second; but always before
  /// commits that may build on it, which the peer could not apply otherwise.
  mutating func sendDueMarker(_ scope: ScopeID, beforeCommits: Bool = false) throws {
    guard let exchange = scopes[scope], exchange.markerSent, exchange.markerDue,
      exchange.receiver.isSettled,
      beforeCommits || now - exchange.markerSentAt >= SyncLimits.markerMilliseconds
    else { return }
    try sendMarker(scope)
  }

  mutating func receive(receipt message: Iscan_Sync_V1_Receipt) throws {
    let scope = try entitled(message.scopeID)
    guard setup.role == .initiator, phase == .exchange, let peerIdentity else {
      throw unexpected("Receipt")
    }
    guard let receipt = ReceiptRecord(message), receipt.isSigned(by: peerIdentity) else {
      throw Refusal(.authenticationFailed, "A receipt is not the hub's.")
    }
    outputs.append(.receipt(receipt))
    try change(scope) { $0.markerReceived = true }
    try agree(scope, on: receipt.frontier)
    finishIfDone()
  }

  mutating func receive(acknowledgement message: Iscan_Sync_V1_Acknowledgement) throws {
    let scope = try entitled(message.scopeID)
    guard phase == .exchange else { throw unexpected("Acknowledgement") }
    guard message.frontier.count <= SyncLimits.logs else {
      throw Refusal(.limitExceeded, "A scope has \(message.frontier.count) logs.")
    }
    let frontier = message.frontier.map(StatedPosition.init)
    outputs.append(.acknowledged(scope, frontier))
    try change(scope) { $0.markerReceived = true }
    try agree(scope, on: frontier)
    finishIfDone()
  }

  /// Equal digests say of every scope what the peer's marker would: it holds all that is here. The last
  /// marker may be lost, by a crash or a full disk, and no other comes as long as both are level.
  mutating func acknowledgeLevel() {
    guard digestsEqual else { return }
    for (scope, exchange) in scopes.sorted(by: { $0.key < $1.key })
    where exchange.standing?.access == .full && !exchange.receiver.positions.isEmpty {
      outputs.append(.acknowledged(scope, exchange.receiver.positions))
    }
  }

  /// Notes of which scopes everything that the peer has is here. Of one that this node joined or came
  /// back to on the way, or of which the peer shows only what the authority decided, it is not.
  mutating func noteExchanged() {
    guard setup.role == .initiator else { return }
    let own = setup.nodeID
    let exchanged = scopes.filter { _, exchange in
      guard let standing = exchange.standing, standing.access == .full else { return false }
      guard digestsEqual || exchange.isLevel(as: .initiator) || exchange.stateReceived else {
        return false
      }
      return exchange.receiver.leftOut.keys.allSatisfy {
        standing.control.logs[$0]?.genesis.node != own
      }
    }
    count { $0.exchangedScopes = Set(exchanged.keys) }
  }

  /// When both sides are done with every scope the initiator ends the session, or both go on live.
  mutating func finishIfDone() {
    guard setup.role == .initiator, phase == .exchange, !liveSent,
      scopes.values.allSatisfy(\.isDone)
    else { return }
    if mayStayLive { return sendLive() }
    if scopes.values.contains(where: \.isDisputed) {
      close(.controlDisputed, detail: "The other scopes were exchanged.")
    } else if let (_, code) = firstRefusedLog {
      close(code, detail: "The other logs were exchanged.")
    } else {
      close(.finished, detail: "")
    }
  }
}
