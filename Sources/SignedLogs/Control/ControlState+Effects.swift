internal import CausalHistory

// What each decision changes, and why it may be refused though it is well signed. Each effect checks
// all that it needs before it changes anything: a refused record leaves no trace.
extension ControlState {
  func refused(_ refusal: ControlRefusal) -> SignedLogError {
    .controlRefused(sequence: position.sequence + 1, refusal)
  }

  mutating func perform(_ action: ControlAction) throws(SignedLogError) {
    switch action {
    case .addNode(let description):
      let node = description.node
      guard nodes[node] == nil else { throw refused(.nodeKnown) }
      nodes[node] = ScopeNode(description: description, revocationReason: nil)
    case .addMember(let node, let capacity):
      _ = try activeNode(node)
      guard (members[node] ?? .reader) <= capacity else { throw refused(.rightsNeedCut) }
      if members[node] == nil { memberSince[node] = position.sequence + 1 }
      members[node] = capacity
      if !joined.contains(node) { joined.append(node) }
    case .addLog(let index, let genesis): try admit(genesis, at: index)
    case .removeMember(let node, let cuts):
      guard members[node] != nil else { throw refused(.notMember) }
      try end(logsOf: node, at: cuts)
    case .retireLog(let cut):
      try check(cut)
      end(cut)
    case .revokeNode(let node, let cuts, let reason):
      guard nodes[node] != nil else { throw refused(.nodeUnknown) }
      try end(logsOf: node, at: cuts)
      nodes[node]?.revocationReason = reason
    case .rotateAuthority(let key, let nextKeyHash):
      authorities.append(
        AuthorityTenure(since: position.sequence + 1, key: key, nextKeyHash: nextKeyHash))
    case .setTransportKeys(let node, let hashes, let bundleKey):
      _ = try activeNode(node)
      nodes[node]?.description.transportKeyHashes = hashes
      if let bundleKey { nodes[node]?.description.bundleKey = bundleKey }
    case .dormant(let node, let isBack):
      guard members[node] != nil else { throw refused(.notMember) }
      if isBack { dormant.remove(node) } else { dormant.insert(node) }
    case .erased: unexplained.insert(position.sequence + 1)
    case .other: otherRecordsCount += 1
    default: try performLater(action)
    }
  }

  private mutating func performLater(_ action: ControlAction) throws(SignedLogError) {
    switch action {
    case .setPolicy(let policy): try set(policy)
    case .forkVerdict(let verdict): try settle(verdict)
    case .redact(let withdrawal):
      guard logs[withdrawal.dot.logIndex] != nil else { throw refused(.logUnknown) }
      try replace(withdrawal)
      withdrawals[withdrawal.dot] = withdrawal
      withdrawnAt[withdrawal.dot] = position.sequence + 1
    case .stabilityMark(let frontier): try advanceMark(to: frontier)
    case .snapshotDeclare(let declaration): try declare(declaration)
    default: break
    }
  }

  /// Of the withdrawal before, only the hash is needed from now on.
  private mutating func replace(_ withdrawal: Withdrawal) throws(SignedLogError) {
    let replaced = withdrawal.replaces
    guard
      replaced == 0 || unexplained.remove(replaced) != nil
        || withdrawnAt[withdrawal.dot] == replaced
    else { throw refused(.replacesAnother) }
  }

  private func activeNode(_ node: NodeID) throws(SignedLogError) -> ScopeNode {
    guard let found = nodes[node] else { throw refused(.nodeUnknown) }
    guard !found.isRevoked else { throw refused(.nodeRevoked) }
    return found
  }

  private mutating func admit(_ signed: SignedContent, at index: UInt32) throws(SignedLogError) {
    guard logs[index] == nil else { throw refused(.logIndexUsed) }
    let owner = try LogGenesisOwner.node(of: signed)
    let node = try activeNode(owner)
    guard members[owner] == .writer else { throw refused(.notWriter) }
    let genesis = try VerifiedLogGenesis(
      verifying: signed, identityKey: node.description.identityKey)
    guard genesis.scope == scope else { throw refused(.logOfAnotherScope) }
    guard logIndex(of: genesis.log) == nil else { throw refused(.logKnown) }
    guard logs(of: owner).allSatisfy({ $0.genesis.incarnation < genesis.incarnation }) else {
      throw refused(.incarnationUsed)
    }
    guard logs.values.count(where: { $0.cut == nil }) < LogLimits.writersMax else {
      throw .writersTooMany
    }
    logs[index] = AdmittedLog(logIndex: index, genesis: genesis, cut: nil)
  }

  private mutating func declare(_ declaration: SnapshotDeclaration) throws(SignedLogError) {
    for entry in declaration.frontier {
      guard let log = logs[entry.logIndex] else { throw refused(.logUnknown) }
      guard log.holds(entry) else { throw refused(.beyondCut) }
    }
    let message = witnessBytes(scope: scope, manifestHash: declaration.manifestHash)
    for witness in declaration.witnesses {
      guard members[witness.node] != nil, let node = nodes[witness.node] else {
        throw refused(.witnessNotMember)
      }
      guard node.description.identityKey.verifies(witness.signature, of: message) else {
        throw .signatureInvalid(.witness)
      }
    }
    let others = declaration.witnesses.filter { $0.node != keeper }.count
    let wanted = min(2, members.keys.count { $0 != keeper })
    snapshots.append(
      DeclaredSnapshot(
        declaration: declaration, sequence: position.sequence + 1,
        isWitnessed: wanted > 0 && others >= wanted))
  }
}

// MARK: - Rules

extension ControlState {
  private mutating func set(_ policy: ScopePolicy) throws(SignedLogError) {
    let before = rulesVersion
    guard policy.rulesVersion >= before else { throw refused(.rulesWentBack) }
    for cut in policy.cuts where logs[cut.logIndex] == nil { throw refused(.logUnknown) }
    if policy.rulesVersion > before {
      let named = Set(policy.cuts.map(\.logIndex))
      guard logs.values.allSatisfy({ $0.cut != nil || named.contains($0.logIndex) }) else {
        throw refused(.cutMissing)
      }
      for cut in policy.cuts where cut.counter < stabilityMark[cut.logIndex]?.counter ?? 0 {
        throw refused(.cutBelowMark)
      }
      rules.append(
        RulesTenure(
          since: position.sequence + 1, version: policy.rulesVersion,
          lastBefore: endsOfEndedLogs.merging(
            policy.cuts.map { ($0.logIndex, $0.counter) }, uniquingKeysWith: min)))
    }
    self.policy = policy
  }

  /// A log that has ended needs no place of its own in a policy: its end says it.
  private var endsOfEndedLogs: [UInt32: UInt64] {
    logs.compactMapValues { $0.cut?.counter }
  }
}
