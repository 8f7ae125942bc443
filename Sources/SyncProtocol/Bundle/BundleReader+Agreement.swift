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
    guard stated.counter == head.counter else { return lookUp(shown, at: stated.dot, in: scope) }
    leaveOutIfParted(
      receivers[scope]?.settle(shown, at: stated.dot, here: head.hash), scope, stated.logIndex)
  }

  mutating func lookUp(_ shown: PlaceShown, at place: Dot, in scope: ScopeID) {
    if let request = receivers[scope]?.ask(shown, at: place) { outputs.append(.load(request)) }
  }

  /// The store has looked up what is here.
  mutating func take(place hash: Digest?, _ scope: ScopeID, _ place: Dot) {
    leaveOutIfParted(receivers[scope]?.take(hash: hash, at: place), scope, place.logIndex)
    handOver(scope)
  }

  private mutating func leaveOutIfParted(
    _ settled: PlaceSettled?, _ scope: ScopeID, _ logIndex: UInt32
  ) {
    if case .parted(let code)? = settled { receivers[scope]?.leaveOut(logIndex, code) }
  }
}
