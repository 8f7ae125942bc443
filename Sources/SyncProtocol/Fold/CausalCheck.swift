public import CausalHistory
public import SignedLogs

/// What must be applied before a commit can be.
public enum MissingPast: Sendable, Hashable {
  /// A commit of a log, and all before it.
  case commit(Dot)
  /// The scope's control log up to a sequence.
  case control(sequence: UInt64)
}

/// Whether the past of a commit is here.
public enum CausalCheck {
  /// What a commit still needs, logs ascending; empty: it can be applied.
  ///
  /// - Parameters:
  ///   - commit: Verified.
  ///   - frontier: The last applied counter of every log.
  ///   - controlSequence: The last applied record of the scope's control log.
  /// - Returns: The commits that its author had seen, the one before it in its own log included, and
  ///   the control record that it was made under, as far as they are not here.
  public static func missing(
    for commit: VerifiedCommit, frontier: VersionVector, controlSequence: UInt64
  ) -> [MissingPast] {
    var missing: [MissingPast] = commit.context.entries.compactMap { entry in
      let dot = Dot(logIndex: entry.logIndex, counter: entry.counter)
      return frontier.covers(dot) ? nil : .commit(dot)
    }
    if commit.control.sequence > controlSequence {
      missing.append(.control(sequence: commit.control.sequence))
    }
    return missing
  }
}
