internal import SignedLogs
internal import Synchronization
internal import SyncProtocol

/// A log in a scope.
struct LogPlace: Hashable, Sendable {
  let scope: ScopeID
  let logIndex: UInt32
}

/// What a session found out on the way that a person should know, in sentences.
final class Notices: Sendable {
  private let found = Mutex<[String]>([])
  private let logsBehind = Mutex<[LogPlace]>([])

  var sentences: [String] { found.withLock { $0 } }

  /// This machine's logs of which the peer held more; what they lacked has come with the session.
  var behind: [LogPlace] { logsBehind.withLock { $0 } }

  func add(_ notice: SessionNotice) {
    switch notice {
    case .ownLogBehind(let scope, let logIndex, _, _):
      logsBehind.withLock { $0.append(LogPlace(scope: scope, logIndex: logIndex)) }
    case .forkProved(_, let logIndex):
      add(
        "Log \(logIndex) was continued in two ways: a machine was copied, or restored from an old "
          + "backup. The proof is kept; nothing has been lost. Ask the regional office for a verdict."
      )
    case .controlDisputed(_, let sequence):
      add(
        "The regional office signed two different decisions \(sequence). Both are kept. Tell it at "
          + "once, and do not work in the scope until it answers.")
    case .snapshotTaken: break
    case .purgeAsked:
      add(
        "This partnership is no longer a member of a group; the hub asks that what is here of it be "
          + "erased.")
    case .snapshotRefused(_, let reason):
      add("A snapshot could not be taken: \(reason). Everything was fetched instead.")
    case .logRefused(_, let logIndex, let code):
      add("Log \(logIndex) was left out of the exchange: \(code.reason) \(code.remedy)")
    case .verdict(_, _, let reason):
      add("The hub gives a change, or a new log, no effect: \(reason). Ask the hub's operator.")
    }
  }

  private func add(_ sentence: String) {
    found.withLock { list in
      // A session may say the same of many changes.
      if !list.contains(sentence), list.count < 20 { list.append(sentence) }
    }
  }
}
