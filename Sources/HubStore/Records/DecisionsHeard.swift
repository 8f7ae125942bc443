public import Foundation
public import GRDB

/// How far each member is known to have heard of the decisions in a scope's control log.
///
/// Only what a session or a bundle has shown: a member may have heard of more.
public enum DecisionsHeard {
  static func create(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE decisionsHeard (
          scopeID  BLOB NOT NULL CHECK (length(scopeID) = 32),
          nodeID   BLOB NOT NULL CHECK (length(nodeID) = 32),
          sequence INTEGER NOT NULL,  -- the last control record that it has for certain
          PRIMARY KEY (scopeID, nodeID)
        ) STRICT, WITHOUT ROWID;
        """)
  }

  /// Notes what a member has; of less than what is known already nothing is noted.
  ///
  /// - Parameters:
  ///   - sequences: The last control record that it has, by scope.
  ///   - node: The member.
  ///   - db: A connection in a transaction.
  /// - Throws: `DatabaseError`.
  public static func note(_ sequences: [Data: UInt64], of node: Data, in db: Database) throws {
    for (scope, sequence) in sequences {
      try db.cachedStatement(
        sql: """
          INSERT INTO decisionsHeard VALUES (?, ?, ?)
          ON CONFLICT DO UPDATE SET sequence = excluded.sequence
          WHERE excluded.sequence > sequence
          """
      ).execute(arguments: [scope, node, Int64(clamping: sequence)])
    }
  }

  /// The last control record that each member is known to have of a scope; who has none, or is not
  /// known to have any, is left out.
  ///
  /// - Throws: `DatabaseError`.
  public static func sequences(of scope: Data, in db: Database) throws -> [Data: UInt64] {
    // A database of an earlier release that can only be read has no such table.
    guard try db.tableExists("decisionsHeard") else { return [:] }
    let rows = try Row.fetchAll(
      db, sql: "SELECT nodeID, sequence FROM decisionsHeard WHERE scopeID = ?", arguments: [scope])
    return Dictionary(
      rows.map { row in
        let sequence: Int64 = row["sequence"]
        return (row["nodeID"], UInt64(clamping: sequence))
      }, uniquingKeysWith: max)
  }
}
