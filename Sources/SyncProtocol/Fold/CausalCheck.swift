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
  /// Of a log that has ended only what counts is needed: nobody's work waits for what nobody will
  /// send any more.
  ///
  /// - Parameters:
  ///   - commit: Verified.
  ///   - frontier: The last applied counter of every log.
  ///   - control: The scope's control log as far as it is applied.
  /// - Returns: The commits that its author had seen, the one before it in its own log included, and
  ///   the control record that it was made under, as far as they are not here.
  public static func missing(
    for commit: VerifiedCommit, frontier: VersionVector, control: ControlState
  ) -> [MissingPast] {
    var missing: [MissingPast] = control.requiredPast(of: commit).entries.compactMap { entry in
      let dot = Dot(logIndex: entry.logIndex, counter: entry.counter)
      return frontier.covers(dot) ? nil : .commit(dot)
    }
    if commit.control.sequence > control.sequence {
      missing.append(.control(sequence: commit.control.sequence))
    }
    return missing
  }
}
