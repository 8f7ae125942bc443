import SignedLogs

/// Why a session ended, as the number in a `Close` frame.
///
/// Numbers are never used twice. A peer that does not know a number shows the reason and the remedy
/// that came with it.
///
/// - Source: `Protocol/Session.md`, "Close codes".
public enum CloseCode: UInt32, Sendable, CaseIterable, Codable {
  case finished = 0
  case versionUnsupported = 1
  case authenticationFailed = 2
  case scopeNotEntitled = 3
  case revoked = 4
  case badChain = 5
  case badSeal = 6
  case forkDetected = 7
  case limitExceeded = 8
  case protocolViolation = 9
  case handshakeTimeout = 10
  case idleTimeout = 11
  case tooSlow = 12
  case shuttingDown = 13
  case unknownPeer = 14
  case badControlRecord = 15
  case contextNotSupplied = 16
  case storageTrouble = 17
  case admissionRefused = 18
  case controlDisputed = 19

  /// The stable name used in messages, logs and scripts.
  public var name: String { Self.table[self]?.name ?? "unknown" }
  /// What happened, for the person at the peer that is refused.
  public var reason: String { Self.table[self]?.reason ?? "" }
  /// What that person can try first.
  public var remedy: String { Self.table[self]?.remedy ?? "" }
  /// Seconds that the refused peer waits before it tries again by itself; 0: at its next turn.
  public var retryAfterSeconds: UInt32 {
    switch self {
    case .tooSlow, .shuttingDown, .storageTrouble: 60
    default: 0
    }
  }

  /// Whether the refusal is about this session only, and the same session may well succeed later
  /// with nothing done by a person.
  public var passesByItself: Bool {
    switch self {
    case .finished, .handshakeTimeout, .idleTimeout, .tooSlow, .shuttingDown, .storageTrouble: true
    default: false
    }
  }

  /// Whether it is about one log, without which the rest was exchanged.
  public var leavesLogOut: Bool {
    switch self {
    case .badChain, .badSeal, .forkDetected, .contextNotSupplied: true
    default: false
    }
  }

  /// Whether a log was left out because what came does not continue what is here.
  var meansAnotherHistory: Bool {
    switch self {
    case .badChain, .badSeal, .forkDetected: true
    default: false
    }
  }
}

extension CloseCode {
  struct Words {
    let name: String
    let reason: String
    let remedy: String
  }

  /// The one table of names, reasons and remedies.
  static let table: [CloseCode: Words] = [
    .finished: Words(name: "finished", reason: "Both sides hold the same.", remedy: ""),
    .versionUnsupported: Words(
      name: "version-unsupported",
      reason: "The two peers have no version of the protocol in common.",
      remedy: "Install the newer release of ISCAN on the older of the two machines."),
    .authenticationFailed: Words(
      name: "authentication-failed",
      reason: "The peer could not show that it holds the identity key of the node it names.",
      remedy: "Check that this is the machine that was enrolled, then enrol it again."),
    .scopeNotEntitled: Words(
      name: "scope-not-entitled",
      reason: "The peer offered or asked for a scope that it is not a member of.",
      remedy: "Ask the regional office to add this partnership to the scope."),
    .revoked: Words(
      name: "revoked",
      reason: "The regional office has revoked this node.",
      remedy: "Ask the regional office why, and enrol this machine as a new node."),
    .badChain: Words(
      name: "bad-chain",
      reason: "Commits were refused: they do not continue the log they claim to belong to.",
      remedy: "At the sender run iscan node doctor, and do what it says; nothing has been lost."),
    .badSeal: Words(
      name: "bad-seal",
      reason: "Commits were refused: no seal of their author stands over them.",
      remedy:
        "Nothing has been lost. If their author synchronises again, the seal comes. If it never will, "
        + "the regional office ends its log where it stands: iscan hub retire. Otherwise run iscan "
        + "node doctor at the sender."),
    .forkDetected: Words(
      name: "fork-detected",
      reason: "A log has two different commits in one place: it was restored or copied.",
      remedy: "Nothing is lost; go on working. Ask the regional office to decide "
        + "(iscan hub verdict list), then run iscan sync run."),
    .limitExceeded: Words(
      name: "limit-exceeded",
      reason: "A frame, a run or a list was larger than the protocol allows.",
      remedy: "Install the same release of ISCAN on both machines, then try again."),
    .protocolViolation: Words(
      name: "protocol-violation",
      reason: "A frame came that cannot be read, or that has no place at this point.",
      remedy: "Install the same release of ISCAN on both machines, then try again."),
    .handshakeTimeout: Words(
      name: "handshake-timeout",
      reason: "The peer did not show who it is within 10 seconds.",
      remedy: "Check the network between the two machines, then try again."),
    .idleTimeout: Words(
      name: "idle-timeout",
      reason: "Nothing came from the peer for 90 seconds.",
      remedy: "Check the network between the two machines, then try again."),
    .tooSlow: Words(
      name: "too-slow",
      reason: "The peer did not take a frame within 60 seconds.",
      remedy: "Try again when the connection is better, or carry a bundle file."),
    .shuttingDown: Words(
      name: "shutting-down",
      reason: "The peer is about to stop.",
      remedy: "Wait a minute, then try again."),
    .unknownPeer: Words(
      name: "unknown-peer",
      reason: "The node is not enrolled with this hub.",
      remedy: "Enrol this machine with an invitation from the regional office."),
    .badControlRecord: Words(
      name: "bad-control-record",
      reason: "A record of the scope's authority does not verify or does not continue its log.",
      remedy: "Tell the regional office at once, and do not work in the scope until it answers."),
    .contextNotSupplied: Words(
      name: "context-not-supplied",
      reason: "Commits build on others that the sender does not have.",
      remedy: "Sync the node that made them first; nothing has been lost."),
    .storageTrouble: Words(
      name: "storage-trouble",
      reason: "The peer could not write what it received to its disk.",
      remedy: "Check the free space and the log of the peer, then try again."),
    .admissionRefused: Words(
      name: "admission-refused",
      reason: "The scope's authority did not admit the log that this node began.",
      remedy: "Check that this partnership may write in the scope, then try again."),
    .controlDisputed: Words(
      name: "control-disputed",
      reason: "The scope's authority signed two different records for one decision.",
      remedy: "Tell the regional office at once, and do not work in the scope until it answers."),
  ]
}

extension CloseCode {
  /// What to do, told to the regional office itself, about a member's log or session.
  public func remedy(atHubAbout member: String) -> String {
    switch self {
    case .forkDetected:
      "Nothing is lost. Decide it: iscan hub verdict list, then iscan hub verdict accept \(member)."
    case .badSeal:
      "Nothing has been lost. If their author synchronises again, the seal comes. If it never will, end its "
        + "log where it stands: iscan hub retire \(member)."
    case .badControlRecord, .controlDisputed:
      "Stop this hub, find out which machine signs with its key, and take advice."
    case .scopeNotEntitled: "See iscan hub members: whoever was retired is invited anew."
    case .revoked: "Nothing needs to be done; to take it back, invite it anew: iscan hub invite."
    case .unknownPeer: "Invite it: iscan hub invite."
    default: remedy
    }
  }
}

extension CloseCode {
  /// The code for commits that do not verify.
  init(_ error: SignedLogError) {
    switch error {
    case .sealInvalid, .sealMissing, .keyUnusable: self = .badSeal
    case .commitTooLarge, .headerTooLarge, .operationsTooMany, .valueTooLarge, .recordTooLarge:
      self = .limitExceeded
    default: self = .badChain
    }
  }
}
