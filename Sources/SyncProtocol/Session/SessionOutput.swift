public import CausalHistory
public import SignedLogs

public import struct Foundation.Data

/// What a session asks its driver to do, in the order given; a `send` is done before the next
/// output is looked at, so that a slow peer slows its sender.
public enum SessionOutput: Sendable {
  case send(Data)
  case load(LoadRequest)
  /// Write durably, in one transaction, then say `applied`. All of it is verified.
  case apply(ApplyRequest)
  /// A peer's new log, its genesis verified: let the scope's authority decide, then say `admitted`
  /// with all control records after `controlSequence`, or `admissionRefused`.
  case admit(ScopeID, VerifiedLogGenesis, controlSequence: UInt64)
  /// The hub's signed word that it holds these commits; verified, to be kept.
  case receipt(ReceiptRecord)
  /// The peer says that it holds these commits durably.
  case acknowledged(ScopeID, [StatedPosition])
  /// Something a person should see; the session goes on.
  case notice(SessionNotice)
  /// Both sides hold the same, and the session stays open: from now on `changed` is listened to.
  case live
  /// The session has ended; close the stream after what was sent.
  case finished(SessionSummary)
}

/// What a session needs from the store.
public enum LoadRequest: Sendable, Hashable {
  /// Who calls, by the name it gave. The driver knows the peer's TLS key and compares it too.
  case peer(NodeID)
  /// Control records from `first` to at most `last`, and at most so many and of so many bytes; with
  /// the scope's genesis if `first` is 1.
  case control(ScopeID, first: UInt64, last: UInt64, limit: Int, byteLimit: Int)
  /// Commits from `first` to at most `last`, and at most so many and of so many bytes; at least one
  /// in any case.
  case run(
    ScopeID, logIndex: UInt32, first: UInt64, last: UInt64, limit: Int, byteLimit: Int)
}

/// What a session has verified and the store shall keep.
public enum ApplyRequest: Sendable {
  /// Control records that continue the scope's control log; `genesis` if the scope is new here.
  case control(
    ScopeID, genesis: SignedContent?, first: UInt64,
    records: [SignedContent])
  /// Runs in an order in which they can be applied one after the other, all in one transaction.
  /// What the store has already is passed over. A run need not end at its seal: two logs whose
  /// authors saw each other come in by turns, and a part may be ready before the rest.
  case commits(ScopeID, [VerifiedRun])
}

/// Where a log stands, as the two peers tell each other.
public struct StatedPosition: Sendable, Hashable {
  public let logIndex: UInt32
  public let counter: UInt64
  /// The first 8 bytes of the head's hash.
  public let hashPrefix: [UInt8]

  public init(logIndex: UInt32, counter: UInt64, hashPrefix: [UInt8]) {
    self.logIndex = logIndex
    self.counter = counter
    self.hashPrefix = hashPrefix
  }

  public init(logIndex: UInt32, head: LogHead) {
    self.init(
      logIndex: logIndex, counter: head.counter, hashPrefix: Array(head.hash.bytes.prefix(8)))
  }
}

/// Something found out on the way that does not end the session.
public enum SessionNotice: Sendable, Hashable {
  /// The peer holds more of this node's own log than the node does: this database is older than
  /// what it once sent. The commits are fetched; the node must begin a new log before it writes.
  case ownLogBehind(ScopeID, logIndex: UInt32, here: UInt64, there: UInt64)
  /// A log is left out of this session, and why.
  case logRefused(ScopeID, logIndex: UInt32, CloseCode)
  /// The peer says that it gives a commit, or a request, no effect.
  case verdict(ScopeID, Dot, reason: String)
}
