public import CausalHistory
public import SignedLogs

public import struct Foundation.Data

/// What a session is told.
public enum SessionInput: Sendable {
  /// The stream is open. Once, first.
  case started
  /// One frame as it came.
  case received(Data)
  /// The answer to a `load` output.
  case loaded(LoadedContent)
  /// What an `apply` output asked for is durable.
  case applied(AppliedContent)
  /// The answer to an `admit` output: control records that admit the log, from sequence `first`.
  case admitted(ScopeID, first: UInt64, records: [SignedContent])
  /// The answer to an `admit` output when the authority does not admit the log.
  case admissionRefused(ScopeID, LogID, AdmissionGround? = nil)
  /// The answer to an `admit` output when the authority is elsewhere and will be asked.
  case admissionPassedOn(ScopeID, LogID)
  /// This replica stands elsewhere in a scope than it did: it wrote, decided, or learned by another
  /// session. In a live session the peer is sent what is new. `controlOnly`: the peer's membership
  /// has ended.
  case changed(ScopeStanding)
  /// The peer may not be served any more: it was revoked.
  case peerRefused(CloseCode)
  /// This node has erased a scope that it is no longer a member of; milliseconds since 1970.
  case purged(ScopeID, at: UInt64)
  /// This node has erased withdrawn payloads, in every file.
  case redacted(ScopeID, [Dot])
  /// In a live session: let the peer make a snapshot anew, and stand by it if it is the same.
  case witnessWanted(ScopeID, manifest: [UInt8])
  /// The answer to a `witness` output.
  case witnessed(ScopeID, Digest, isSame: Bool)
  /// What was asked for could not be read or written; the session ends.
  case storageFailed
  /// Some time has passed; at least once a second while the session lasts.
  case tick
  /// The last frame has not left for too long; the session ends.
  case sendingStalled
  /// This process is about to stop; the session ends.
  case stopping
  /// The stream has ended without a `Close` frame.
  case disconnected
}

/// The answer to a `LoadRequest`.
public enum LoadedContent: Sendable {
  case peer(PeerStanding)
  /// Records `first`... in order, at least one; `genesis` with sequence 1 only.
  case control(
    ScopeID, genesis: SignedContent?, first: UInt64,
    records: [SignedContent])
  /// Commits `first`... of a log, verbatim, at least one, with every seal kept for them.
  case run(
    ScopeID, logIndex: UInt32, first: UInt64, commits: [UnverifiedCommit],
    seals: [Seal])
  /// The same, made into a run already; what several sessions send is made once.
  case encoded(ScopeID, EncodedRun)
  /// How many parts of a snapshot are here from sessions before, from the first on.
  case snapshotProgress(ScopeID, next: Int)
  /// The manifest of a snapshot; nothing if it is not kept here, or no more.
  case snapshot(ScopeID, manifest: [UInt8]?)
  /// A part of a snapshot, unpacked.
  case snapshotPart(ScopeID, place: Int, [UInt8]?)
  /// This side's history of a log at a counter; nothing if it is not here, or no seal within
  /// ``SyncLimits/linksShown`` commits stands over it.
  case evidence(ScopeID, logIndex: UInt32, LogEvidence?)
  /// The hash of this side's history of a log at the counter that was asked for; nothing if its bytes
  /// are gone.
  case place(ScopeID, logIndex: UInt32, counter: UInt64, Digest?)
}

/// What the responder's store knows about who calls.
public enum PeerStanding: Sendable {
  /// Enrolled, and this TLS key is its own; with the scopes that it may have.
  ///
  /// `lost` names, by their first eight bytes, scopes in which this side has signed and of which nothing is
  /// here: a hub that was brought back from a backup takes one whole from whoever is a member of it.
  case known([ScopeStanding], lost: Set<[UInt8]> = [])
  /// Not to be served: `unknownPeer`, `revoked` or `authenticationFailed`.
  case refused(CloseCode)
}

extension AppliedContent {
  /// The answer to a request for commits.
  public static func commits(_ scope: ScopeID, _ runs: [VerifiedRun]) -> AppliedContent {
    .commits(
      scope,
      through: Dictionary(
        runs.map { ($0.position.logIndex, $0.position.head.counter) }, uniquingKeysWith: max))
  }
}

/// What is durable now.
public enum AppliedContent: Sendable {
  /// Control records of a scope. `unadmitted`: this node's log there, if it has one to be admitted now.
  /// `positions`: where the logs stand now, if the records took commits aside. `erased`: withdrawn
  /// payloads that are in no file any more.
  case control(
    ScopeID, unadmitted: UnadmittedLog?, positions: [UInt32: LogPosition]? = nil,
    erased: [Dot] = [])
  /// Commits of a scope: of each log in the request, up to and including a counter.
  case commits(ScopeID, through: [UInt32: UInt64])
  /// A part of a snapshot.
  case snapshotPart(ScopeID)
  /// A snapshot: where the logs stand with it. No positions: it was refused, and why; nothing has
  /// changed.
  case snapshot(ScopeID, positions: [UInt32: LogPosition]?, reason: String = "")
}
