import SignedLogs

/// What a replica keeps outside of its database: private keys of logs, and how far each log was let
/// out of the process. Has backups of its own.
struct Keystore: Sendable {
  /// How far a log was released.
  struct Mark: Sendable, Equatable {
    let counter: UInt64
    let hash: Digest
  }

  private(set) var logKeys: [LogID: LogKey] = [:]
  private(set) var marks: [LogID: Mark] = [:]

  /// The last incarnation that was begun in each scope.
  private(set) var incarnations: [ScopeID: UInt32] = [:]

  mutating func store(_ key: LogKey, of genesis: VerifiedLogGenesis) {
    logKeys[genesis.log] = key
    incarnations[genesis.scope] = max(incarnations[genesis.scope] ?? 0, genesis.incarnation)
  }

  /// Somebody vouches that nothing newer exists than what is here.
  mutating func forget(_ log: LogID) { marks[log] = nil }

  /// Raises a mark, durably; a lower counter changes nothing.
  mutating func raise(_ head: LogHead) {
    guard head.counter > marks[head.logID]?.counter ?? 0 else { return }
    marks[head.logID] = Mark(counter: head.counter, hash: head.hash)
  }
}
