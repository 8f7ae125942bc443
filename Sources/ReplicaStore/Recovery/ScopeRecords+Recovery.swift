internal import CausalHistory
internal import Foundation
internal import GRDB
public import SignedLogs
internal import SyncProtocol

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

  /// Whether the own log's last commit has seen more of some log than is here, since a verdict set
  /// commits aside. Such a log takes no further commit: contexts only grow.
  public func hasOwnLogSeenMore(in scope: ScopeID) throws -> Bool {
    guard let own = try ownLogPosition(in: scope) else { return false }
    let held = try frontier(of: scope)
    return own.author.context.entries.contains {
      $0.logIndex != own.logIndex && held[$0.logIndex] < $0.counter
    }
  }

  /// The hash of the own log in a scope at a counter; `nil` if there is no such commit here, or its
  /// bytes were let go of.
  public func ownLogHash(at counter: UInt64, in scope: ScopeID) throws -> Digest? {
    let control = try control(of: scope)
    guard
      let position = try ownLogPosition(in: scope) ?? unadmittedLog(in: scope, control)?.position,
      counter >= 1, counter <= position.head.counter
    else { return nil }
    return try LogSegments(db: db, scope: requiredKey(of: scope)).position(
      of: position.logIndex, at: counter, under: control)?.head.hash
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
