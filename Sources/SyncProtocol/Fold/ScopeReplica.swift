public import CausalHistory
public import SignedLogs

/// What became of a commit.
public enum CommitOutcome: Sendable, Hashable {
  case applied(StateChange)
  /// It was here already.
  case known
  /// It must wait for its past; what is missing.
  case buffered([MissingPast])
  /// It stays in its log and has no effect, and why.
  case void(VoidReason)
}

/// One scope in memory: its control log, the ends of its logs, and the objects folded from them.
///
/// A database keeps the same parts as rows and applies commits by the same three steps:
/// `CausalCheck`, `Authority`, `CommitFold`.
public struct ScopeReplica: Sendable {
  public private(set) var control: ControlState
  /// The last applied counter of every log.
  public private(set) var frontier = VersionVector()
  public private(set) var objects = ObjectTable()
  /// The commits that have no effect, and why.
  public private(set) var void: [Dot: VoidReason] = [:]

  public init(control: ControlState) { self.control = control }

  /// The hash to compare replicas by.
  public var stateHash: Digest { StateHash.of(objects.allRows) }

  /// Every disagreement that waits for a person, ascending by object and field.
  public var conflicts: [FieldConflict] {
    objects.all.flatMap { $0.conflicts(in: control.scope) }
  }

  /// Applies one commit, once its past is here.
  public mutating func apply(_ commit: VerifiedCommit) -> CommitOutcome {
    guard !frontier.covers(commit.dot) else { return .known }
    let missing = CausalCheck.missing(
      for: commit, frontier: frontier, control: control)
    guard missing.isEmpty else { return .buffered(missing) }
    frontier.advance(to: commit.dot)
    let seen = control.seen(by: commit)
    let reason = Authority.void(commit, seen: seen, control: control) { object throws(Never) in
      objects.kind(of: object)
    }
    if let reason {
      void[commit.dot] = reason
      return .void(reason)
    }
    return .applied(CommitFold.apply(commit, seen: seen, to: &objects))
  }

  /// Continues the control log.
  ///
  /// - Parameter record: The next control record.
  /// - Returns: Whether the record takes effect away from commits applied before; then `refold`.
  /// - Throws: What `ControlState` throws for a record that does not verify.
  public mutating func apply(control record: SignedContent) throws(SignedLogError) -> Bool {
    let before = control
    try control.apply(record)
    return Authority.reachesBack(control, from: before, frontier: frontier)
  }

  /// Folds everything anew under the control log as it is now.
  ///
  /// - Parameter commits: Every commit applied so far, in an order in which they could be applied.
  public mutating func refold(_ commits: some Sequence<VerifiedCommit>) {
    var anew = ScopeReplica(control: control)
    for commit in commits { _ = anew.apply(commit) }
    self = anew
  }
}
