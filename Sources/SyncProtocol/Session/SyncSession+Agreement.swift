import CausalHistory
import SignedLogs

// How far both sides hold one history of each log: nobody's commits are applied on the strength of a past
// that only has the same names.
extension SyncSession {
  /// The peer has shown what it holds in a place of a log: is it what is held here?
  mutating func lookUp(
    _ logIndex: UInt32, _ counter: UInt64, _ shown: PlaceShown, in scope: ScopeID
  ) {
    let place = Dot(logIndex: logIndex, counter: counter)
    guard scopes[scope]?.placesAsked.updateValue(shown, forKey: place) == nil else { return }
    outputs.append(.load(.place(scope, logIndex: logIndex, counter: counter)))
  }

  /// The store has looked up what is here in a place where the peer has shown what it holds.
  ///
  /// What is here and has been let go of was held by all.
  mutating func take(
    place hash: Digest?, _ scope: ScopeID, _ logIndex: UInt32, _ counter: UInt64
  ) throws {
    let place = Dot(logIndex: logIndex, counter: counter)
    guard let shown = scopes[scope]?.placesAsked.removeValue(forKey: place) else { return }
    if let hash, let log = scopes[scope]?.receiver.control?.logs[logIndex],
      let code = shown.difference(from: hash, at: counter, of: log.genesis)
    {
      try refuse(scope, logIndex, code)
      showSeals(scope, logIndex, at: counter)
    } else {
      try change(scope) { $0.receiver.agreement.note(logIndex, through: counter) }
    }
    try pump(scope)
    finishIfDone()
  }

  /// Commits came that are here already, maybe by another session.
  mutating func note(passedOver scope: ScopeID, _ logIndex: UInt32, _ seal: Seal?) throws {
    guard scopes[scope]?.receiver.leftOut[logIndex] == nil else { return }
    // The peer must hear that this side holds them, too.
    try change(scope) { $0.markerDue = true }
    guard let seal else { return }
    lookUp(logIndex, seal.counter, .sealed(seal), in: scope)
  }

  /// The peer says what it holds durably. Where that is another history than the one here, it shows as it
  /// does when states are compared, with the next session at the latest.
  mutating func agree(_ scope: ScopeID, on stated: [StatedPosition]) throws {
    guard let exchange = scopes[scope], exchange.standing?.access == .full else { return }
    for position in stated where position.counter > exchange.receiver.agreement[position.logIndex] {
      guard let head = exchange.standing?.positions[position.logIndex]?.head,
        position.counter <= head.counter
      else { continue }
      if position.counter < head.counter {
        lookUp(position.logIndex, position.counter, .stated(position.hashPrefix), in: scope)
      } else if position.hashPrefix == Array(head.hash.bytes.prefix(8)) {
        try change(scope) {
          $0.receiver.agreement.note(position.logIndex, through: position.counter)
        }
      }
    }
    try pump(scope)
  }

  /// Where both sides stand alike, every log is agreed.
  mutating func agreeOnAll(_ scope: ScopeID) {
    guard let positions = scopes[scope]?.standing?.positions else { return }
    scopes[scope]?.receiver.agreement = HistoryAgreement(positions)
  }
}
