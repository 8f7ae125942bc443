public import CausalHistory

/// A node that the authority introduced to the scope.
public struct ScopeNode: Hashable, Sendable {
  public internal(set) var description: NodeDescription
  /// Why the node was revoked; `nil` if it was not.
  public internal(set) var revocationReason: String?

  public var isRevoked: Bool { revocationReason != nil }
}

/// A log that the authority admitted to the scope.
public struct AdmittedLog: Hashable, Sendable {
  public let logIndex: UInt32
  public let genesis: VerifiedLogGenesis
  /// Where the log ends by decision; `nil` while it may grow.
  public internal(set) var cut: LogCut?
  /// Where it was continued in two ways, in the order of the verdicts.
  public internal(set) var forks: [LogFork] = []
}

/// The authority's key from one control record on.
public struct AuthorityTenure: Hashable, Sendable {
  /// The record that made it the authority's; 0 for the genesis.
  public let since: UInt64
  public let key: PublicKey
  /// What the next authority key hashes to.
  public let nextKeyHash: Digest
}

/// The rules that judge commits from one control record on.
public struct RulesTenure: Hashable, Sendable {
  /// The record that put them in force; 0 for the genesis.
  public let since: UInt64
  public let version: UInt32
  /// By log: the last commit that may still be judged by the rules before. A log that is not named
  /// had no commits.
  public let lastBefore: [UInt32: UInt64]
}

/// Who belongs to a scope and which logs count, after some of its control records.
///
/// A fold: the same records always give the same state. Only records that the scope's authority
/// signed, and that continue the ones before, can change it.
public struct ControlState: Hashable, Sendable {
  public let genesis: VerifiedScopeGenesis
  /// The last record applied.
  public internal(set) var position: ControlPosition
  /// In the order of their records; at least the genesis's.
  public internal(set) var authorities: [AuthorityTenure]
  /// In the order of their records; at least the genesis's.
  public internal(set) var rules: [RulesTenure]
  public internal(set) var policy: ScopePolicy?
  public internal(set) var nodes: [NodeID: ScopeNode] = [:]
  public internal(set) var members: [NodeID: MemberCapacity] = [:]
  /// Everybody who ever was a member, in the order of joining: a place is never given again.
  public internal(set) var joined: [NodeID] = []
  /// The record by which each member came, the last time if it came again.
  public internal(set) var memberSince: [NodeID: UInt64] = [:]
  /// Members whom the stability mark does not wait for.
  public internal(set) var dormant: Set<NodeID> = []
  public internal(set) var logs: [UInt32: AdmittedLog] = [:]
  /// The payloads that were withdrawn, by the commit's name.
  public internal(set) var withdrawals: [Dot: Withdrawal] = [:]
  /// The records that withdrew them.
  public internal(set) var withdrawnAt: [Dot: UInt64] = [:]
  /// Records of which there is only the hash, and no later record yet that says so. As long as there
  /// are any, nobody may act by this control log: they could be anything.
  public internal(set) var unexplained: Set<UInt64> = []
  /// What all members that are not dormant hold, by log index.
  public internal(set) var stabilityMark: [UInt32: LogCut] = [:]
  /// The oldest first.
  public internal(set) var snapshots: [DeclaredSnapshot] = []
  /// Records of a later release, which had no effect here.
  public internal(set) var otherRecordsCount = 0
  /// Whether a context may reach beyond the end of a log.
  public internal(set) var hasEndedLogs = false
  /// The hash of every record, the scope's name first.
  var hashes: [Digest]

  public var scope: ScopeID { genesis.scope }
  public var sequence: UInt64 { position.sequence }

  /// Before the first record.
  public init(genesis: VerifiedScopeGenesis) {
    self.genesis = genesis
    position = ControlPosition(sequence: 0, hash: genesis.scope.digest)
    authorities = [
      AuthorityTenure(
        since: 0, key: genesis.authorityKey, nextKeyHash: genesis.nextAuthorityKeyHash)
    ]
    rules = [RulesTenure(since: 0, version: genesis.rulesVersion, lastBefore: [:])]
    hashes = [genesis.scope.digest]
  }
}
