internal import Foundation
public import GRDB
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
    let isKept = try db.tableExists("formerMember")
    for node in isKept ? joined : [] {
      try db.cachedStatement(sql: "DELETE FROM formerMember WHERE node = ? AND scope = ?")
        .execute(arguments: [Data(node.bytes), scope])
    }
    for node in isKept ? left : [] {
      try db.cachedStatement(sql: "INSERT OR IGNORE INTO formerMember VALUES (?, ?)")
        .execute(arguments: [Data(node.bytes), scope])
    }
    for node in left {
      try db.cachedStatement(sql: "DELETE FROM scopeMember WHERE node = ? AND scope = ?")
        .execute(arguments: [Data(node.bytes), scope])
    }
  }
}

extension LogTables {
  /// Notes who left which scope, and who had left before; a migration calls it once.
  public static func noteFormerMembers(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE formerMember (
          node  BLOB NOT NULL CHECK (length(node) = 32),
          scope INTEGER NOT NULL REFERENCES scope,
          PRIMARY KEY (node, scope)
        ) STRICT, WITHOUT ROWID;
        """)
    let records = ScopeRecords(db)
    for scope in try records.scopes() {
      guard let control = try? records.control(of: scope) else { continue }
      for node in control.joined where !control.isMember(node) {
        try db.execute(
          sql: "INSERT OR IGNORE INTO formerMember VALUES (?, ?)",
          arguments: [Data(node.bytes), try records.requiredKey(of: scope)])
      }
    }
  }
}

extension ScopeRecords {
  /// The scopes that a node was a member of and is not any more, ascending.
  ///
  /// - Throws: `DatabaseError` if the database cannot be read.
  public func scopes(leftBy node: NodeID) throws -> [ScopeID] {
    try Data.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT scopeID FROM formerMember JOIN scope ON scope.key = formerMember.scope
          WHERE node = ? ORDER BY scopeID
          """), arguments: [Data(node.bytes)]
    ).compactMap { ScopeID($0) }
  }

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
