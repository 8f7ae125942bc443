internal import CausalHistory
internal import GRDB
internal import SignedLogs

extension ScopeRecords {
  /// Makes the objects of a scope anew: an authority's decision took effect away from commits that
  /// had been applied. Rare; holds the scope's commits in memory while it lasts.
  func refold(_ scope: Int64, under control: ControlState) throws {
    for table in ["sharedObject", "objectChunk", "voidCommit"] {
      try db.execute(sql: "DELETE FROM \(table) WHERE scope = ?", arguments: [scope])
    }
    for commit in try commitsInOrder(scope: scope, control) {
      _ = try fold(commit, scope: scope, control: control)
    }
  }

  /// Every stored commit of a scope, its chain and seals verified again.
  func verifiedCommits(scope: Int64, _ control: ControlState) throws
    -> [Dot: VerifiedCommit]
  {
    var commits: [Dot: VerifiedCommit] = [:]
    for log in control.logsInOrder {
      let stored = try storedCommits(
        scope: scope, logIndex: log.logIndex, first: 1, last: .max, limit: .max)
      guard !stored.isEmpty else { continue }
      let run = try verifyRun(
        from: .start(logIndex: log.logIndex, logID: log.genesis.log), commits: stored,
        seals: try seals(scope: scope, logIndex: log.logIndex, first: 1, last: .max),
        logKey: log.genesis.logKey)
      for commit in run.commits { commits[commit.dot] = commit }
    }
    return commits
  }
}
