import CausalHistory
import GRDB
import PartnershipRecords
import SignedLogs
import SyncProtocol
import Testing

@testable import ReplicaStore

/// A replica of one scope in a database, followed step by step by the same replica in memory.
struct StoredReplica {
  let name: String
  let queue: DatabaseQueue
  let identity: IdentityKey
  let logKey: LogKey
  let log: VerifiedLogGenesis
  let analyst: Actor
  /// The reference: the product's fold without a database.
  private(set) var memory: ScopeReplica
  /// What was applied here, in that order.
  private(set) var applied: [VerifiedCommit] = []
  var milliseconds: UInt64 = 1_764_000_000_000

  var scope: ScopeID { memory.control.scope }
  var node: NodeID { NodeID(identityKey: identity.publicKey) }

  init(
    name: String, of genesis: VerifiedScopeGenesis, using random: inout FixedRandom
  ) throws {
    self.name = name
    identity = .generate(using: &random)
    logKey = .generate(using: &random)
    log = try LogGenesis.make(
      scope: genesis.scope, identity: identity, incarnation: 1, logKey: logKey.publicKey,
      nonce: random.bytes(16))
    analyst = try #require(Actor(handle: "analyst-\(name.lowercased())", role: .analyst))
    memory = ScopeReplica(control: ControlState(genesis: genesis))
    queue = try Self.emptyDatabase()
    try queue.write { [log] db in
      let records = ScopeRecords(db)
      try records.apply(control: [], first: 1, genesis: genesis.signed, of: genesis.scope)
      try records.begin(log, keyName: "log-\(name)")
    }
  }

  /// A database with the tables of a replica, in memory.
  static func emptyDatabase() throws -> DatabaseQueue {
    let queue = try DatabaseQueue()
    try queue.write { db in
      try SettingsTable.create(db)
      try PeopleTable.create(db)
      try LogTables.createToday(db)
    }
    return queue
  }

  var description: NodeDescription {
    NodeDescription(
      identityKey: identity.publicKey, name: name, reference: name, districts: [],
      transportKeyHashes: [])
  }

  func read<Value>(_ step: (ScopeRecords) throws -> Value) throws -> Value {
    try queue.read { try step(ScopeRecords($0)) }
  }

  func stateHash() throws -> Digest { try read { try $0.stateHash(of: scope) } }

  func frontier() throws -> VersionVector { try read { try $0.frontier(of: scope) } }
}

// MARK: - Steps

extension StoredReplica {
  /// Takes the control log, from its first record or from where it is.
  mutating func take(_ control: [SignedContent]) throws {
    try queue.write { db in
      try ScopeRecords(db).apply(control: control, first: 1, genesis: nil, of: scope)
    }
    for record in control.dropFirst(Int(memory.control.sequence)) {
      if try memory.apply(control: record) { memory.refold(applied) }
    }
  }

  /// Writes one commit into the own log.
  @discardableResult
  mutating func write(
    _ operations: (ObjectID) throws -> [ShareableOperation]
  ) throws -> VerifiedCommit {
    milliseconds += 1_000
    let commit = try queue.write { db in
      try ScopeRecords(db).write(
        in: scope, by: analyst, now: milliseconds, salt: [UInt8](repeating: 5, count: 16),
        key: { name in
          try #require(name == "log-\(self.name)")
          return logKey
        }, operations: operations
      ).commit
    }
    try follow(commit)
    return commit
  }

  /// Takes what another replica holds of a log and this one does not, as far as its past is here and
  /// up to a seal that is there.
  ///
  /// - Parameters:
  ///   - logIndex: The log.
  ///   - other: Where it comes from, byte for byte as stored there.
  ///   - limit: At most so many commits, unless the first seal is later.
  /// - Returns: How many commits came.
  /// - Throws: What verifying or storing throws.
  @discardableResult
  mutating func receive(
    _ logIndex: UInt32, from other: StoredReplica, limit: Int = .max
  ) throws -> Int {
    let here = try frontier()[logIndex]
    guard let offered = try run(of: logIndex, at: other, last: .max) else { return 0 }
    let ready = here + UInt64(offered.commits.prefix { hasPast($0) }.count)
    let seals = try other.seals(of: logIndex, after: here).filter { $0 <= ready }
    let last = seals.last { $0 - here <= limit } ?? seals.first
    guard let last, let run = try run(of: logIndex, at: other, last: last) else { return 0 }
    try queue.write { db in _ = try ScopeRecords(db).apply(run, to: scope) }
    for commit in run.commits { try follow(commit) }
    return run.commits.count
  }

  /// What another replica holds of a log and this one does not, verified.
  func run(of logIndex: UInt32, at other: StoredReplica, last: UInt64) throws -> VerifiedRun? {
    let here = try frontier()[logIndex]
    guard try other.frontier()[logIndex] > here, let log = memory.control.logs[logIndex] else {
      return nil
    }
    let content = try other.read { records in
      try records.load(
        .run(
          scope, logIndex: logIndex, first: here + 1, last: last, limit: .max, byteLimit: .max))
    }
    guard case .run(_, _, _, let commits, let seals)? = content else { return nil }
    let start = LogPosition.start(logIndex: logIndex, logID: log.genesis.log)
    let position = try read { try $0.positions(of: scope)[logIndex] } ?? start
    return try verifyRun(
      from: position, commits: commits, seals: seals, logKey: log.genesis.logKey)
  }

  /// The counters at which a log has seals here.
  func seals(of logIndex: UInt32, after counter: UInt64) throws -> [UInt64] {
    let content = try read { records in
      try records.load(
        .run(
          scope, logIndex: logIndex, first: counter + 1, last: .max, limit: .max, byteLimit: .max))
    }
    guard case .run(_, _, _, _, let seals)? = content else { return [] }
    return seals.map(\.counter)
  }

  private func hasPast(_ commit: VerifiedCommit) -> Bool {
    CausalCheck.missing(
      for: commit, frontier: memory.frontier, control: memory.control
    ).allSatisfy { missing in
      if case .commit(let dot) = missing { return dot.logIndex == commit.dot.logIndex }
      return false
    }
  }

  private mutating func follow(_ commit: VerifiedCommit) throws {
    switch memory.apply(commit) {
    case .applied, .void: applied.append(commit)
    case .known, .buffered: Issue.record("the memory did not take \(commit.dot)")
    }
  }
}
