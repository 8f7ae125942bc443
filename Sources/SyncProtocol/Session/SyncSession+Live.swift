import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

// A session that stays open: each side sends what is new without being asked.
extension SyncSession {
  /// What a peer can do beyond the least, as bits of `Hello.features`.
  enum Feature {
    static let live: UInt64 = 1
  }

  /// Whether both sides have said that they stay.
  public var isLive: Bool { liveSent && liveReceived && phase == .exchange }

  /// Whether nothing is under way and nothing is due: until something comes, only a `Ping` and the
  /// peer's silence need a clock.
  public var isIdle: Bool {
    isLive && queue.isEmpty && unsent == nil && runLoading == nil
      && scopes.values.allSatisfy {
        $0.receiver.isSettled && !$0.markerDue && $0.receiver.waiting.isEmpty
      }
  }

  var mayStayLive: Bool { setup.staysLive && peerFeatures & Feature.live != 0 }

  mutating func sendLive() {
    liveSent = true
    try? send { $0.live = .init() }
  }

  mutating func receiveLive() throws {
    guard mayStayLive, !liveReceived else { throw unexpected("Live") }
    if setup.role == .responder {
      if phase == .offers, digestsEqual { beginLevel() }
      guard phase == .exchange, scopes.values.allSatisfy(\.markerSent) else {
        throw unexpected("Live")
      }
    }
    liveReceived = true
    if !liveSent { sendLive() }
    noteExchanged()
    outputs.append(.live)
    count { $0.wentLive = true }
    try takeEarly()
    for scope in scopes.keys.sorted() { try sendNews(scope) }
  }

  /// Goes on from equal digests: both sides know the same scopes, and number them in order.
  mutating func beginLevel() {
    // Of a scope that one of them has left, the other may not know.
    scopes = scopes.filter { $0.value.standing?.access == .full }
    for (place, scope) in scopes.keys.sorted().enumerated() {
      guard var exchange = scopes[scope] else { continue }
      exchange.number = UInt32(place + 1)
      exchange.controlSentThrough = exchange.controlSequence
      exchange.controlTarget = exchange.controlSequence
      exchange.stateSent = true
      exchange.stateReceived = true
      exchange.announced = exchange.standing?.positions ?? [:]
      exchange.markerSent = true
      exchange.markerReceived = true
      scopes[scope] = exchange
      agreeOnAll(scope)
    }
    offersSent = true
    peerOffersEnded = true
    phase = .exchange
  }

  /// This replica came to stand elsewhere: by work of its own, or by another session.
  mutating func changed(_ standing: ScopeStanding) throws {
    let scope = standing.control.scope
    guard phase == .exchange else {
      // Looked at once both know who the other is; no more than there are scopes.
      if setup.staysLive, early.count < SyncLimits.scopes { early[scope] = standing }
      return
    }
    guard mayStayLive else { return }
    guard scopes[scope] != nil else { return try offerNew(standing) }
    try change(scope) { $0.receiver.update(standing) }
    if standing.access != .full { queue.drop(scope) }
    try sendNews(scope)
    try pump(scope)
  }

  /// Looks at what has changed while the two were getting to know each other.
  mutating func takeEarly() throws {
    let standings = early.sorted { $0.key < $1.key }
    early = [:]
    for (_, standing) in standings { try changed(standing) }
  }

  /// Sends what the peer does not have, as far as it has been told where this side stands: control
  /// records first.
  mutating func sendNews(_ scope: ScopeID) throws {
    guard let exchange = scopes[scope], exchange.stateSent, let standing = exchange.standing else {
      return
    }
    if exchange.controlSequence > exchange.controlSentThrough {
      if !exchange.controlLoading { loadControl(scope, first: exchange.controlSentThrough + 1) }
      return
    }
    try passOn(scope)
    try sayErased(scope)
    guard standing.access == .full else { return try askToPurge(scope) }
    var ranges: [OutgoingRange] = []
    for (logIndex, position) in standing.positions.sorted(by: { $0.key < $1.key }) {
      let known = max(
        exchange.announced[logIndex]?.head.counter ?? 0, exchange.peerHas[logIndex] ?? 0)
      let last = standing.control.counted(position.head.counter, of: logIndex)
      guard last > known, !exchange.unwanted.contains(logIndex) else { continue }
      ranges.append(OutgoingRange(scope: scope, logIndex: logIndex, next: known + 1, last: last))
    }
    try change(scope) {
      $0.announced = standing.positions
      $0.tidy()
    }
    for range in ranges { queue.add(range) }
    loadNextRun()
  }

  /// The peer was made a member of a scope while the session is open.
  private mutating func offerNew(_ standing: ScopeStanding) throws {
    guard setup.role == .responder, standing.access == .full else { return }
    guard isLive else {
      early[standing.control.scope] = standing
      return
    }
    guard scopes.count < SyncLimits.scopes else {
      throw Refusal(.limitExceeded, "More than 64 scopes are shared.")
    }
    let scope = standing.control.scope
    scopes[scope] = ScopeExchange(scope: scope, reader: setup.nodeID, standing: standing)
    try offer(scope)
    try begin(scope)
  }

  /// Leaves logs out whose commits have waited for their past as long as a peer may be silent: a
  /// sender must be able to supply what its commits build on.
  private mutating func quarantine(_ scope: ScopeID) throws {
    guard let exchange = scopes[scope] else { return }
    guard !exchange.receiver.waiting.isEmpty else {
      if exchange.waitingSince > 0 { try change(scope) { $0.waitingSince = 0 } }
      return
    }
    guard exchange.waitingSince > 0 else {
      let now = now
      return try change(scope) { $0.waitingSince = now }
    }
    guard now - exchange.waitingSince > SyncLimits.idleMilliseconds else { return }
    for logIndex in exchange.receiver.lacking.map(\.logIndex) {
      try refuse(scope, logIndex, .contextNotSupplied)
    }
  }

  /// Keeps a live session alive, and brings due receipts.
  mutating func tickLive() throws {
    // Next to always nothing is due in any scope, and a hub has thousands of sessions.
    let due = scopes.filter { $0.value.markerDue || $0.value.mayWait }.keys
    for scope in due.sorted() {
      if scopes[scope]?.markerDue == true { try sendDueMarker(scope) }
      try quarantine(scope)
    }
    if now - lastSentAt >= SyncLimits.pingMilliseconds {
      try send { $0.ping = .with { $0.token = 1 } }
    }
  }
}
