public import CausalHistory

extension VerifiedCommit {
  /// The commit as a later control log has it. Between its verification and its storing the authority
  /// may have withdrawn what it says: then that is not stored any more.
  ///
  /// - Parameters:
  ///   - withdrawals: The payloads that are withdrawn.
  ///   - before: Where the log stood before this commit.
  /// - Returns: The same commit if nothing has changed.
  /// - Throws: ``SignedLogError`` if it cannot be read so.
  public func under(_ withdrawals: [Dot: Withdrawal], after before: LogPosition)
    throws(SignedLogError) -> VerifiedCommit
  {
    guard !withdrawals.isEmpty, withdrawals[dot] != withdrawal else { return self }
    return try readStored(from: before, commits: [bytes], withdrawn: withdrawals)[0]
  }
}

/// Reads commits that this replica verified before it stored them, without verifying seals again.
///
/// The commits are hashed onto the chain and read strictly, so that bytes which were changed on disk
/// do not go unnoticed for long; who signed them was checked when they came.
///
/// - Parameters:
///   - position: Where the log stood before the first of them.
///   - commits: The commits that follow, in order.
///   - withdrawn: The payloads that the scope's authority withdrew.
/// - Returns: One for each.
/// - Throws: ``SignedLogError`` for the first commit that breaks a rule.
public func readStored(
  from position: LogPosition, commits: [UnverifiedCommit], withdrawn: [Dot: Withdrawal] = [:]
) throws(SignedLogError) -> [VerifiedCommit] {
  var read: [VerifiedCommit] = []
  read.reserveCapacity(commits.count)
  var position = position
  var scratch: [UInt8] = []
  for commit in commits {
    guard position.head.counter < .max else {
      throw .numberOverflows(counter: position.head.counter, field: "counter")
    }
    let counter = position.head.counter + 1
    try commit.checkSize(counter: counter)
    let dot = Dot(logIndex: position.logIndex, counter: counter)
    let next = try commit.read(
      after: position, head: position.head.appending(commit, using: &scratch),
      withdrawal: withdrawn[dot])
    read.append(next)
    position = next.position
  }
  return read
}
