import SignedLogs
import SyncProtocol

/// Runs of commits under good seals: what a member with a key of its own can make others read.
enum CommitTarget {
  private static let commitsMax = 64

  /// Input: a byte that says after how many commits of the hub's log the run begins; then commits,
  /// each a flag (1: no seal, 2: a seal that does not verify), header, salt and payload.
  ///
  /// - Precondition: What is accepted comes out byte for byte as it went in, and in order; folding it
  ///   twice changes nothing more; every object is read back as it was written.
  static func read(_ input: [UInt8]) -> Int {
    let region = FixedRegion.shared
    var reader = PieceReader(input)
    guard let log = region.logs[1], let first = reader.byte() else { return 0 }
    let before = Int(first) % log.positions.count
    var commits: [UnverifiedCommit] = []
    var seals: [Seal] = []
    var head = log.positions[before].head
    while commits.count < commitsMax, let (flag, header) = reader.piece() {
      let commit = UnverifiedCommit(
        header: header, salt: reader.content(), payload: reader.content())
      commits.append(commit)
      head = ChainHash.head(after: head, commit)
      if flag & 3 == 2 { seals.append(Seal(counter: head.counter, signature: header)) }
      if flag & 3 == 0, let good = try? seal(head, with: log.key) { seals.append(good) }
    }
    guard
      let run = try? verifyRun(
        from: log.positions[before], commits: commits, seals: seals, logKey: log.key.publicKey)
    else { return 0 }
    precondition(run.commits.map(\.bytes) == Array(commits.prefix(run.commits.count)))
    return fold(run, after: before, of: log, region)
  }

  private static func fold(
    _ run: VerifiedRun, after before: Int, of log: FixedLog, _ region: FixedRegion
  ) -> Int {
    var replica = ScopeReplica(control: region.control)
    let start = try? verifyRun(
      from: log.positions[0], commits: Array(log.commits.prefix(before)), seals: log.seals,
      logKey: log.key.publicKey)
    for commit in (start?.commits ?? []) + run.commits { _ = replica.apply(commit) }
    let hash = replica.stateHash
    for commit in run.commits { _ = replica.apply(commit) }
    precondition(replica.stateHash == hash, "a commit has effect twice")
    var count = 0
    for row in replica.objects.allRows {
      let bytes = row.value.bytes
      precondition((try? StateKey(bytes: row.key.bytes)) == row.key, "a key is not read back")
      precondition(
        (try? StateValue(bytes: bytes, at: row.key)) == row.value, "a row is not read back")
      count += bytes.count
    }
    return count
  }
}
