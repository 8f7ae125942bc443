public import CausalHistory

/// The end of a log as somebody holds it: how many commits, and the hash that stands for all.
public struct LogHead: Hashable, Sendable, Codable {
  public let logID: LogID
  /// The number of commits; 0 for a log that was only begun.
  public let counter: UInt64
  public let hash: Digest

  public init(logID: LogID, counter: UInt64, hash: Digest) {
    self.logID = logID
    self.counter = counter
    self.hash = hash
  }

  /// A log without commits: its hash is its name.
  public static func genesis(_ logID: LogID) -> LogHead {
    LogHead(logID: logID, counter: 0, hash: logID.digest)
  }
}

/// A place in a scope's control log.
public struct ControlPosition: Hashable, Sendable, Codable {
  /// The number of records; 0 before the first.
  public let sequence: UInt64
  /// The control hash of that record.
  public let hash: Digest

  public init(sequence: UInt64, hash: Digest) {
    self.sequence = sequence
    self.hash = hash
  }

  /// What an author stands at before its first commit.
  public static let start = ControlPosition(sequence: 0, hash: .zero)
}

/// What the author of a log had reached with its last commit. The header of the next commit says
/// only how far it moved on from here.
public struct AuthorPosition: Hashable, Sendable, Codable {
  public let hybridTime: HybridTime
  public let control: ControlPosition
  /// What the author had seen of the *other* logs of the scope.
  public let context: VersionVector
  /// The version of the record kinds; from 1.
  public let schema: UInt32
  /// The handle of the person who wrote the last commit; empty before the first.
  public let actor: String

  public init(
    hybridTime: HybridTime, control: ControlPosition, context: VersionVector, schema: UInt32,
    actor: String
  ) {
    self.hybridTime = hybridTime
    self.control = control
    self.context = context
    self.schema = schema
    self.actor = actor
  }

  /// Before the first commit.
  public static let start = AuthorPosition(
    hybridTime: .zero, control: .start, context: VersionVector(), schema: 1, actor: "")
}

/// Everything that is needed to write or to check the next commit of a log. A store keeps one for
/// each log.
public struct LogPosition: Hashable, Sendable, Codable {
  /// The index that the control log gave the log; 0 until it has.
  public let logIndex: UInt32
  public let head: LogHead
  public let author: AuthorPosition

  public init(logIndex: UInt32, head: LogHead, author: AuthorPosition) {
    self.logIndex = logIndex
    self.head = head
    self.author = author
  }

  /// Before the first commit.
  public static func start(logIndex: UInt32, logID: LogID) -> LogPosition {
    LogPosition(logIndex: logIndex, head: .genesis(logID), author: .start)
  }
  /// The same place, once the control log has given the log an index.
  public func admitted(as logIndex: UInt32) -> LogPosition {
    LogPosition(logIndex: logIndex, head: head, author: author)
  }
}
