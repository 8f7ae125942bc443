import CausalHistory
import SignedLogs

// A file says where its creator stood when it was made. That is compared with what is here as two sides of a
// session compare: nobody's commits are applied on the strength of a past that only has the same names.
extension BundleReader {
  /// Compares, once in each reading, when the scope's control records have been taken in.
  mutating func compare(_ scope: ScopeID) {
    guard compared.insert(scope).inserted, let standing = receivers[scope]?.standing,
      // The file's own records may have made its reader a member again.
      standing.control.isMember(reading.node),
      let described = manifest.scopes.first(where: { $0.scope == scope })
    else { return }
    // Not the base: that may be what the reader said of itself when it asked for the file.
    for stated in described.end {
      compare(stated, standing.positions[stated.logIndex]?.head, scope)
    }
  }

  private mutating func compare(_ stated: StatedPosition, _ head: LogHead?, _ scope: ScopeID) {
    guard let head, stated.counter > 0, stated.counter <= head.counter,
      stated.counter > receivers[scope]?.agreement[stated.logIndex] ?? 0
    else { return }
    let shown = PlaceShown.stated(stated.hashPrefix)
    guard stated.counter == head.counter else {
      return lookUp(stated.logIndex, stated.counter, shown, in: scope)
    }
    settle(shown, head.hash, scope, Dot(logIndex: stated.logIndex, counter: stated.counter))
  }

  mutating func lookUp(
    _ logIndex: UInt32, _ counter: UInt64, _ shown: PlaceShown, in scope: ScopeID
  ) {
    let place = Dot(logIndex: logIndex, counter: counter)
    guard placesAsked[scope, default: [:]].updateValue(shown, forKey: place) == nil else { return }
    outputs.append(.load(.place(scope, logIndex: logIndex, counter: counter)))
  }

  /// The store has looked up what is here. What has been let go of was held by all.
  mutating func take(place hash: Digest?, _ scope: ScopeID, _ place: Dot) {
    guard let shown = placesAsked[scope]?.removeValue(forKey: place) else { return }
    settle(shown, hash, scope, place)
    handOver(scope)
  }

  private mutating func settle(
    _ shown: PlaceShown, _ hash: Digest?, _ scope: ScopeID, _ place: Dot
  ) {
    if let hash, let log = receivers[scope]?.control?.logs[place.logIndex],
      let code = shown.difference(from: hash, at: place.counter, of: log.genesis)
    {
      receivers[scope]?.leaveOut(place.logIndex, code)
    } else {
      receivers[scope]?.agreement.note(place.logIndex, through: place.counter)
    }
  }
}
