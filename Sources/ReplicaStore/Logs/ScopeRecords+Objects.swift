internal import Foundation
internal import GRDB
public import SignedLogs
public import SyncProtocol

/// A shared object and the scope that it is in.
public struct SharedObject: Sendable {
  public let scope: ScopeID
  public let state: ObjectState
}

extension ScopeRecords {
  /// One object; `nil` if the scope has none of that name.
  public func object(_ id: ObjectID, in scope: ScopeID) throws -> ObjectState? {
    guard let key = try key(of: scope) else { return nil }
    return try ObjectRows(db: db, scope: key).object(id)
  }

  /// Every object of a kind, by reference.
  ///
  /// - Parameters:
  ///   - kind: As ``SharedRecord`` numbers them.
  ///   - scope: Only of this scope; `nil` for all scopes.
  /// - Returns: The objects with their scopes.
  /// - Throws: ``ReplicaError/storedRecordDamaged(table:)``.
  public func objects(kind: UInt32, in scope: ScopeID? = nil) throws -> [SharedObject] {
    try sharedObjects("kind = ?", [kind]).filter { scope == nil || $0.scope == scope }
  }

  /// Objects with fields on which people disagree, by reference.
  public func objectsInConflict() throws -> [SharedObject] {
    try sharedObjects("conflicts > 0", [])
  }

  /// Objects that are called so; references are given by people and may repeat.
  public func objects(reference: String) throws -> [SharedObject] {
    try sharedObjects("reference = ?", [reference])
  }

  private func sharedObjects(_ condition: String, _ arguments: StatementArguments) throws
    -> [SharedObject]
  {
    try Row.fetchAll(
      db,
      sql: """
        SELECT scopeID, state FROM sharedObject JOIN scope ON scope.key = sharedObject.scope
        WHERE \(condition) ORDER BY reference, scopeID, logIndex, counter, operationIndex
        """, arguments: arguments
    ).map { row in
      guard let scope = ScopeID(bytes(row["scopeID"])) else {
        throw ReplicaError.storedRecordDamaged(table: "scope")
      }
      return SharedObject(scope: scope, state: try ObjectState(bytes: bytes(row["state"])))
    }
  }

  /// The bulk content of an object, its parts joined.
  ///
  /// - Throws: ``ReplicaError/recordsMissing(table:)`` if a part is not here.
  public func content(of object: ObjectState, in scope: ScopeID) throws -> [UInt8] {
    let rows = ObjectRows(db: db, scope: try requiredKey(of: scope))
    return try object.chunkNames.flatMap { name in
      guard let chunk = try rows.chunk(name) else {
        throw ReplicaError.recordsMissing(table: "objectChunk")
      }
      return chunk
    }
  }

  /// The hash to compare replicas of a scope by.
  public func stateHash(of scope: ScopeID) throws -> Digest {
    let key = try requiredKey(of: scope)
    let states = try Data.fetchAll(
      db, sql: "SELECT state FROM sharedObject WHERE scope = ?", arguments: [key])
    return StateHash.of(try states.map { try ObjectState(bytes: bytes($0)) })
  }

  /// How many commits of a scope have no effect, by reason.
  public func voidCommits(of scope: ScopeID) throws -> [String: Int] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT reason, count(*) AS number FROM voidCommit WHERE scope = ? GROUP BY reason",
      arguments: [try requiredKey(of: scope)])
    return Dictionary(uniqueKeysWithValues: rows.map { ($0["reason"], $0["number"]) })
  }
}
