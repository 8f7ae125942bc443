internal import Foundation
public import GRDB
public import SignedLogs
public import SyncProtocol

/// What becomes of a log that a peer began.
public enum AdmissionDecision: Sendable {
  /// By these control records; the last admits the log.
  case admitted([SignedContent])
  /// A node that may not write, unless there is another ground.
  case refused(AdmissionGround? = nil)
  /// The scope's authority is elsewhere, and is asked.
  case passedOn
}

extension LogTables {
  /// Logs for whose admission a hub asks the hub above it; a migration calls it once.
  public static func createPassingOn(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE passedOnLog (
          logID     BLOB NOT NULL PRIMARY KEY CHECK (length(logID) = 32),
          scope     INTEGER NOT NULL REFERENCES scope,
          content   BLOB NOT NULL,  -- the log's genesis
          signature BLOB NOT NULL
        ) STRICT, WITHOUT ROWID
        """)
  }
}

extension ScopeRecords {
  /// How many logs of one node wait at most; a node begins a new one only when it has lost the last.
  private static let waitingOfNodeMax = 4

  /// Keeps the beginning of a member's log, to ask the scope's authority to admit it.
  ///
  /// - Throws: ``ReplicaError/scopeUnknown(_:)``; `SignedLogError`.
  public func passOn(_ genesis: VerifiedLogGenesis) throws {
    let control = try control(of: genesis.scope)
    let earlier = try passingOn(in: genesis.scope, control).compactMap {
      try? VerifiedLogGenesis(verifying: $0, identityKey: identityKey(of: genesis.node, control))
    }
    guard earlier.count < Self.waitingOfNodeMax else { return }
    try db.execute(
      sql: "INSERT OR IGNORE INTO passedOnLog VALUES (?, ?, ?, ?)",
      arguments: [
        Data(genesis.log.bytes), try requiredKey(of: genesis.scope),
        Data(genesis.signed.content), Data(genesis.signed.signature),
      ])
  }

  /// The beginnings of logs that wait for the authority of a scope, the same order each time; those
  /// that it has admitted are forgotten.
  ///
  /// - Throws: ``ReplicaError/scopeUnknown(_:)``.
  public func passingOn(in scope: ScopeID, _ control: ControlState) throws -> [SignedContent] {
    try Row.fetchAll(
      db, sql: "SELECT logID, content, signature FROM passedOnLog WHERE scope = ? ORDER BY logID",
      arguments: [try requiredKey(of: scope)]
    ).compactMap { row in
      guard let log = LogID(bytes(row["logID"])), control.logIndex(of: log) == nil else {
        return nil
      }
      return SignedContent(content: bytes(row["content"]), signature: bytes(row["signature"]))
    }
  }

  /// Where this replica stands, with the logs for whose admission it asks the authority above.
  public func passingOn(with standing: ScopeStanding) throws -> ScopeStanding {
    var standing = standing
    standing.passingOn = try passingOn(in: standing.control.scope, standing.control)
    return standing
  }

  private func identityKey(of node: NodeID, _ control: ControlState) throws -> PublicKey {
    guard let key = control.nodes[node]?.description.identityKey else {
      throw ReplicaError.recordsMissing(table: "scopeMember")
    }
    return key
  }
}
