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
  }

  let object: ObjectKey
  let field: UInt32
  let action: Action
  let value: SharedValue?
  /// The writes of the field that the person had on screen.
  let screen: [Digest]
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
  /// What the replica had applied of each log, its own included.
  let context: [LogID: UInt64]
  var operations: [OracleOperation]
  /// Written by a liar: its control record never was.
  var namesUnknownRecord = false
}

/// A decision of an authority that ends a log.
struct OracleCut {
  let sequence: UInt64
  /// The control hash of the record: it counts where that record is.
  let record: Digest
  let log: LogID
  let counter: UInt64
  let hash: Digest
}
