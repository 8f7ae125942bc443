public import CausalHistory

/// A commit whose hash, seal and form have been checked, or that was written here.
///
/// Only ``verifyRun(from:commits:seals:logKey:withdrawn:)`` and ``CommitAuthor`` make one. Whether
/// its author *may* do what it says is not decided here.
public struct VerifiedCommit: Hashable, Sendable {
  public let dot: Dot
  public let flags: UInt32
  /// The commit that this one repeats, after its log could not go on.
  public let reissueOf: Reissue?
  /// The operations as this release understands them, in order; of a commit that was withdrawn, those
  /// that the authority put in their place, or none.
  public let readings: [OperationReading]
  /// The authority's decision that withdrew the payload; `nil` for an ordinary commit.
  public let withdrawal: Withdrawal?
  /// The bytes, to keep and to send on; without salt and payload once they are withdrawn.
  public let bytes: UnverifiedCommit
  /// Where the next commit of the log goes on.
  public let position: LogPosition

  /// The end of the log with this commit.
  public var head: LogHead { position.head }

  /// The hash of the log with this commit.
  public var hash: Digest { position.head.hash }

  /// When, for display.
  public var hybridTime: HybridTime { position.author.hybridTime }

  /// The control record that the author knew of.
  public var control: ControlPosition { position.author.control }

  /// The version of the record kinds that the operations belong to.
  public var schema: UInt32 { position.author.schema }

  /// The handle of the person.
  public var actor: String { position.author.actor }

  /// What the author's replica had applied, its own log up to the commit before included. What its
  /// author had *seen* follows from this, the control log and ``reissueOf``.
  public var context: VersionVector {
    var context = position.author.context
    context[dot.logIndex] = dot.counter - 1
    return context
  }

  /// The name of the object that operation `index` creates.
  public func object(createdBy index: Int) -> ObjectID {
    ObjectID(
      logIndex: dot.logIndex, counter: dot.counter, operationIndex: UInt32(clamping: index))
  }
}

/// Commits of one log that follow each other and are covered by a seal.
public struct VerifiedRun: Hashable, Sendable {
  /// The end of the log that the first commit continues.
  public let start: LogHead
  /// In order; at least one.
  public let commits: [VerifiedCommit]
  /// The seal over the last of them; ``Seal/isEnd`` where the log's end stands in its place.
  public let seal: Seal
  /// How many further commits came that no good seal covers; they are not accepted.
  public let unacceptedCount: Int
  /// Why the log cannot go on beyond this run as it came; `nil` if everything sealed was accepted.
  public let failure: SignedLogError?
  /// Where the log goes on.
  public let position: LogPosition
}
