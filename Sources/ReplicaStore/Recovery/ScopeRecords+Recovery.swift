internal import Foundation
internal import GRDB
public import SignedLogs
internal import SyncProtocol

/// Why this machine does not go on with a log of its own.
public enum RecoveryCause: String, Sendable, Codable, CaseIterable {
  /// The database holds less of the log than was sent: it is an older copy.
  case olderCopy = "older-copy"
  /// The database holds other commits than were sent.
  case otherHistory = "other-history"
  /// The database file is not the one that was used last: it was copied, moved or brought back.
  case otherPlace = "other-place"
  /// The log's private key is gone.
  case keyMissing = "key-missing"
  /// The hub holds more of the log than this database.
  case hubAhead = "hub-ahead"
}

extension RecoveryCause {
  /// What happened, as the end of a sentence.
  public var inWords: String {
    switch self {
    case .olderCopy: "the database is an older copy of itself"
    case .otherHistory: "the database holds other changes than were sent"
    case .otherPlace: "the database was copied, moved or brought back from a backup"
    case .keyMissing: "the private key of the log is missing"
    case .hubAhead: "the hub holds more of this machine's changes than the database"
    }
  }
}

extension ScopeRecords {
  /// Lets the own log in a scope rest as it is, and notes the one that goes on in its stead. The
  /// commits of the log before stay where they are; what of them is missing comes back from others.
  ///
  /// - Parameters:
  ///   - genesis: The new log's; its private key is kept first.
  ///   - keyName: What its private key is called.
  /// - Throws: `DatabaseError`.
  public func goOn(with genesis: VerifiedLogGenesis, keyName: String) throws {
    try db.execute(
      sql: "DELETE FROM ownLog WHERE scope = ?", arguments: [try requiredKey(of: genesis.scope)])
    try begin(genesis, keyName: keyName)
  }

  /// The incarnation that the next log of a node in a scope has: more than any that is admitted, and
  /// more than that of the log that this replica began.
  public func nextIncarnation(of node: NodeID, in scope: ScopeID) throws -> UInt32 {
    let control = try control(of: scope)
    var last = control.logs(of: node).map(\.genesis.incarnation).max() ?? 0
    if let own = try ownLog(in: scope), let identity = control.nodes[node]?.description.identityKey
    {
      let genesis = try VerifiedLogGenesis(verifying: own.genesis, identityKey: identity)
      last = max(last, genesis.incarnation)
    }
    return last + 1
  }

  /// How many control records of each scope are here, without reading them.
  public func controlSequences() throws -> [ScopeID: UInt64] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT scopeID, max(sequence) AS last
        FROM scope JOIN controlRecord ON controlRecord.scope = scope.key GROUP BY scope.key
        """)
    var sequences: [ScopeID: UInt64] = [:]
    for row in rows {
      let last: Int64 = row["last"]
      if let scope = ScopeID(bytes(row["scopeID"])) { sequences[scope] = UInt64(clamping: last) }
    }
    return sequences
  }
}
