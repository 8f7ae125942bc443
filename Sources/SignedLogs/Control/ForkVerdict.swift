/// Settles a log that was continued in two ways: which of them counts, and where it ends.
public struct ForkVerdict: Hashable, Sendable {
  /// The first place with two commits; from 1.
  public let forkCounter: UInt64
  /// The last commit that counts. At ``forkCounter`` − 1 neither way counts.
  public let accepted: LogCut
  public let proof: ForkProof

  public init(forkCounter: UInt64, accepted: LogCut, proof: ForkProof) {
    (self.forkCounter, self.accepted, self.proof) = (forkCounter, accepted, proof)
  }
}

/// A place where a log was continued in two ways, as the authority has settled it.
public struct LogFork: Hashable, Sendable {
  /// Of two commits with one name nobody can say which was seen. So whatever was written before the
  /// verdict was known is read as having seen the log only up to here.
  public let certainCounter: UInt64
  /// The control record of the verdict.
  public let verdict: UInt64
}
