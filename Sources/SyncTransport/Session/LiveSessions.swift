public import SignedLogs
public import SyncProtocol
internal import Synchronization

/// The live sessions of this process, by who is at the other end.
public final class LiveSessions: Sendable {
  private struct Store {
    var sessions: [NodeID: [ObjectIdentifier: SessionDriver]] = [:]
    /// The sessions of each peer in the order in which they began.
    var order: [NodeID: [ObjectIdentifier]] = [:]
  }

  /// The most sessions with one peer: those that a bad line left behind, and those of a copy of its machine.
  /// Each may hold what waits for its past, so their number bounds what one member can take of the memory.
  static let perPeer = 8

  private let store = Mutex(Store())

  public init() {}

  /// How many there are.
  public var count: Int { store.withLock { $0.sessions.values.reduce(0) { $0 + $1.count } } }

  /// Notes a session; one that is not live yet passes over what it is told.
  ///
  /// Of more than eight with one peer the oldest is ended.
  public func add(_ session: SessionDriver, with peer: NodeID) {
    let oldest = store.withLock { store -> SessionDriver? in
      store.sessions[peer, default: [:]][session.identity] = session
      store.order[peer, default: []].append(session.identity)
      guard let first = store.order[peer]?.first, store.order[peer]?.count ?? 0 > Self.perPeer
      else { return nil }
      store.order[peer]?.removeFirst()
      return store.sessions[peer]?[first]
    }
    oldest?.stop()
  }

  /// Forgets a session that has ended.
  public func remove(_ session: SessionDriver, of peer: NodeID) {
    store.withLock { store in
      store.sessions[peer]?[session.identity] = nil
      store.order[peer]?.removeAll { $0 == session.identity }
      if store.sessions[peer]?.isEmpty == true {
        store.sessions[peer] = nil
        store.order[peer] = nil
      }
    }
  }

  /// Tells the sessions where this replica stands now in a scope: its members hear all of it, the
  /// others what `ended` says.
  ///
  /// - Parameters:
  ///   - standing: One for all members.
  ///   - ended: What somebody may still have whose membership has ended; `nil`: nothing.
  public func post(
    _ standing: ScopeStanding, ended: (NodeID) -> ScopeStanding?
  ) {
    let control = standing.control
    for (peer, sessions) in store.withLock({ $0.sessions }) {
      guard control.nodes[peer] != nil,
        let theirs = control.isMember(peer) ? standing : ended(peer)
      else { continue }
      for session in sessions.values { session.post(theirs) }
    }
  }

  /// Has a peer make a snapshot anew and say whether it is the same.
  public func ask(_ peer: NodeID, toWitness manifest: [UInt8], of scope: ScopeID) {
    store.withLock { $0.sessions[peer] ?? [:] }.values.first?.ask(toWitness: manifest, of: scope)
  }

  /// Ends every session with a peer.
  public func refuse(_ peer: NodeID, _ code: CloseCode) {
    for session in store.withLock({ $0.sessions[peer] ?? [:] }).values { session.refuse(code) }
  }

  /// Ends every session: this process is about to stop.
  public func stop() {
    for sessions in store.withLock({ $0.sessions }).values {
      for session in sessions.values { session.stop() }
    }
  }

  /// Who is connected, ascending.
  public var peers: [NodeID] { store.withLock { $0.sessions.keys.sorted() } }
}
