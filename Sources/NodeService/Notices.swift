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
  private let level = Mutex(false)

  /// Whether both sides have said that they hold the same.
  var isLevel: Bool {
    get { level.withLock { $0 } }
    set { level.withLock { $0 = newValue } }
  }

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
          + "backup. The proof is kept; nothing has been lost. Go on working: ask the regional office "
          + "for its verdict (iscan hub verdict list), then run iscan sync run."
      )
    case .controlDisputed(_, let sequence):
      add(
        "The regional office signed two different decisions \(sequence). Both are kept. Tell it at "
          + "once, and do not work in the scope until it answers.")
    // What the end of a membership came to was said when the decision was taken in.
    case .snapshotTaken, .purgeAsked: break
    case .snapshotRefused(_, let reason):
      add("A snapshot could not be taken: \(reason). Everything was fetched instead.")
    case .logRefused(_, let logIndex, let code):
      add("Log \(logIndex) was left out of the exchange: \(code.reason) \(code.remedy)")
    case .verdict(_, _, "admission-pending"):
      // The hub above decides; until then work goes on in the log as it is.
      break
    case .verdict(_, _, let reason):
      add("The hub gives a change, or a new log, no effect: \(reason). Ask the hub's operator.")
    }
  }

  func add(_ departure: Departure) { departure.sentences.forEach(add) }

  private func add(_ sentence: String) {
    found.withLock { list in
      // A session may say the same of many changes.
      if !list.contains(sentence), list.count < 20 { list.append(sentence) }
    }
  }
}
