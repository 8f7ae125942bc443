public import CausalHistory

/// Checks commits that follow a known position of a log, and accepts them up to the last good seal.
///
/// First every commit is hashed onto the chain; then the latest good seal is found; then the commits
/// under it are read strictly. A commit that is sealed and still breaks a rule ends the run at the
/// last good seal before it, and is reported as the run's ``VerifiedRun/failure``.
///
/// - Parameters:
///   - position: Where the log stands here.
///   - commits: The commits that follow, in order, as they came.
///   - seals: The seals that came with them, in any order; others' counters are passed over.
///   - logKey: The key of the log, from its verified genesis.
///   - withdrawn: The payloads that the scope's authority withdrew: ``ControlState/withdrawals``.
///     Those commits come out without payload, whether they came with it or not.
///   - end: Where the log ends by decision. The authority has signed the hash of that commit: it
///     stands like a seal over it and all before it.
/// - Returns: At least one commit.
/// - Throws: ``SignedLogError`` if no commit can be accepted: the first reason why.
public func verifyRun(
  from position: LogPosition, commits: [UnverifiedCommit], seals: [Seal], logKey: PublicKey,
  withdrawn: [Dot: Withdrawal] = [:], end: LogCut? = nil
) throws(SignedLogError) -> VerifiedRun {
  var chain = CommitChain(start: position.head, commits: commits)
  var reader = RunReader(start: position, commits: commits, withdrawn: withdrawn)
  var ordered = seals.filter { chain.covers($0.counter) && !$0.isEnd }
  if let end, chain.covers(end.counter), chain.head(at: end.counter).hash == end.headHash {
    ordered.append(.end(at: end.counter))
  }
  ordered.sort { $0.counter > $1.counter }
  var badSeal: UInt64?
  for seal in ordered where chain.covers(seal.counter) {
    guard seal.isEnd || seal.seals(chain.head(at: seal.counter), logKey: logKey) else {
      badSeal = badSeal ?? seal.counter
      continue
    }
    // A commit that cannot be read shortens what the run covers; an earlier seal may still do.
    do throws(SignedLogError) {
      try reader.read(upTo: seal.counter, along: chain)
    } catch {
      chain.end(after: reader.verified.count, because: error)
      continue
    }
    let failure = chain.failure ?? badSeal.map { .sealInvalid(counter: $0) }
    return reader.accepted(under: seal, failure: failure)
  }
  if let failure = chain.failure { throw failure }
  if let badSeal { throw .sealInvalid(counter: badSeal) }
  throw .sealMissing(first: position.head.counter + 1)
}

/// Checks hashes and the last seal of a run, and reads nothing: whether a stored log is whole.
///
/// - Parameters:
///   - head: The log's end before the commits.
///   - commits: The commits that follow, in order.
///   - seal: The seal over the last of them.
///   - logKey: The key of the log.
/// - Returns: The log's end with the last commit.
/// - Throws: ``SignedLogError`` for a commit that is too large or a seal that does not fit.
public func verifyChain(
  from head: LogHead, commits: [UnverifiedCommit], seal: Seal, logKey: PublicKey
) throws(SignedLogError) -> LogHead {
  let chain = CommitChain(start: head, commits: commits)
  if let failure = chain.failure { throw failure }
  guard let last = chain.heads.last, seal.seals(last, logKey: logKey) else {
    throw .sealInvalid(counter: seal.counter)
  }
  return last
}

/// Commits hashed onto the end of a log.
private struct CommitChain {
  private let start: LogHead
  /// The head after each commit that is small enough to be hashed and that could be read.
  private(set) var heads: [LogHead] = []
  private(set) var failure: SignedLogError?

  init(start: LogHead, commits: [UnverifiedCommit]) {
    self.start = start
    heads.reserveCapacity(commits.count)
    var head = start
    var scratch: [UInt8] = []
    for commit in commits {
      guard head.counter < .max else {
        failure = .numberOverflows(counter: head.counter, field: "counter")
        return
      }
      do throws(SignedLogError) {
        try commit.checkSize(counter: head.counter + 1)
      } catch {
        failure = error
        return
      }
      head = head.appending(commit, using: &scratch)
      heads.append(head)
    }
  }

  func covers(_ counter: UInt64) -> Bool {
    counter > start.counter && counter - start.counter <= UInt64(heads.count)
  }

  func head(at counter: UInt64) -> LogHead { heads[Int(counter - start.counter) - 1] }

  mutating func end(after count: Int, because error: SignedLogError) {
    heads.removeSubrange(count...)
    failure = error
  }
}

/// Reads the commits of a run, each once.
private struct RunReader {
  let start: LogPosition
  let commits: [UnverifiedCommit]
  let withdrawn: [Dot: Withdrawal]
  private(set) var verified: [VerifiedCommit] = []

  init(start: LogPosition, commits: [UnverifiedCommit], withdrawn: [Dot: Withdrawal]) {
    (self.start, self.commits, self.withdrawn) = (start, commits, withdrawn)
  }

  mutating func read(upTo counter: UInt64, along chain: CommitChain) throws(SignedLogError) {
    let wanted = Int(counter - start.head.counter)
    verified.reserveCapacity(wanted)
    while verified.count < wanted {
      let head = chain.heads[verified.count]
      let dot = Dot(logIndex: start.logIndex, counter: head.counter)
      verified.append(
        try commits[verified.count].read(
          after: verified.last?.position ?? start, head: head,
          withdrawal: withdrawn.isEmpty ? nil : withdrawn[dot]))
    }
  }

  func accepted(under seal: Seal, failure: SignedLogError?) -> VerifiedRun {
    let count = Int(seal.counter - start.head.counter)
    let accepted = Array(verified[..<count])
    return VerifiedRun(
      start: start.head, commits: accepted, seal: seal, unacceptedCount: commits.count - count,
      failure: failure,
      position: accepted.last?.position ?? start)
  }
}
