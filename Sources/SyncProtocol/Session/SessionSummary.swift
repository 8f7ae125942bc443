public import SignedLogs

/// How a session ended.
public enum SessionOutcome: Sendable, Hashable {
  /// Both sides hold the same, except for the logs named in `refusedLogs`.
  case finished
  /// This side ended it.
  case refused(SyncError)
  /// The peer ended it.
  case refusedByPeer(SyncError)
  /// The stream broke; the next session goes on from here.
  case disconnected
}

/// A log that a session left out.
public struct RefusedLog: Sendable, Hashable {
  public let scope: ScopeID
  public let logIndex: UInt32
  public let code: CloseCode
}

/// What one session did.
public struct SessionSummary: Sendable, Hashable {
  public internal(set) var outcome: SessionOutcome = .disconnected
  /// The peer, once it has shown who it is.
  public internal(set) var peer: NodeID?
  public internal(set) var framesSent = 0
  public internal(set) var framesReceived = 0
  public internal(set) var bytesSent = 0
  public internal(set) var bytesReceived = 0
  public internal(set) var commitsSent = 0
  /// How many commits came, whether or not they could be taken in.
  public internal(set) var commitsReceived = 0
  /// How many of them are durable here, which the driver counts.
  public var commitsKept = 0
  public internal(set) var controlRecordsSent = 0
  public internal(set) var controlRecordsReceived = 0
  /// Logs that were left out, ascending by scope and log.
  public internal(set) var refusedLogs: [RefusedLog] = []
  /// How many seconds the peer asked to wait before the next session; 0: it did not say.
  public internal(set) var retryAfterSeconds: UInt32 = 0
  /// Whether the session went live.
  public internal(set) var wentLive = false
  /// Of the initiator: the scopes of which all that the peer has is here, but for other nodes' logs
  /// that were left out; known once a session has finished or went live.
  public internal(set) var exchangedScopes: Set<ScopeID> = []
  /// The peer's clock less this one's, in milliseconds, as their greetings said; shown, never used.
  public internal(set) var clockDifference: Int64?
}

extension SessionOutcome {
  /// Why a session was refused, by either side; `nil` if it was not.
  public var error: SyncError? {
    switch self {
    case .finished, .disconnected: nil
    case .refused(let error), .refusedByPeer(let error): error
    }
  }

  /// Whether either side ended the session because its program was about to stop.
  public var isStop: Bool {
    switch self {
    case .refused(.refused(.shuttingDown, _)): true
    case .refusedByPeer(.refusedByPeer(let code, _, _)): code == CloseCode.shuttingDown.rawValue
    default: false
    }
  }

  /// The word in records: `finished`, `stopped`, `refused`, `refused-by-peer` or `disconnected`.
  public var word: String {
    switch self {
    case _ where isStop: "stopped"
    case .finished: "finished"
    case .refused: "refused"
    case .refusedByPeer: "refused-by-peer"
    case .disconnected: "disconnected"
    }
  }
}
