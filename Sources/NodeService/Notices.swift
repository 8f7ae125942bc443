internal import Synchronization
internal import SyncProtocol

/// What a session found out on the way that a person should know, in sentences.
final class Notices: Sendable {
  private let found = Mutex<[String]>([])

  var sentences: [String] { found.withLock { $0 } }

  func add(_ notice: SessionNotice) {
    let sentence =
      switch notice {
      case .ownLogBehind(_, _, let here, let there):
        "The hub holds \(there) changes of this machine and the database only \(here): the database"
          + " is older than what was sent. Bring back its newest copy before writing anything."
      case .logRefused(_, let logIndex, let code):
        "Log \(logIndex) was left out of the exchange: \(code.reason) \(code.remedy)"
      case .verdict(_, _, let reason):
        "The hub gives a change, or a new log, no effect: \(reason). Ask the hub's operator."
      }
    found.withLock { list in
      // A session may say the same of many changes.
      if !list.contains(sentence), list.count < 20 { list.append(sentence) }
    }
  }
}
