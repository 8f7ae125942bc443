/// What a member of a scope may do.
public enum MemberCapacity: UInt32, Sendable, Codable, CaseIterable, Comparable {
  case reader = 1
  case writer = 2

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Where a log ends by decision: later commits have no effect.
public struct LogCut: Hashable, Sendable, Codable {
  public let logIndex: UInt32
  /// The last commit that counts; 0 for none.
  public let counter: UInt64
  public let headHash: Digest

  public init(logIndex: UInt32, counter: UInt64, headHash: Digest) {
    self.logIndex = logIndex
    self.counter = counter
    self.headHash = headHash
  }
}

/// One decision of a scope's authority.
public enum ControlAction: Hashable, Sendable {
  case addNode(NodeDescription)
  case addMember(NodeID, MemberCapacity)
  case addLog(index: UInt32, genesis: SignedContent)
  case removeMember(NodeID, cuts: [LogCut])
  case retireLog(LogCut)
  case revokeNode(NodeID, cuts: [LogCut], reason: String)
  /// The record is signed by the new key.
  case rotateAuthority(PublicKey, nextKeyHash: Digest)
  /// Without a bundle key the node keeps the one it has.
  case setTransportKeys(NodeID, [Digest], bundleKey: [UInt8]? = nil)
  case setPolicy(ScopePolicy)
  /// Settles a log that was continued in two ways.
  case forkVerdict(ForkVerdict)
  /// Erases the payload of a commit everywhere.
  case redact(Withdrawal)
  /// The stability mark does not wait for a silent member; or does again.
  case dormant(NodeID, isBack: Bool)
  /// What every member that is not dormant has said it holds; logs ascending.
  case stabilityMark([LogCut])
  case snapshotDeclare(SnapshotDeclaration)
  /// A withdrawal that a later one replaced: of it there is only the hash.
  case erased(recordHash: Digest)
  /// A decision of a later release: kept and counted. `type` is its field number; 0 if there is none.
  case other(type: UInt32)
}
