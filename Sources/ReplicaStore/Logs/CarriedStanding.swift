internal import GRDB
public import SignedLogs
public import SyncProtocol

/// Where the maker of the last bundle that was read stands, by its own word.
///
/// A machine that was put back, and has no line, holds less than it once acknowledged. What is made for
/// it begins where it says that it stands; else its answer would build on what it lacks.
enum CarriedStanding {
  private static func name(_ node: NodeID, _ scope: ScopeID) -> String {
    "carried-standing-\(node.hex)-\(scope.hex)"
  }

  /// Keeps what a bundle says.
  ///
  /// - Parameters:
  ///   - positions: By log index, the last commit; a log that is not named holds none.
  ///   - scope: Of the logs.
  ///   - node: Who made the bundle.
  ///   - db: A transaction.
  /// - Throws: If the database cannot be written.
  static func keep(
    _ positions: [UInt32: UInt64], in scope: ScopeID, of node: NodeID, _ db: Database
  ) throws {
    let words = positions.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }
    try SettingsTable.set(name(node, scope), to: words.joined(separator: " "), in: db)
  }

  /// What is kept; `nil` if no bundle was read since the node was last on a line.
  ///
  /// - Throws: If the database cannot be read.
  static func positions(in scope: ScopeID, of node: NodeID, _ db: Database) throws
    -> [UInt32: UInt64]?
  {
    guard let words = try SettingsTable.value(name(node, scope), in: db) else { return nil }
    let pairs = words.split(separator: " ").compactMap { word -> (UInt32, UInt64)? in
      let parts = word.split(separator: ":")
      guard parts.count == 2, let log = UInt32(parts[0]), let counter = UInt64(parts[1]) else {
        return nil
      }
      return (log, counter)
    }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  /// A node was on a line: what it holds is known better now.
  ///
  /// - Throws: If the database cannot be written.
  static func forget(_ node: NodeID, _ db: Database) throws {
    try db.cachedStatement(
      sql: "DELETE FROM replicaSetting WHERE name >= ? AND name < ?"
    ).execute(arguments: ["carried-standing-\(node.hex)-", "carried-standing-\(node.hex)."])
  }
}

extension ScopeRecords {
  /// Keeps where the maker of a bundle says that it stands.
  ///
  /// - Parameters:
  ///   - stands: By scope; scopes that are not here are passed over.
  ///   - node: Who made the bundle.
  /// - Throws: If the database cannot be written.
  public func keep(carried stands: [ScopeID: CreatorStanding], of node: NodeID) throws {
    for (scope, standing) in stands where try key(of: scope) != nil {
      let positions = standing.positions.map { ($0.logIndex, $0.counter) }
      try CarriedStanding.keep(
        Dictionary(positions, uniquingKeysWith: max), in: scope, of: node, db)
    }
  }

  /// How far a node is known to hold each log, for what is made for it: no further than it says itself in
  /// the last bundle of its own.
  ///
  /// - Parameters:
  ///   - held: What it acknowledged or confirmed, by log index.
  ///   - node: The node.
  ///   - scope: The scope.
  /// - Returns: The same, no further than it says itself.
  /// - Throws: If the database cannot be read.
  public func limitedToCarried(
    _ held: [UInt32: UInt64], by node: NodeID, of scope: ScopeID
  ) throws -> [UInt32: UInt64] {
    guard let carried = try CarriedStanding.positions(in: scope, of: node, db) else { return held }
    return Dictionary(
      uniqueKeysWithValues: held.map { ($0.key, min($0.value, carried[$0.key] ?? 0)) })
  }
}
