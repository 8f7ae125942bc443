internal import CausalHistory

extension ControlState {
  /// The authority key in force.
  public var authorityKey: PublicKey { tenure(before: .max).key }

  /// What the next authority key hashes to.
  public var nextAuthorityKeyHash: Digest { tenure(before: .max).nextKeyHash }

  /// Whose word the record `sequence` needs: the authority as the records before it left it.
  func tenure(before sequence: UInt64) -> AuthorityTenure {
    authorities.last { $0.since < sequence } ?? authorities[0]
  }

  /// The control hash of a record; `nil` if it was not applied yet. That of record 0 is the scope's
  /// name.
  public func hash(at sequence: UInt64) -> Digest? {
    sequence <= position.sequence ? hashes[Int(sequence)] : nil
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

  /// The logs that the authority ends in the same decision that admits another one of a node: its
  /// oldest, so that no more of them may grow than there may be. A node that loses its database again
  /// and again leaves room for others' logs.
  ///
  /// - Parameters:
  ///   - node: Whose log is admitted.
  ///   - openMax: How many of its logs may grow, the new one included; at least 1.
  /// - Returns: The oldest first; none for a node with fewer.
  public func logsToEnd(
    admittingOneOf node: NodeID, openMax: Int = LogLimits.openLogsOfNodeMax
  ) -> [AdmittedLog] {
    logs(of: node).filter { $0.cut == nil }.dropLast(openMax - 1)
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

  /// The key that bundle files for a node are sealed to; `nil` if it has none or is revoked.
  public func bundleKey(of node: NodeID) -> [UInt8]? {
    nodes[node].flatMap { $0.isRevoked ? nil : $0.description.bundleKey }
  }

  /// The node that speaks for the region: the first member of the scope, whom its founder made so.
  public var keeper: NodeID? { joined.first }

  /// A member's place in the order of joining, from 0; `nil` if it never was one. Fixed for good.
  public func place(of node: NodeID) -> Int? { joined.firstIndex(of: node) }

  /// The node that a log belongs to; `nil` if the log is not admitted.
  public func node(ofLog logIndex: UInt32) -> NodeID? { logs[logIndex]?.genesis.node }

  /// The partnership's reference of a log, such as `HPL`; `nil` if the log is not admitted.
  public func partnership(ofLog logIndex: UInt32) -> String? {
    node(ofLog: logIndex).flatMap { nodes[$0]?.description.reference }
  }

  /// The members that the stability mark waits for, ascending.
  public var activeMembers: [NodeID] {
    members.keys.filter { !dormant.contains($0) }.sorted()
  }

  /// The version of the rules in force now.
  public var rulesVersion: UInt32 { rules[rules.count - 1].version }

  /// The version of the rules that judge a commit: those of the control record that its author knew
  /// of, or later ones if the commit lies beyond what those before may still judge. So nobody keeps
  /// old rights by staying behind.
  public func rulesVersion(for commit: VerifiedCommit) -> UInt32 {
    let dot = commit.dot
    return rules.last {
      $0.since <= commit.control.sequence || dot.counter > $0.lastBefore[dot.logIndex] ?? 0
    }?.version ?? genesis.rulesVersion
  }
}
