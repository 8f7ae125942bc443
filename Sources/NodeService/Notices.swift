internal import SignedLogs
internal import Synchronization
internal import SyncProtocol
internal import SyncTransport

/// A log in a scope.
struct LogPlace: Hashable, Sendable {
  let scope: ScopeID
  let logIndex: UInt32
}

/// What a node's session found out on the way: what a person should know, and what it must do itself.
final class Notices: Sendable {
  private let spoken = SessionNotices(.node)
  private let logsBehind = Mutex<[LogPlace]>([])
  private let ground = Mutex<(ScopeID, AdmissionGround)?>(nil)
  private let exchangedScopes = Mutex<Set<ScopeID>?>(nil)
  private let running = Mutex<SessionDriver?>(nil)

  /// The session, once there is a line.
  var driver: SessionDriver? {
    get { running.withLock { $0 } }
    set { running.withLock { $0 = newValue } }
  }

  /// The scopes of which everything that the hub has is here, once both sides have said that they are
  /// done.
  var exchanged: Set<ScopeID>? {
    get { exchangedScopes.withLock { $0 } }
    set { exchangedScopes.withLock { $0 = newValue } }
  }

  /// Why the hub did not admit a log of this machine, which may write.
  var admissionGround: (scope: ScopeID, ground: AdmissionGround)? { ground.withLock { $0 } }

  var sentences: [String] { spoken.sentences }

  /// This machine's logs of which the peer held more; what they lacked has come with the session.
  var behind: [LogPlace] { logsBehind.withLock { $0 } }

  func add(_ notice: SessionNotice) {
    if case .ownLogBehind(let scope, let logIndex, _, _) = notice {
      logsBehind.withLock { $0.append(LogPlace(scope: scope, logIndex: logIndex)) }
    }
    if case .verdict(let scope, _, let reason) = notice, let found = AdmissionGround(reason) {
      ground.withLock { $0 = (scope, found) }
    }
    // What the end of a membership came to is said when the decision is taken in.
    if case .purgeAsked = notice { return }
    spoken.add(notice)
  }

  func add(_ departure: Departure) { departure.sentences.forEach(spoken.add) }
}

/// What the last of several sessions found out, one after the other.
final class LatestNotices: Sendable {
  private let latest = Mutex(Notices())
  private let told = Mutex<[ScopeID: String]>([:])
  private let isAway = Mutex(false)

  var notices: Notices { latest.withLock { $0 } }

  /// Whether something is said for the first time since something else was said of a scope.
  func isNews(_ code: String, in scope: ScopeID) -> Bool {
    told.withLock { $0.updateValue(code, forKey: scope) != code }
  }

  /// There was no session.
  func failed() { isAway.withLock { $0 = true } }

  /// There is one; whether that is so again.
  func isBack() -> Bool {
    isAway.withLock { wasAway in
      defer { wasAway = false }
      return wasAway
    }
  }

  /// Begins with nothing, for the next session.
  func begin() -> Notices {
    let fresh = Notices()
    latest.withLock { $0 = fresh }
    return fresh
  }
}
