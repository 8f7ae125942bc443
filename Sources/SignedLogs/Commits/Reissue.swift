public import CausalHistory

/// The commit of an earlier log of the same node that a commit repeats, since that log was continued
/// in two ways, or from an older copy of the database.
public struct Reissue: Hashable, Sendable, Codable {
  /// The log and the place of the commit that is repeated.
  public let orphan: Dot
  /// Its hash: of two commits in one place, which.
  public let hash: Digest
  /// What its author had seen, whole: stands in for the context of the commit that repeats it when
  /// the repeated operations are folded.
  ///
  /// Log 0 is the log of the repeating commit: the repeats before it that the author had seen. The
  /// log of the orphan stands there with what both of its histories have in common.
  public let context: VersionVector

  public init(orphan: Dot, hash: Digest, context: VersionVector) {
    (self.orphan, self.hash, self.context) = (orphan, hash, context)
  }
}
