public import Foundation
public import GRDB

/// When the hub admitted logs: of one node only so many in a day and a scope.
public enum LogAdmissions {
  /// A node begins a log when its database was lost, copied or brought back: seldom more than once.
  public static let ofNodeInADay = 32
  private static let day: TimeInterval = 86_400

  static func create(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE logAdmission (
          id         INTEGER PRIMARY KEY,
          scopeID    BLOB NOT NULL CHECK (length(scopeID) = 32),
          nodeID     BLOB NOT NULL CHECK (length(nodeID) = 32),
          admittedAt REAL NOT NULL  -- seconds since 1970
        ) STRICT;
        CREATE INDEX logAdmission_byNode ON logAdmission (nodeID, scopeID, admittedAt);
        """)
  }

  /// Writes down that a log was admitted; what is older than a day is forgotten.
  public static func insert(of node: Data, in scope: Data, at now: Date, _ db: Database) throws {
    try db.execute(
      sql: "DELETE FROM logAdmission WHERE nodeID = ? AND scopeID = ? AND admittedAt <= ?",
      arguments: [node, scope, now.timeIntervalSince1970 - day])
    try db.execute(
      sql: "INSERT INTO logAdmission (scopeID, nodeID, admittedAt) VALUES (?, ?, ?)",
      arguments: [scope, node, now.timeIntervalSince1970])
  }

  /// After when another log of a node may be admitted; `nil` if one may be now.
  ///
  /// What a clock that was put back since seems to have admitted later than now does not count.
  public static func untilNext(of node: Data, in scope: Data, at now: Date, _ db: Database) throws
    -> Date?
  {
    let second = now.timeIntervalSince1970
    let times = try Double.fetchAll(
      db,
      sql: """
        SELECT admittedAt FROM logAdmission
        WHERE nodeID = ? AND scopeID = ? AND admittedAt > ? AND admittedAt <= ?
        ORDER BY admittedAt DESC LIMIT ?
        """, arguments: [node, scope, second - day, second, ofNodeInADay])
    guard times.count == ofNodeInADay, let first = times.last else { return nil }
    return Date(timeIntervalSince1970: first + day)
  }
}
