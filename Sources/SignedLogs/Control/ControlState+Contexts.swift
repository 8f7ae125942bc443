public import CausalHistory

// What counts of what somebody has seen. A log may end by decision; what lies beyond its end is
// nobody's any more: others' work is never held up, and never void, for having seen it.
extension ControlState {
  /// Where a replica stands in a log as others count it: not beyond the log's end.
  ///
  /// - Parameter entry: Where it stands.
  /// - Returns: The same or the end of the log; `nil` for a log that is not admitted.
  public func counted(_ entry: FrontierEntry) -> FrontierEntry? {
    guard let log = logs[entry.logIndex] else { return nil }
    guard let cut = log.cut, cut.counter < entry.counter else { return entry }
    return FrontierEntry(
      logIndex: entry.logIndex, counter: cut.counter, headHash: cut.headHash)
  }

  /// What is stated, asked for, sent and counted in the frontier digest of what a replica holds:
  /// ascending by log index; logs of which nothing counts are left out.
  public func counted(_ entries: some Sequence<FrontierEntry>) -> [FrontierEntry] {
    entries.compactMap { counted($0) }.filter { $0.counter > 0 }
      .sorted { $0.logIndex < $1.logIndex }
  }

  /// The last commit of a log that counts, of so many.
  public func counted(_ counter: UInt64, of logIndex: UInt32) -> UInt64 {
    min(counter, logs[logIndex]?.cut?.counter ?? .max)
  }

  /// A context as it is read under this control log.
  ///
  /// Beyond a log's end nothing counts. Where a log was continued in two ways, nobody can say which
  /// of two commits of one name was seen: what was written before the verdict was known is read as
  /// having seen neither, so that nothing unseen can be replaced.
  ///
  /// - Parameters:
  ///   - context: As its author stated it.
  ///   - sequence: The control record that the author knew of.
  /// - Returns: The same or less.
  public func bounded(_ context: VersionVector, madeUnder sequence: UInt64) -> VersionVector {
    guard hasEndedLogs else { return context }
    var bounded = context
    for entry in context.entries {
      guard let log = logs[entry.logIndex] else { continue }
      var counter = min(entry.counter, log.cut?.counter ?? .max)
      for fork in log.forks where sequence < fork.verdict {
        counter = min(counter, fork.certainCounter)
      }
      if counter < entry.counter { bounded[entry.logIndex] = counter }
    }
    return bounded
  }

  /// What must be applied before a commit can be: its context, as it is read now, and its own log up
  /// to the commit before.
  public func requiredPast(of commit: VerifiedCommit) -> VersionVector {
    var context = bounded(commit.position.author.context, madeUnder: commit.control.sequence)
    context[commit.dot.logIndex] = commit.dot.counter - 1
    return context
  }

  /// What the author of a commit had seen when its operations were made: decides what they replace,
  /// and nothing else does.
  ///
  /// For a commit that repeats another it is what the author of *that* had seen.
  public func seen(by commit: VerifiedCommit) -> VersionVector {
    guard let reissue = commit.reissueOf else { return requiredPast(of: commit) }
    var context = reissue.context
    let ownRepeats = context[0]
    context[0] = 0
    context = bounded(context, madeUnder: commit.control.sequence)
    context[commit.dot.logIndex] = ownRepeats
    return context
  }
}
