public import GRDB
internal import Foundation
public import SignedLogs
internal import SyncProtocol

/// Reads and writes the scopes of a replica inside one transaction of its database.
///
/// Nothing here decides: what is written was verified by ``SignedLogs`` and ``SyncProtocol``, and
/// goes in whole or not at all with the transaction.
public struct ScopeRecords {
  /// The connection, for tables beside the logs in the same transaction.
  public let database: Database
  var db: Database { database }

  /// - Parameter db: A connection in a transaction; for methods that only read, a reading one.
  public init(_ db: Database) { database = db }

  /// Every scope that is here, ascending.
  public func scopes() throws -> [ScopeID] {
    try Data.fetchAll(db, sql: "SELECT scopeID FROM scope ORDER BY scopeID").compactMap {
      ScopeID($0)
    }
  }

  /// The row of a scope; `nil` if the scope is not here.
  func key(of scope: ScopeID) throws -> Int64? {
    // Asked for with everything: compiled once a connection.
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT key FROM scope WHERE scopeID = ?"),
      arguments: [Data(scope.bytes)])
  }

  func requiredKey(of scope: ScopeID) throws -> Int64 {
    guard let key = try key(of: scope) else { throw ReplicaError.scopeUnknown(scope) }
    return key
  }

  // MARK: Control log

  /// The scope's control log.
  ///
  /// Folded from its signed records once in a process, and again when it has gone on.
  ///
  /// - Throws: ``ReplicaError/scopeUnknown(_:)``; `SignedLogError` if a stored record is damaged.
  public func control(of scope: ScopeID) throws -> ControlState {
    let key = try requiredKey(of: scope)
    let head = try Data.fetchOne(
      db.cachedStatement(sql: "SELECT hash FROM controlHead WHERE scope = ?"), arguments: [key])
    if let hash = head.flatMap({ Digest($0) }), let state = ControlCache.state(of: scope, at: hash)
    {
      return state
    }
    let state = try verifiedControl(scope: key)
    guard head == nil || head == Data(state.position.hash.bytes) else {
      throw ReplicaError.storedRecordDamaged(table: "controlRecord")
    }
    ControlCache.keep(state)
    return state
  }

  /// The same, verified again from the stored records: finds a record that was changed on disk. Cost
  /// grows with the number of records, about 0.1 ms each.
  func verifiedControl(scope key: Int64) throws -> ControlState {
    guard let genesis = try genesis(key) else {
      throw ReplicaError.recordsMissing(table: "scope")
    }
    var state = ControlState(genesis: try VerifiedScopeGenesis(verifying: genesis))
    for record in try controlRecords(scope: key, first: 1, last: .max, limit: .max) {
      try state.apply(record)
    }
    return state
  }

  func genesis(_ key: Int64) throws -> SignedContent? {
    try Row.fetchOne(
      db.cachedStatement(sql: "SELECT genesis, signature FROM scope WHERE key = ?"),
      arguments: [key]
    )
    .map { SignedContent(content: bytes($0["genesis"]), signature: bytes($0["signature"])) }
  }

  func controlRecords(scope key: Int64, first: UInt64, last: UInt64, limit: Int) throws
    -> [SignedContent]
  {
    try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT content, signature FROM controlRecord
          WHERE scope = ? AND sequence BETWEEN ? AND ? ORDER BY sequence LIMIT ?
          """), arguments: [key, stored(first), stored(last), limit]
    ).map { SignedContent(content: bytes($0["content"]), signature: bytes($0["signature"])) }
  }

  /// Stores a new scope, or continues the control log of one that is here.
  ///
  /// - Parameters:
  ///   - records: Verified by whoever calls; those that are here already are passed over.
  ///   - first: The sequence of the first record.
  ///   - genesis: The scope's signed beginning, if it is new here.
  ///   - scope: The scope.
  /// - Throws: `SignedLogError` for a record that does not continue the log.
  public func apply(
    control records: [SignedContent], first: UInt64, genesis: SignedContent?, of scope: ScopeID
  ) throws {
    if let genesis, try key(of: scope) == nil { try insert(genesis, as: scope) }
    let key = try requiredKey(of: scope)
    let before = try control(of: scope)
    var after = before
    var replaced: [UInt64] = []
    for (sequence, record) in zip(first..., records) where sequence > before.sequence {
      if case .redact(let withdrawal) = try after.apply(record), withdrawal.replaces > 0 {
        replaced.append(withdrawal.replaces)
      }
      try db.execute(
        sql: "INSERT INTO controlRecord VALUES (?, ?, ?, ?)",
        arguments: [key, stored(sequence), Data(record.content), Data(record.signature)])
    }
    for sequence in replaced { try eraseControlRecord(at: sequence, key) }
    try db.execute(
      sql: """
        INSERT INTO controlHead (scope, hash) VALUES (?, ?)
        ON CONFLICT DO UPDATE SET hash = excluded.hash
        """, arguments: [key, Data(after.position.hash.bytes)])
    ControlCache.keep(after)
    try ScopeMembers.note(from: before, to: after, scope: key, in: db)
    try takeAdmission(key, after)
    try takeEffect(of: after, since: before, key)
  }

  /// Leaves of a withdrawal that was replaced what the chain needs: the remainder holds words, too.
  private func eraseControlRecord(at sequence: UInt64, _ scope: Int64) throws {
    guard
      let record = try controlRecords(scope: scope, first: sequence, last: sequence, limit: 1).first
    else { throw ReplicaError.recordsMissing(table: "controlRecord") }
    try db.execute(
      sql: "UPDATE controlRecord SET content = ? WHERE scope = ? AND sequence = ?",
      arguments: [Data(try record.withoutControlContent().content), scope, stored(sequence)])
  }

  private func insert(_ genesis: SignedContent, as scope: ScopeID) throws {
    try db.execute(
      sql: "INSERT INTO scope (scopeID, genesis, signature) VALUES (?, ?, ?)",
      arguments: [Data(scope.bytes), Data(genesis.content), Data(genesis.signature)])
  }
}

/// SQLite's integers are signed; the counters of logs never come near the difference.
func stored(_ number: UInt64) -> Int64 { Int64(clamping: number) }

func bytes(_ data: Data) -> [UInt8] { [UInt8](data) }

func data(_ bytes: [UInt8]) -> Data { Data(bytes) }
