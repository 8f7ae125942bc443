public import CausalHistory
public import SignedLogs

extension Authority {
  /// The first commit of a log whose effect, or whose place in others' pasts, a later control log
  /// may change: it ends the log, settles two histories of it, or puts it under later rules.
  ///
  /// Whatever objects that commit and those after it name are folded anew; nothing else changes.
  ///
  /// - Parameters:
  ///   - log: As the later control log has it.
  ///   - next: The later control log.
  ///   - before: The earlier control log.
  /// - Returns: Its counter; `nil` if nothing changes.
  public static func firstAffected(
    of log: AdmittedLog, _ next: ControlState, from before: ControlState
  ) -> UInt64? {
    let known = before.logs[log.logIndex]
    var counters: [UInt64] = []
    if let cut = log.cut, cut != known?.cut { counters.append(max(1, cut.counter)) }
    for fork in log.forks.dropFirst(known?.forks.count ?? 0) {
      counters.append(fork.certainCounter + 1)
    }
    for tenure in next.rules.dropFirst(before.rules.count) {
      counters.append((tenure.lastBefore[log.logIndex] ?? 0) + 1)
    }
    for dot in next.withdrawals.keys where dot.logIndex == log.logIndex {
      if next.withdrawals[dot] != before.withdrawals[dot] { counters.append(dot.counter) }
    }
    return counters.min()
  }

  /// Whether a later control log changes what commits do that were applied under an earlier one;
  /// then the scope must be folded anew from there.
  ///
  /// - Parameters:
  ///   - next: The later control log.
  ///   - before: The earlier control log.
  ///   - frontier: The last applied counter of every log.
  /// - Returns: `true` if any applied commit may be affected.
  public static func reachesBack(
    _ next: ControlState, from before: ControlState, frontier: VersionVector
  ) -> Bool {
    next.logs.values.contains { log in
      guard let first = firstAffected(of: log, next, from: before) else { return false }
      return frontier[log.logIndex] >= first
    }
  }
}
