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
/// - Returns: At least one commit.
/// - Throws: ``SignedLogError`` if no commit can be accepted: the first reason why.
public func verifyRun(
  from position: LogPosition, commits: [UnverifiedCommit], seals: [Seal], logKey: PublicKey
) throws(SignedLogError) -> VerifiedRun {
  var run = RunVerifier(start: position, commits: commits)
  let ordered = seals.filter { run.covers($0.counter) }.sorted { $0.counter > $1.counter }
  var badSeal: UInt64?
  for seal in ordered where run.covers(seal.counter) {
    guard seal.seals(run.head(at: seal.counter), logKey: logKey) else {
      badSeal = badSeal ?? seal.counter
      continue
    }
    // A commit that cannot be read shortens what the run covers; an earlier seal may still do.
    guard run.read(upTo: seal.counter) else { continue }
    let failure = run.failure ?? badSeal.map { .sealInvalid(counter: $0) }
    return run.accepted(under: seal, failure: failure)
  }
  if let failure = run.failure { throw failure }
  if let badSeal { throw .sealInvalid(counter: badSeal) }
  throw .sealMissing(first: position.head.counter + 1)
}

/// The work of one check.
private struct RunVerifier {
  private let start: LogPosition
  private let commits: [UnverifiedCommit]
  /// The head after each commit that is small enough to be hashed.
  private var heads: [LogHead] = []
  private var verified: [VerifiedCommit] = []
  private(set) var failure: SignedLogError?

  init(start: LogPosition, commits: [UnverifiedCommit]) {
    self.start = start
    self.commits = commits
    var head = start.head
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
      head = head.appending(commit)
      heads.append(head)
    }
  }

  func covers(_ counter: UInt64) -> Bool {
    counter > start.head.counter && counter - start.head.counter <= UInt64(heads.count)
  }

  func head(at counter: UInt64) -> LogHead { heads[Int(counter - start.head.counter) - 1] }

  /// Reads the commits up to a counter; at one that breaks a rule the run ends.
  mutating func read(upTo counter: UInt64) -> Bool {
    let wanted = Int(counter - start.head.counter)
    while verified.count < wanted {
      let place = verified.count
      do throws(SignedLogError) {
        verified.append(
          try commits[place].read(
            after: verified.last?.position ?? start, head: heads[place]))
      } catch {
        failure = error
        heads.removeSubrange(place...)
        return false
      }
    }
    return true
  }

  func accepted(under seal: Seal, failure: SignedLogError?) -> VerifiedRun {
    let count = Int(seal.counter - start.head.counter)
    let accepted = Array(verified[..<count])
    return VerifiedRun(
      commits: accepted, seal: seal, unacceptedCount: commits.count - count, failure: failure,
      position: accepted.last?.position ?? start)
  }
}
