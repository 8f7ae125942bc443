internal import Foundation
internal import GRDB
public import SignedLogs

/// Which scopes a node belongs to, without reading any control log: a hub of many nodes asks this
/// at every session.
///
/// What the control logs say of members, kept beside them in the same transaction; it could be made
/// again from them.
enum ScopeMembers {
  static func create(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE scopeMember (
          node  BLOB NOT NULL CHECK (length(node) = 32),
          kind  INTEGER NOT NULL,  -- of the scope
          scope INTEGER NOT NULL REFERENCES scope,
          PRIMARY KEY (node, kind, scope)
        ) STRICT, WITHOUT ROWID;
        """)
  }

  /// Takes over who joined and who left with the last control records.
  static func note(from before: ControlState, to after: ControlState, scope: Int64, in db: Database)
    throws
  {
    let joined = after.members.keys.filter { before.members[$0] == nil }
    let left = before.members.keys.filter { after.members[$0] == nil }
    for node in joined {
      try db.cachedStatement(sql: "INSERT OR IGNORE INTO scopeMember VALUES (?, ?, ?)")
        .execute(arguments: [Data(node.bytes), after.genesis.kind.rawValue, scope])
    }
    for node in left {
      try db.cachedStatement(sql: "DELETE FROM scopeMember WHERE node = ? AND scope = ?")
        .execute(arguments: [Data(node.bytes), scope])
    }
  }
}

extension ScopeRecords {
  /// The scopes that a node is a member of, ascending.
  ///
  /// - Parameters:
  ///   - node: The node.
  ///   - kind: Only scopes of this kind; `nil` for all.
  /// - Returns: Their names.
  /// - Throws: `DatabaseError` if the database cannot be read.
  public func scopes(of node: NodeID, kind: ScopeKind? = nil) throws -> [ScopeID] {
    let condition = kind == nil ? "" : "AND kind = ?"
    return try Data.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT scopeID FROM scopeMember JOIN scope ON scope.key = scopeMember.scope
          WHERE node = ? \(condition) ORDER BY scopeID
          """),
      arguments: StatementArguments([Data(node.bytes)])
        + StatementArguments(kind.map { [$0.rawValue] } ?? [])
    ).compactMap { ScopeID($0) }
  }
}
