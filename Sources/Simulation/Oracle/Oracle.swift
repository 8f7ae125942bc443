import CausalHistory
import SignedLogs

/// Knows what truly happened: who wrote what, with what on screen, after having applied what.
final class Oracle {
  private(set) var commits: [Digest: OracleCommit] = [:]
  private(set) var cuts: [ScopeID: [OracleCut]] = [:]
  private(set) var forks: [ScopeID: [OracleFork]] = [:]
  private(set) var withdrawals: [ScopeID: [OracleWithdrawal]] = [:]
  /// The control hashes that the authority of each scope signed.
  private(set) var records: [ScopeID: Set<Digest>] = [:]
  /// State hashes by what they must be a function of.
  var stateHashes: [Digest: Digest] = [:]
  /// The same, as release N has them.
  var laterStateHashes: [Digest: Digest] = [:]
  /// What commits of release N are, byte for byte.
  private(set) var laterBytes: [Digest: UnverifiedCommit] = [:]

  /// The commits that are repeated by others.
  private(set) var repeated: Set<Digest> = []

  func note(_ commit: OracleCommit) {
    commits[commit.hash] = commit
    if let original = commit.repeats { repeated.insert(original) }
  }

  func note(later bytes: UnverifiedCommit, of hash: Digest) { laterBytes[hash] = bytes }

  func note(record hash: Digest, in scope: ScopeID) { records[scope, default: []].insert(hash) }

  func note(_ cut: OracleCut, in scope: ScopeID) { cuts[scope, default: []].append(cut) }

  func note(_ withdrawal: OracleWithdrawal, in scope: ScopeID) {
    withdrawals[scope, default: []].append(withdrawal)
  }

  func note(_ fork: OracleFork, in scope: ScopeID) { forks[scope, default: []].append(fork) }

  /// How far a commit's author had seen a log, as it is read under a control log: of two commits of
  /// one name nobody can say which it was, so neither counts as seen by whoever did not know.
  func seen(_ log: LogID, by commit: OracleCommit, under control: ControlState) -> UInt64 {
    var counter = (commit.observed ?? commit.context)[log] ?? 0
    for fork in forks[commit.scope] ?? []
    where fork.log == log && commit.controlSequence < fork.sequence
      && control.hash(at: fork.sequence) == fork.record
    {
      counter = min(counter, fork.certain)
    }
    return counter
  }

  /// What is withdrawn under a control log; of two decisions about one commit the later counts.
  func withdrawals(in scope: ScopeID, under control: ControlState) -> [Digest: OracleWithdrawal] {
    var found: [Digest: OracleWithdrawal] = [:]
    for withdrawal in withdrawals[scope] ?? []
    where control.hash(at: withdrawal.sequence) == withdrawal.record {
      found[withdrawal.commit] = withdrawal
    }
    return found
  }

  /// The cut of a log under a control log: the earliest place that was decided; of one place in two
  /// histories the one that a verdict named.
  func cut(of log: LogID, in scope: ScopeID, under control: ControlState) -> OracleCut? {
    var found: OracleCut?
    let decided = (cuts[scope] ?? []).filter {
      $0.log == log && control.hash(at: $0.sequence) == $0.record
    }
    for cut in decided.sorted(by: { $0.sequence < $1.sequence }) {
      guard let before = found else {
        found = cut
        continue
      }
      if cut.counter < before.counter || cut.isVerdict && cut.counter == before.counter {
        found = cut
      }
    }
    return found
  }

  /// The commits of a log up to a head, from the first.
  ///
  /// - Throws: ``Violation`` of S10 if somebody else wrote one.
  func chain(to head: LogHead) throws -> [OracleCommit] {
    var chain: [OracleCommit] = []
    chain.reserveCapacity(Int(head.counter))
    var hash = head.hash
    while hash != head.logID.digest {
      guard let commit = commits[hash], commit.log == head.logID,
        commit.counter == head.counter - UInt64(chain.count)
      else {
        throw Violation(
          .S10,
          "place \(head.counter - UInt64(chain.count)) of log \(head.logID.hex.prefix(8))"
            + " has a commit that its author never wrote")
      }
      chain.append(commit)
      hash = commit.previous
    }
    return chain.reversed()
  }
}
