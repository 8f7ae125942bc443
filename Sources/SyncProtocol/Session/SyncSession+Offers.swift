import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

extension ScopeStanding {
  /// Whether there is something to say that no digest shows.
  fileprivate var isWaiting: Bool {
    unadmitted != nil || !passingOn.isEmpty || !erased.isEmpty
  }
}

extension ScopeExchange {
  /// Whether this scope needs frames although both sides hold the same commits.
  var needsMoreThanDigest: Bool {
    guard let standing else { return true }
    return standing.isWaiting || standing.needsReceipt
  }

  /// Whether both offers say that both sides hold the same. Both sides must come to one answer: what
  /// an initiator still has to say it shows by an offer without a digest, and a responder says nothing.
  func isLevel(as role: SessionRole) -> Bool {
    guard let standing, let peerOffer, standing.access == .full,
      role == .responder || !standing.isWaiting
    else { return false }
    return peerOffer.controlSequence == standing.control.position.sequence
      && Array(peerOffer.controlHash) == standing.control.position.hash.bytes
      && Array(peerOffer.frontierDigest) == standing.digest.bytes
  }
}

extension SyncSession {
  /// Names the scopes of this side. The initiator names those of which it may have everything; the
  /// responder adds those that the peer asked about and has left.
  mutating func sendOffers() throws {
    for (scope, exchange) in scopes.sorted(by: { $0.key < $1.key }) {
      guard exchange.standing?.access == .full || exchange.peerOffer != nil else { continue }
      try offer(scope)
    }
    try send { $0.offersEnd = .init() }
    offersSent = true
  }

  /// Says where this side stands in a scope, and by which number it calls it.
  mutating func offer(_ scope: ScopeID) throws {
    guard let exchange = scopes[scope] else { return }
    let number = exchange.number == 0 ? nextScopeNumber : exchange.number
    try change(scope) { $0.number = number }
    guard let standing = exchange.standing else {
      // Nothing is here of what this side has signed: the peer gives it back from its beginning.
      return try send { frame in
        frame.scopeOffer = .with {
          $0.scopeNumber = number
          $0.scopeID = Data(scope.bytes)
        }
      }
    }
    // An offer without a digest is never level: there is a log to admit.
    let isWaiting = setup.role == .initiator && standing.isWaiting
    let digest = !isWaiting && standing.access == .full
    try send { frame in
      frame.scopeOffer = .with {
        $0.scopeNumber = number
        $0.scopeID = Data(standing.control.scope.bytes)
        $0.controlSequence = standing.control.position.sequence
        $0.controlHash = Data(standing.control.position.hash.bytes)
        $0.frontierDigest = digest ? Data(standing.digest.bytes) : Data()
      }
    }
  }

  private var nextScopeNumber: UInt32 { (scopes.values.map(\.number).max() ?? 0) + 1 }

  mutating func receive(offer: Iscan_Sync_V1_ScopeOffer) throws {
    guard !peerOffersEnded && phase == .offers || isLive && setup.role == .initiator else {
      throw unexpected("ScopeOffer")
    }
    guard let scope = ScopeID(Array(offer.scopeID)) else {
      throw Refusal(.protocolViolation, "An offer names no scope.")
    }
    if scopes[scope] == nil {
      // The hub tells a node of scopes that it was made a member of; the other way round only of one that
      // the hub has lost.
      guard setup.role == .initiator || lostScopes.contains(Array(scope.bytes.prefix(8))) else {
        throw Refusal(.scopeNotEntitled)
      }
      guard scopes.count < SyncLimits.scopes else {
        throw Refusal(.limitExceeded, "More than 64 scopes are shared.")
      }
      scopes[scope] = ScopeExchange(scope: scope, reader: setup.nodeID)
    }
    if let standing = scopes[scope]?.standing, standing.access == .givesBack,
      offer.controlSequence <= standing.control.sequence
    {
      throw Refusal(.scopeNotEntitled)
    }
    let known = scopes[scope]?.number ?? 0
    // Numbers come in order; a scope keeps the one under which it was first offered.
    guard offer.scopeNumber == (known == 0 ? nextScopeNumber : known) else {
      throw Refusal(.protocolViolation, "An offer has a number out of order.")
    }
    if isLive, known > 0 { throw unexpected("ScopeOffer") }
    try change(scope) {
      $0.peerOffer = offer
      $0.number = offer.scopeNumber
    }
    if isLive { try begin(scope) }
  }

  mutating func receiveOffersEnd() throws {
    guard !peerOffersEnded, phase == .offers else { throw unexpected("OffersEnd") }
    peerOffersEnded = true
    if setup.role == .responder { try sendOffers() }
    phase = .exchange
    for (scope, exchange) in scopes
    where exchange.peerOffer == nil && exchange.standing.map({ $0.access != .full }) == true {
      scopes[scope] = nil
    }
    for scope in scopes.keys.sorted() { try begin(scope) }
    try takeEarly()
    finishIfDone()
  }

  /// Begins a scope: equal ones are done, the others bring the control logs level first.
  mutating func begin(_ scope: ScopeID) throws {
    let mine = scopes[scope]?.controlSequence ?? 0
    let offer = scopes[scope]?.peerOffer
    let theirs = offer?.controlSequence ?? 0
    if scopes[scope]?.isLevel(as: setup.role) == true {
      try change(scope) {
        $0.controlTarget = mine
        $0.controlSentThrough = mine
        $0.stateSent = true
        $0.stateReceived = true
        $0.announced = $0.standing?.positions ?? [:]
        $0.peerOffer = nil
      }
      agreeOnAll(scope)
      return try pump(scope)
    }
    if let control = scopes[scope]?.standing?.control, let offer, mine == theirs,
      control.position.hash.bytes != Array(offer.controlHash)
    {
      return try dispute(scope, through: mine)
    }
    try change(scope) {
      $0.controlTarget = max(mine, theirs)
      $0.controlSentThrough = theirs
      $0.peerOffer = nil
    }
    // A scope that only the initiator names is refused by the responder.
    if offer == nil, setup.role == .initiator { return }
    if mine > theirs { loadControl(scope, first: theirs + 1) }
    try proceed(scope)
  }
}
