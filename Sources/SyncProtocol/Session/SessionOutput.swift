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
  /// The peer says that it holds these commits durably, in a marker or by a digest that is equal.
  case acknowledged(ScopeID, [StatedPosition])
  /// Make the snapshot of this manifest anew, if this replica stands at its frontier, and say
  /// `witnessed`.
  case witness(ScopeID, manifest: [UInt8])
  /// A proof, to be kept.
  case evidence(SessionEvidence)
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
  /// Which parts of a snapshot are here from a session that broke.
  case snapshotProgress(ScopeID, Digest)
  /// The manifest of the snapshot of this hash.
  case snapshot(ScopeID, Digest)
  /// A part of it.
  case snapshotPart(ScopeID, Digest, place: Int)
  /// The hash of a log at a counter, the next seal at or after it, and what lies between.
  case evidence(ScopeID, logIndex: UInt32, counter: UInt64)
  /// The hash of a log at a counter that this side holds.
  case place(ScopeID, logIndex: UInt32, counter: UInt64)
}

/// Something that proves itself to anybody, to be kept.
public enum SessionEvidence: Sendable, Hashable {
  /// Two seals of one log over different histories.
  case fork(ScopeID, VerifiedForkProof)
  /// Between which places the two histories of a forked log part, as far as it is known.
  case forkPlace(ScopeID, logIndex: UInt32, ForkPlace)
  /// Two control records that the authority signed for one sequence.
  case dispute(ControlDispute)
  /// A former member's signed word that it erased the scope; milliseconds since 1970 by its clock.
  case purged(ScopeID, NodeID, at: UInt64, signature: [UInt8])
  /// A member's word that it erased withdrawn payloads.
  case redacted(ScopeID, NodeID, [Dot])
  /// A member's word about a snapshot; without a witness it found another.
  case witness(ScopeID, Digest, NodeID, Witness?)
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
  /// A part of a snapshot, checked against the manifest; to be kept until all are here.
  case snapshotPart(ScopeID, ScopeSnapshot, place: Int, [UInt8])
  /// Take in a snapshot whose parts are all here, if its rows add up to the state that it names.
  case snapshot(ScopeID, ScopeSnapshot)
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
    self.init(logIndex: logIndex, counter: head.counter, hashPrefix: head.hash.statedPrefix)
  }

  /// The commit that it ends with.
  var dot: Dot { Dot(logIndex: logIndex, counter: counter) }
}

/// Something found out on the way that does not end the session.
public enum SessionNotice: Sendable, Hashable {
  /// The peer holds more of this node's own log than the node does: this database is older than
  /// what it once sent. The commits are fetched; the node must begin a new log before it writes.
  case ownLogBehind(ScopeID, logIndex: UInt32, here: UInt64, there: UInt64)
  /// Where the peer says that it stands, which is not level with this side: what it was known to hold
  /// beyond that it holds no more.
  case peerStands(ScopeID, [StatedPosition])
  /// The membership has ended: the scope is to be erased here. Say `purged` when it is.
  case purgeAsked(ScopeID)
  /// A snapshot was taken in place of the commits that it covers.
  case snapshotTaken(ScopeID, hash: Digest)
  /// A declared snapshot could not be taken, and why; all commits are fetched instead.
  case snapshotRefused(ScopeID, reason: String)
  /// A log was continued in two ways, and there is proof of it.
  case forkProved(ScopeID, logIndex: UInt32)
  /// The scope's authority signed two records for one sequence: nothing of it is believed any more.
  case controlDisputed(ScopeID, sequence: UInt64)
  /// A log is left out of this session, and why.
  case logRefused(ScopeID, logIndex: UInt32, CloseCode)
  /// The peer says that it gives a commit, or a request, no effect.
  case verdict(ScopeID, Dot, reason: String)
}

extension Digest {
  /// Its first 8 bytes: so much of a hash stands in a stated position.
  var statedPrefix: [UInt8] { Array(bytes.prefix(8)) }
}
