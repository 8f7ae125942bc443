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
    let commits = try verifiedCommits(scope: scope, control)
    let order = try Row.fetchAll(
      db, sql: "SELECT logIndex, counter FROM logCommit WHERE scope = ? ORDER BY ordinal",
      arguments: [scope])
    for row in order {
      let counter: Int64 = row["counter"]
      let dot = Dot(logIndex: row["logIndex"], counter: UInt64(clamping: counter))
      guard let commit = commits[dot] else {
        throw ReplicaError.storedRecordDamaged(table: "logCommit")
      }
      _ = try fold(commit, scope: scope, control: control)
    }
  }

  /// Every stored commit of a scope, its chain and seals verified again.
  private func verifiedCommits(scope: Int64, _ control: ControlState) throws
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
