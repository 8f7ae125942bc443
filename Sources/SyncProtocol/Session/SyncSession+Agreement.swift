import CausalHistory
import SignedLogs

// How far both sides hold one history of each log: nobody's commits are applied on the strength of a past
// that only has the same names.
extension SyncSession {
  /// The peer has shown what it holds in a place of a log.
  mutating func lookUp(_ shown: PlaceShown, at place: Dot, in scope: ScopeID) {
    if let request = scopes[scope]?.receiver.ask(shown, at: place) {
      outputs.append(.load(request))
    }
  }

  /// The store has looked up what is here in a place where the peer has shown what it holds.
  mutating func take(place hash: Digest?, _ scope: ScopeID, _ place: Dot) throws {
    guard let settled = scopes[scope]?.receiver.take(hash: hash, at: place) else { return }
    if case .parted(let code) = settled {
      try refuse(scope, place.logIndex, code)
      showSeals(scope, place.logIndex, at: place.counter)
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
    lookUp(.sealed(seal), at: Dot(logIndex: logIndex, counter: seal.counter), in: scope)
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
        lookUp(.stated(position.hashPrefix), at: position.dot, in: scope)
      } else if position.hashPrefix == head.hash.statedPrefix {
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
