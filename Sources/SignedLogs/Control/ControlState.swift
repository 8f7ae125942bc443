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
}

/// Who belongs to a scope and which logs count, after some of its control records.
///
/// A fold: the same records always give the same state. Only records that the scope's authority
/// signed, and that continue the ones before, can change it.
public struct ControlState: Hashable, Sendable {
  public let genesis: VerifiedScopeGenesis
  /// The last record applied.
  public internal(set) var position: ControlPosition
  public internal(set) var authorityKey: PublicKey
  public internal(set) var nextAuthorityKeyHash: Digest
  public internal(set) var policy: ScopePolicy?
  public internal(set) var nodes: [NodeID: ScopeNode] = [:]
  public internal(set) var members: [NodeID: MemberCapacity] = [:]
  public internal(set) var logs: [UInt32: AdmittedLog] = [:]
  /// Records that had no effect here, being of a later release or about something else.
  public internal(set) var otherRecordsCount = 0
  /// Hashes of the last records, the last at the end.
  var recentHashes: [Digest]

  public var scope: ScopeID { genesis.scope }
  public var sequence: UInt64 { position.sequence }

  /// Before the first record.
  public init(genesis: VerifiedScopeGenesis) {
    self.genesis = genesis
    position = ControlPosition(sequence: 0, hash: genesis.scope.digest)
    authorityKey = genesis.authorityKey
    nextAuthorityKeyHash = genesis.nextAuthorityKeyHash
    recentHashes = [genesis.scope.digest]
  }
}

// MARK: - Asking

extension ControlState {
  /// The control hash of a record; `nil` if it is not among the last
  /// ``LogLimits/controlHashesKept`` applied.
  public func hash(at sequence: UInt64) -> Digest? {
    guard sequence <= position.sequence else { return nil }
    let back = position.sequence - sequence
    guard back < UInt64(recentHashes.count) else { return nil }
    return recentHashes[recentHashes.count - 1 - Int(back)]
  }

  /// All logs, ascending by index.
  public var logsInOrder: [AdmittedLog] {
    logs.values.sorted { $0.logIndex < $1.logIndex }
  }

  /// The logs of a node, ascending by index.
  public func logs(of node: NodeID) -> [AdmittedLog] {
    logsInOrder.filter { $0.genesis.node == node }
  }

  /// The index of a log; `nil` if it is not admitted.
  public func logIndex(of log: LogID) -> UInt32? {
    logsInOrder.first { $0.genesis.log == log }?.logIndex
  }

  /// The log that a node may write to now; `nil` if it has none.
  public func openLog(of node: NodeID) -> AdmittedLog? {
    logs(of: node).last { $0.cut == nil }
  }

  /// An index that no log has had.
  public var nextLogIndex: UInt32 { (logs.keys.max() ?? 0) + 1 }

  /// Whether a node may receive the scope.
  public func isMember(_ node: NodeID) -> Bool { members[node] != nil }

  /// The member whose TLS key this is; `nil` if nobody's who is introduced and not revoked.
  public func node(withTransportKey hash: Digest) -> NodeID? {
    nodes.keys.sorted().first { id in
      guard let node = nodes[id], !node.isRevoked else { return false }
      return node.description.transportKeyHashes.contains(hash)
    }
  }
}
