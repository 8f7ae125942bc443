import SignedLogs

/// A part of a log that is to be sent.
struct OutgoingRange: Hashable {
  let scope: ScopeID
  let logIndex: UInt32
  var next: UInt64
  var last: UInt64
}

/// What is to be sent, in fair turns: one run of one log of each scope, then the next.
struct SendQueue {
  private var scopes: [ScopeID] = []
  private var ranges: [ScopeID: [OutgoingRange]] = [:]

  var isEmpty: Bool { scopes.isEmpty }

  func holds(_ scope: ScopeID) -> Bool { ranges[scope] != nil }

  /// Puts a range in; a log has one range at most, so the queue is no longer than there are logs.
  mutating func add(_ range: OutgoingRange) {
    if var queued = ranges[range.scope] {
      if let place = queued.firstIndex(where: { $0.logIndex == range.logIndex }) {
        queued[place].next = min(queued[place].next, range.next)
        queued[place].last = max(queued[place].last, range.last)
      } else {
        queued.append(range)
      }
      ranges[range.scope] = queued
    } else {
      scopes.append(range.scope)
      ranges[range.scope] = [range]
    }
  }

  /// Takes the range whose turn it is; its rest is to be added again.
  mutating func takeNext() -> OutgoingRange? {
    guard let scope = scopes.first, var queued = ranges[scope] else { return nil }
    scopes.removeFirst()
    let range = queued.removeFirst()
    ranges[scope] = queued.isEmpty ? nil : queued
    if !queued.isEmpty { scopes.append(scope) }
    return range
  }

  /// Forgets what is to be sent of a scope, or of one of its logs.
  mutating func drop(_ scope: ScopeID, _ logIndex: UInt32? = nil) {
    let rest = (ranges[scope] ?? []).filter { logIndex != nil && $0.logIndex != logIndex }
    ranges[scope] = rest.isEmpty ? nil : rest
    if rest.isEmpty { scopes.removeAll { $0 == scope } }
  }
}
