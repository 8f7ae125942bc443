public import SignedLogs

/// What the authority of a scope answers a node that began a log.
public enum AdmissionAnswer: Sendable {
  /// The control records from `first` on, the one that admits the log included.
  case admitted(first: UInt64, records: [SignedContent])
  case refused(AdmissionGround? = nil)
  /// The authority is elsewhere: it will be asked.
  case passedOn

  /// What a session is told of it.
  public func input(_ scope: ScopeID, _ log: LogID) -> SessionInput {
    switch self {
    case .admitted(let first, let records): .admitted(scope, first: first, records: records)
    case .refused(let ground): .admissionRefused(scope, log, ground)
    case .passedOn: .admissionPassedOn(scope, log)
    }
  }
}

/// The store and the people behind a session: does what a ``SyncSession`` asks for.
///
/// What returns normally is durable. What throws ends the session, and the next one goes on from
/// what was durable before.
public protocol SessionKeeper: Sendable {
  /// What is known about a caller, by the name that it gave and that its certificate confirms.
  func standing(of caller: NodeID) async throws -> PeerStanding
  /// Control records or commits, to be sent on.
  func load(_ request: LoadRequest) async throws -> LoadedContent
  func apply(_ request: ApplyRequest) async throws -> AppliedContent
  /// Decides about a peer's new log.
  func admit(_ genesis: VerifiedLogGenesis, to scope: ScopeID, after controlSequence: UInt64)
    async throws -> AdmissionAnswer
  func keep(_ receipt: ReceiptRecord) async throws
  /// Keeps the hub's word that came in a file, unless a later one is kept already.
  func keep(carried receipt: ReceiptRecord) async throws
  func keep(acknowledged positions: [StatedPosition], by peer: NodeID, of scope: ScopeID)
    async throws
  /// Whether this replica, at a snapshot's very frontier, comes to the same snapshot by itself.
  func canWitness(_ manifest: [UInt8], of scope: ScopeID) async throws -> Bool
  /// Erases a scope of which this node is not a member any more.
  ///
  /// - Returns: When, in milliseconds since 1970; `nil` if it stays.
  func purge(_ scope: ScopeID) async throws -> UInt64?
  /// Keeps a proof.
  func keep(_ evidence: SessionEvidence, from peer: NodeID?) async throws
  /// Something that a person should see.
  func note(_ notice: SessionNotice, from peer: NodeID?) async throws
}

extension SessionKeeper {
  public func purge(_ scope: ScopeID) async throws -> UInt64? { nil }
}
