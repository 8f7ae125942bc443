public import CausalHistory
public import ProtocolMessages

/// A commit whose hash, seal and form have been checked, or that was written here.
///
/// Only ``verifyRun(from:commits:seals:logKey:)`` and ``CommitAuthor`` make one. Whether its author
/// *may* do what it says is not decided here.
public struct VerifiedCommit: Hashable, Sendable {
  public let dot: Dot
  /// The end of the log with this commit.
  public let head: LogHead
  /// When, for display.
  public let hybridTime: HybridTime
  /// The control record that the author knew of.
  public let control: ControlPosition
  /// What the author had seen, its own log up to the commit before included.
  public let context: VersionVector
  public let schema: UInt32
  public let flags: UInt32
  /// The handle of the person.
  public let actor: String
  /// The commit that this one repeats, after the author's database was restored.
  public let reissueOf: Dot?
  public let operations: Iscan_Sync_V1_Operations
  /// The operations as this release understands them, in the same order.
  public let readings: [OperationReading]
  /// The bytes, to keep and to send on.
  public let bytes: UnverifiedCommit
  /// Where the next commit of the log goes on.
  public let position: LogPosition

  /// The hash of the log with this commit.
  public var hash: Digest { head.hash }

  /// The name of the object that operation `index` creates.
  public func object(createdBy index: Int) -> ObjectID {
    ObjectID(
      logIndex: dot.logIndex, counter: dot.counter, operationIndex: UInt32(clamping: index))
  }
}

/// Commits of one log that follow each other and are covered by a seal.
public struct VerifiedRun: Hashable, Sendable {
  /// In order; at least one.
  public let commits: [VerifiedCommit]
  /// The seal over the last of them.
  public let seal: Seal
  /// How many further commits came that no good seal covers; they are not accepted.
  public let unacceptedCount: Int
  /// Why the log cannot go on beyond this run as it came; `nil` if everything sealed was accepted.
  public let failure: SignedLogError?
  /// Where the log goes on.
  public let position: LogPosition
}
