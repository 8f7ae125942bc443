internal import SignedLogs
public import SyncProtocol
internal import Synchronization

/// What a session found out that a person should know, in sentences: the same at a node, and at a hub
/// below another.
public final class SessionNotices: Sendable {
  /// Who speaks, and of whom.
  public struct Words: Sendable {
    /// Who decides, with a capital: `The regional office`.
    let authority: String
    /// Who was called, with a capital: `The hub`.
    let peer: String
    /// Who called, with a capital: `This partnership`.
    let caller: String
    /// What is run once the authority has decided.
    let command: String

    public static let node = Words(
      authority: "The regional office", peer: "The hub", caller: "This partnership",
      command: "iscan sync run")
    public static let lowerHub = Words(
      authority: "The operator of the hub above", peer: "The hub above", caller: "This hub",
      command: "iscan hub sync --once")
  }

  private let words: Words
  private let found = Mutex<[String]>([])

  public init(_ words: Words) { self.words = words }

  /// Each once, in the order in which they came.
  public var sentences: [String] { found.withLock { $0 } }

  /// Takes note of something, if a person should know it.
  public func add(_ notice: SessionNotice) {
    if let sentence = sentence(for: notice) { add(sentence) }
  }

  /// Takes note of a sentence.
  public func add(_ sentence: String) {
    found.withLock { list in
      // A session may say the same of many changes.
      if !list.contains(sentence), list.count < 20 { list.append(sentence) }
    }
  }

  private func sentence(for notice: SessionNotice) -> String? {
    switch notice {
    case .ownLogBehind, .peerStands, .snapshotTaken: nil
    case .forkProved(_, let logIndex):
      "Log \(logIndex) was continued in two ways: a machine was copied, or restored from an old "
        + "backup. The proof is kept; nothing has been lost, and work goes on. \(words.authority) "
        + "decides (iscan hub verdict list); then run \(words.command)."
    case .controlDisputed(_, let sequence):
      "\(words.peer) signed two different decisions \(sequence). Both are kept. Tell its operator at "
        + "once, and do not work in the scope until it is settled."
    case .purgeAsked:
      "\(words.caller) is no longer a member of a group; the hub asks that what is here of it be erased."
    case .snapshotRefused(_, let reason):
      "A snapshot could not be taken: \(reason). Everything was fetched instead."
    case .logRefused(_, let logIndex, let code):
      "Log \(logIndex) was left out of the exchange: \(code.reason) \(code.remedy)"
    // Further up somebody decides; until then work goes on in the log as it is.
    case .verdict(_, _, "admission-pending"): nil
    case .verdict(_, _, let reason) where AdmissionGround(reason) != nil:
      "\(words.peer) did not admit a new log: "
        + (AdmissionGround(reason) == .logsFull
          ? "the group has as many as it can have." : "one machine began too many within a day.")
        + " Nothing is lost. Ask its operator."
    case .verdict(_, _, let reason):
      "\(words.peer) gives a change, or a new log, no effect: \(reason). Ask its operator."
    }
  }
}
