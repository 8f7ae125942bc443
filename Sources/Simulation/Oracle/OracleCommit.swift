import SignedLogs

/// An object by the commit that made it, whatever index its log has.
struct ObjectKey: Hashable {
  let commit: Digest
  let operation: UInt32
}

/// A field of an object.
struct FieldKey: Hashable {
  let object: ObjectKey
  let field: UInt32
}

/// One write: the operation of a commit.
struct WriteKey: Hashable {
  let commit: Digest
  let operation: UInt32
}

/// What the oracle knows of an operation: what its author meant, not what the bytes say.
struct OracleOperation {
  enum Action: Equatable {
    case create
    /// Replaces everything that the author's replica had applied.
    case setAll
    /// Replaces what these commits wrote.
    case setNamed([Digest])
    case add
    case remove([Digest])
    case append
    /// Replaces as `setAll` does, and only who has release N sees it; to others the object is closed.
    case laterSet
    /// Adds, and only who has release N sees it.
    case laterAdd
  }

  let object: ObjectKey
  let field: UInt32
  let action: Action
  let value: SharedValue?
  /// The writes of the field that the person had on screen.
  let screen: [Digest]

  /// Whether an earlier release does not know it.
  var isLater: Bool { action == .laterSet || action == .laterAdd }
}

/// A commit as it truly came about.
struct OracleCommit {
  let hash: Digest
  let previous: Digest
  let scope: ScopeID
  let log: LogID
  let counter: UInt64
  /// Whose replica wrote it.
  let author: Int
  /// The machine that wrote it: of two copies of one replica which.
  let machine: Int
  /// What the replica had applied of each log, its own included.
  let context: [LogID: UInt64]
  var operations: [OracleOperation]
  /// The control record under which it was written.
  let controlSequence: UInt64
  /// The commit that it repeats.
  var repeats: Digest?
  /// What its operations were made in sight of, if that is not the context: of a repeat, what the
  /// author of the repeated commit had seen.
  var observed: [LogID: UInt64]?
  /// How many commits of its own log its operations were made in sight of, if not all before it.
  var ownObserved: UInt64?
  /// Written by a liar: its control record never was.
  var namesUnknownRecord = false

  /// How many commits of its own log its operations were made in sight of.
  var ownSeen: UInt64 { ownObserved ?? counter - 1 }
}

/// A decision of an authority about a log that was continued in two ways.
struct OracleFork {
  let sequence: UInt64
  let record: Digest
  let log: LogID
  /// Up to here there was one history.
  let certain: UInt64
}

/// A decision of an authority that withdraws what a commit said.
struct OracleWithdrawal {
  let sequence: UInt64
  let record: Digest
  let commit: Digest
  /// Whether nothing of it is left: then it has no effect.
  let isWhole: Bool
  /// A text that it alone had.
  let text: [UInt8]
}

/// A decision of an authority that ends a log.
struct OracleCut {
  let sequence: UInt64
  /// The control hash of the record: it counts where that record is.
  let record: Digest
  let log: LogID
  let counter: UInt64
  let hash: Digest
  /// Whether a verdict named the history that ends there.
  let isVerdict: Bool
}
