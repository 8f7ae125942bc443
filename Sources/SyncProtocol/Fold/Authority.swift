public import CausalHistory
public import SignedLogs

/// Why a commit has no effect. It stays in its log.
public enum VoidReason: String, Sendable, Codable, CaseIterable {
  /// The scope's authority has not admitted the log.
  case logNotAdmitted = "log-not-admitted"
  /// The authority ended the log before this commit, or ended another history of it.
  case beyondCut = "beyond-cut"
  /// The commit names a control record that the authority never signed.
  case controlRecordUnknown = "control-record-unknown"

  /// What to tell the author and the hub.
  public var inWords: String {
    switch self {
    case .logNotAdmitted: "The log has not been admitted to the scope."
    case .beyondCut: "The author's right to write in the scope ended before this change."
    case .controlRecordUnknown:
      "The change refers to a decision that the scope's authority never made."
    }
  }
}

/// Who may write what: the same answer at every replica.
///
/// A log is admitted only for a node that is a writer, and every loss of rights carries a cut for
/// each of the node's logs; so the logs and cuts of the control log say it all.
public enum Authority {
  /// Why a commit has no effect, or nothing if it has.
  ///
  /// - Parameters:
  ///   - commit: Verified, and ready by `CausalCheck` under the same control log.
  ///   - control: The scope's control log as far as it is here.
  /// - Returns: The first reason that applies.
  public static func void(_ commit: VerifiedCommit, control: ControlState) -> VoidReason? {
    guard let log = control.logs[commit.dot.logIndex], log.genesis.log == commit.head.logID else {
      return .logNotAdmitted
    }
    if let cut = log.cut, commit.isBeyond(cut) { return .beyondCut }
    if commit.control.sequence > 0, let hash = control.hash(at: commit.control.sequence),
      hash != commit.control.hash
    {
      return .controlRecordUnknown
    }
    return nil
  }

  /// Whether a later control log takes effect away from commits that were applied under an earlier
  /// one; then the scope must be folded anew.
  ///
  /// - Parameters:
  ///   - next: The later control log.
  ///   - before: The earlier control log.
  ///   - frontier: The last applied counter of every log.
  /// - Returns: `true` if any applied commit lies beyond a cut that is new.
  public static func reachesBack(
    _ next: ControlState, from before: ControlState, frontier: VersionVector
  ) -> Bool {
    next.logs.values.contains { log in
      guard let cut = log.cut, cut != before.logs[log.logIndex]?.cut else { return false }
      return frontier[log.logIndex] >= cut.counter && frontier[log.logIndex] > 0
    }
  }
}

extension VerifiedCommit {
  fileprivate func isBeyond(_ cut: LogCut) -> Bool {
    dot.counter > cut.counter || dot.counter == cut.counter && hash != cut.headHash
  }
}
