public import SignedLogs

extension ScopeRecords {
  /// A scope's control log as somebody may read it whose membership has ended: up to the record that
  /// ended it, and no further.
  ///
  /// - Parameters:
  ///   - scope: The scope.
  ///   - peer: Who.
  /// - Returns: Nothing if it never was a member, or is one now.
  /// - Throws: ``ReplicaError``; `SignedLogError` if a stored record is damaged.
  public func control(of scope: ScopeID, endedFor peer: NodeID) throws -> ControlState? {
    let key = try requiredKey(of: scope)
    guard let genesis = try genesis(key) else { return nil }
    var state = ControlState(genesis: try VerifiedScopeGenesis(verifying: genesis))
    var ended: ControlState?
    for record in try controlRecords(scope: key, first: 1, last: .max, limit: .max) {
      let wasMember = state.isMember(peer)
      try state.apply(record)
      if wasMember, !state.isMember(peer) { ended = state }
      if state.isMember(peer) { ended = nil }
    }
    return ended
  }
}
