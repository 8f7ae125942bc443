internal import SignedLogs
internal import Synchronization

/// Control logs that this process has folded already: of each scope the state asked for last.
///
/// The hash of its last record stands for the whole log, the scope's beginning included, so that
/// what is found is what folding the records again would give, whatever database they are in.
enum ControlCache {
  fileprivate struct Store {
    var states: [ScopeID: (state: ControlState, lastUse: UInt64)] = [:]
    var uses: UInt64 = 0
  }

  private static let store = Mutex(Store())
  /// A hub that thousands of nodes come back to folds each pair's log once; a short one is of a few
  /// kilobytes.
  private static let statesMax = 16_384
  /// A log of so many records costs more to fold again than to keep.
  fileprivate static let longLog: UInt64 = 100

  static func state(of scope: ScopeID, at hash: Digest) -> ControlState? {
    store.withLock { store in
      guard let found = store.states[scope], found.state.position.hash == hash else { return nil }
      store.uses += 1
      store.states[scope]?.lastUse = store.uses
      return found.state
    }
  }

  static func keep(_ state: ControlState) {
    store.withLock { store in
      store.uses += 1
      store.states[state.scope] = (state, store.uses)
      if store.states.count > statesMax { store.makeRoom() }
    }
  }
}

extension ControlCache.Store {
  /// Forgets the quarter that was used longest ago, short logs before long ones.
  fileprivate mutating func makeRoom() {
    let order = states.sorted { left, right in
      let (isLong, isRightLong) = (
        left.value.state.sequence > ControlCache.longLog,
        right.value.state.sequence > ControlCache.longLog
      )
      return isLong == isRightLong ? left.value.lastUse < right.value.lastUse : !isLong
    }
    for entry in order.prefix(states.count / 4) { states[entry.key] = nil }
  }
}
