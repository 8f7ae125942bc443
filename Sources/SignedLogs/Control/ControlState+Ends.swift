// Where logs end.
extension ControlState {
  /// Ends all logs of a node, and its membership. Every log that may still grow needs a cut.
  mutating func end(logsOf node: NodeID, at cuts: [LogCut]) throws(SignedLogError) {
    for cut in cuts {
      try check(cut)
      guard self.node(ofLog: cut.logIndex) == node else { throw refused(.logOfAnotherNode) }
    }
    let named = Set(cuts.map(\.logIndex))
    guard
      logs.values.allSatisfy({
        $0.genesis.node != node || $0.cut != nil || named.contains($0.logIndex)
      })
    else { throw refused(.cutMissing) }
    for cut in cuts { end(cut) }
    members[node] = nil
    dormant.remove(node)
  }

  /// Checks that a log may end there. What all members hold stays: older content is corrected by
  /// ordinary changes.
  func check(_ cut: LogCut) throws(SignedLogError) {
    guard logs[cut.logIndex] != nil else { throw refused(.logUnknown) }
    guard let mark = stabilityMark[cut.logIndex] else { return }
    guard cut.counter > mark.counter || cut == mark else { throw refused(.cutBelowMark) }
  }

  mutating func end(_ cut: LogCut) {
    // Of two cuts the earlier one counts: an end is never moved back out.
    if let before = logs[cut.logIndex]?.cut, before.counter <= cut.counter { return }
    logs[cut.logIndex]?.cut = cut
    hasEndedLogs = true
  }

  mutating func settle(_ verdict: ForkVerdict) throws(SignedLogError) {
    let accepted = verdict.accepted
    guard let log = logs[accepted.logIndex] else { throw refused(.logUnknown) }
    _ = try VerifiedForkProof(verifying: verdict.proof, control: self)
    guard verdict.proof.logIndex == accepted.logIndex, verdict.forkCounter >= 1,
      verdict.forkCounter <= verdict.proof.counter, accepted.counter >= verdict.forkCounter - 1
    else { throw refused(.verdictUnfit) }
    try check(accepted)
    // A verdict names a history where an end named only a place: at the same place it counts.
    if (log.cut?.counter ?? .max) >= accepted.counter { logs[accepted.logIndex]?.cut = accepted }
    // Below the mark everybody has said which of the two it holds.
    let certain = max(
      verdict.forkCounter - 1, stabilityMark[accepted.logIndex]?.counter ?? 0)
    logs[accepted.logIndex]?.forks.append(
      LogFork(certainCounter: certain, verdict: position.sequence + 1))
    hasEndedLogs = true
  }

  mutating func advanceMark(to frontier: [LogCut]) throws(SignedLogError) {
    var mark: [UInt32: LogCut] = [:]
    for entry in frontier {
      guard let log = logs[entry.logIndex] else { throw refused(.logUnknown) }
      guard log.holds(entry) else { throw refused(.beyondCut) }
      mark[entry.logIndex] = entry
    }
    for before in stabilityMark.values {
      guard let now = mark[before.logIndex], now.counter > before.counter || now == before else {
        throw refused(.markWentBack)
      }
    }
    stabilityMark = mark
  }
}

extension AdmittedLog {
  /// Whether a place lies in the part of the log that counts, as far as its end tells.
  func holds(_ entry: LogCut) -> Bool {
    guard let cut else { return true }
    return entry.counter < cut.counter || entry == cut
  }

  /// Whether the log ended before it was continued in two ways.
  ///
  /// - Parameter common: The last commit that both ways hold.
  /// - Returns: `true`: no verdict is needed, and none fits, since neither way counts.
  public func ended(beforePartingAfter common: UInt64) -> Bool {
    cut.map { $0.counter <= common } ?? false
  }
}
