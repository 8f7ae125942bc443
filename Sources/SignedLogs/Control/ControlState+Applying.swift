extension ControlState {
  /// Applies the next record.
  ///
  /// - Parameter record: The record's bytes and the authority's signature.
  /// - Returns: What the authority decided.
  /// - Throws: ``SignedLogError`` for the first rule that the record breaks; then nothing has
  ///   changed.
  @discardableResult
  public mutating func apply(_ record: SignedContent) throws(SignedLogError) -> ControlAction {
    let reading = try ControlReading(record.content)
    guard position.sequence < .max, reading.sequence == position.sequence + 1 else {
      throw .controlOutOfSequence(
        expected: position.sequence.addingReportingOverflow(1).partialValue,
        found: reading.sequence)
    }
    guard reading.previousHash == position.hash else {
      throw .controlHashMismatch(sequence: reading.sequence)
    }
    let next = nextPosition(after: record.content)
    try checkSignature(of: record, at: next, action: reading.action)
    try perform(reading.action)
    position = next
    recentHashes.append(next.hash)
    if recentHashes.count > LogLimits.controlHashesKept { recentHashes.removeFirst() }
    return reading.action
  }

  /// H(TAG(control) ‖ scope id ‖ u64 sequence ‖ control hash before ‖ H(record)).
  func nextPosition(after record: [UInt8]) -> ControlPosition {
    let sequence = position.sequence + 1
    var bytes = Tag.control.bytes
    bytes.append(scope.digest)
    bytes.append(bigEndian: sequence)
    bytes.append(position.hash)
    bytes.append(Digest(hashing: record))
    return ControlPosition(sequence: sequence, hash: Digest(hashing: bytes))
  }

  /// What the authority signs: TAG(control) ‖ scope id ‖ u64 sequence ‖ control hash; 104 bytes.
  func signedBytes(at position: ControlPosition) -> [UInt8] {
    var bytes = Tag.control.bytes
    bytes.append(scope.digest)
    bytes.append(bigEndian: position.sequence)
    bytes.append(position.hash)
    return bytes
  }

  private func checkSignature(
    of record: SignedContent, at next: ControlPosition, action: ControlAction
  ) throws(SignedLogError) {
    var key = authorityKey
    if case .rotateAuthority(let newKey, _) = action {
      // The new key was announced under the old one and signs for itself: somebody who stole only
      // the old key cannot take the scope over, and the scope outlives the loss of it.
      guard ScopeGenesis.hashOfNextKey(newKey) == nextAuthorityKeyHash else {
        throw .controlRefused(sequence: next.sequence, .nextKeyMismatch)
      }
      key = newKey
    }
    guard key.verifies(record.signature, of: signedBytes(at: next)) else {
      throw .signatureInvalid(.controlRecord)
    }
  }
}

// MARK: - Effects

extension ControlState {
  private func refused(_ refusal: ControlRefusal) -> SignedLogError {
    .controlRefused(sequence: position.sequence + 1, refusal)
  }

  private mutating func perform(_ action: ControlAction) throws(SignedLogError) {
    switch action {
    case .addNode(let description):
      let node = description.node
      guard nodes[node] == nil else { throw refused(.nodeKnown) }
      nodes[node] = ScopeNode(description: description, revocationReason: nil)
    case .addMember(let node, let capacity):
      _ = try activeNode(node)
      guard (members[node] ?? .reader) <= capacity else { throw refused(.rightsNeedCut) }
      members[node] = capacity
    case .addLog(let index, let genesis): try admit(genesis, at: index)
    case .removeMember(let node, let cuts):
      guard members[node] != nil else { throw refused(.notMember) }
      try end(logsOf: node, at: cuts)
      members[node] = nil
    case .retireLog(let cut):
      guard let log = logs[cut.logIndex] else { throw refused(.logUnknown) }
      logs[cut.logIndex]?.cut = log.cut(earlierOf: cut)
    case .revokeNode(let node, let cuts, let reason):
      guard nodes[node] != nil else { throw refused(.nodeUnknown) }
      try end(logsOf: node, at: cuts)
      members[node] = nil
      nodes[node]?.revocationReason = reason
    case .rotateAuthority(let key, let nextKeyHash):
      (authorityKey, nextAuthorityKeyHash) = (key, nextKeyHash)
    case .setTransportKeys(let node, let hashes):
      _ = try activeNode(node)
      nodes[node]?.description.transportKeyHashes = hashes
    case .setPolicy(let policy): self.policy = policy
    case .other: otherRecordsCount += 1
    }
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

  /// Ends all logs of a node. Every log that may still grow needs a cut.
  private mutating func end(logsOf node: NodeID, at cuts: [LogCut]) throws(SignedLogError) {
    var ended = logs
    for cut in cuts {
      guard let log = ended[cut.logIndex] else { throw refused(.logUnknown) }
      guard log.genesis.node == node else { throw refused(.logOfAnotherNode) }
      ended[cut.logIndex]?.cut = log.cut(earlierOf: cut)
    }
    guard ended.values.allSatisfy({ $0.genesis.node != node || $0.cut != nil }) else {
      throw refused(.cutMissing)
    }
    logs = ended
  }
}

extension AdmittedLog {
  /// Of two cuts the earlier one counts: an end is never moved back out.
  fileprivate func cut(earlierOf other: LogCut) -> LogCut {
    guard let cut, cut.counter <= other.counter else { return other }
    return cut
  }
}
