internal import SignedLogs
internal import Synchronization

/// Control logs that this process has folded already, by the hash of their last record.
///
/// The hash stands for the whole log, the scope's beginning included, so that what is found is what
/// folding the records again would give, whatever database they are in.
enum ControlCache {
  private struct Store {
    var states: [Digest: ControlState] = [:]
    var order: [Digest] = []
  }

  private static let store = Mutex(Store())
  /// A node is in at most 64 scopes; a hub's sessions go over theirs one after the other.
  private static let statesMax = 128

  static func state(at hash: Digest) -> ControlState? { store.withLock { $0.states[hash] } }

  static func keep(_ state: ControlState) {
    store.withLock { store in
      guard store.states.updateValue(state, forKey: state.position.hash) == nil else { return }
      store.order.append(state.position.hash)
      if store.order.count > statesMax { store.states[store.order.removeFirst()] = nil }
    }
  }
}
