public import SignedLogs
public import SyncProtocol
internal import Synchronization

/// The live sessions of this process, by who is at the other end.
public final class LiveSessions: Sendable {
  /// The most sessions with one peer: those that a bad line left behind, and those of a copy of its machine.
  /// Each may hold what waits for its past, so their number bounds what one member can take of the memory.
  static let perPeer = 8

  /// In the order in which they began.
  private let sessions = Mutex<[NodeID: [SessionDriver]]>([:])

  public init() {}

  /// How many there are.
  public var count: Int { sessions.withLock { $0.values.reduce(0) { $0 + $1.count } } }

  /// Notes a session; one that is not live yet passes over what it is told.
  ///
  /// Of more than eight with one peer the oldest is ended.
  public func add(_ session: SessionDriver, with peer: NodeID) {
    let tooOld = sessions.withLock { sessions -> SessionDriver? in
      sessions[peer, default: []].append(session)
      // Those before it are ending already.
      return sessions[peer, default: []].dropLast(Self.perPeer).last
    }
    tooOld?.stop()
  }

  /// Forgets a session that has ended.
  public func remove(_ session: SessionDriver, of peer: NodeID) {
    sessions.withLock { sessions in
      sessions[peer]?.removeAll { $0.identity == session.identity }
      if sessions[peer]?.isEmpty == true { sessions[peer] = nil }
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
    for (peer, theirSessions) in sessions.withLock({ $0 }) {
      guard control.nodes[peer] != nil,
        let theirs = control.isMember(peer) ? standing : ended(peer)
      else { continue }
      for session in theirSessions { session.post(theirs) }
    }
  }

  /// Has a peer make a snapshot anew and say whether it is the same.
  public func ask(_ peer: NodeID, toWitness manifest: [UInt8], of scope: ScopeID) {
    sessions.withLock { $0[peer] }?.first?.ask(toWitness: manifest, of: scope)
  }

  /// Ends every session with a peer.
  public func refuse(_ peer: NodeID, _ code: CloseCode) {
    for session in sessions.withLock({ $0[peer] ?? [] }) { session.refuse(code) }
  }

  /// Ends every session: this process is about to stop.
  public func stop() {
    for session in sessions.withLock({ $0.values.flatMap(\.self) }) { session.stop() }
  }

  /// Who is connected, ascending.
  public var peers: [NodeID] { sessions.withLock { $0.keys.sorted() } }
}
