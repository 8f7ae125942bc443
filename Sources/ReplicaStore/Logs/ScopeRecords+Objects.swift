internal import Foundation
internal import GRDB
public import SignedLogs
public import SyncProtocol

/// A shared object and the scope that it is in.
public struct SharedObject: Sendable {
  public let scope: ScopeID
  public let state: ObjectState
  /// A digest of all that stands in it.
  public let digest: Digest

  /// Its name everywhere, whatever people call it.
  public var fullName: String { Self.fullName(of: state.id, in: scope) }

  /// An object's name everywhere: the scope's first 16 digits and the object's own name.
  public static func fullName(of object: ObjectID, in scope: ScopeID) -> String {
    "\(scope.hex.prefix(16))/\(object)"
  }
}

extension ScopeRecords {
  /// One object; `nil` if the scope has none of that name.
  public func object(_ id: ObjectID, in scope: ScopeID) throws -> ObjectState? {
    guard let key = try key(of: scope) else { return nil }
    return try StateRowReader(db: db, scope: key).object(id)
  }

  /// Every object of a kind, by reference.
  ///
  /// - Parameters:
  ///   - kind: As ``SharedRecord`` numbers them.
  ///   - scope: Only of this scope; `nil` for all scopes.
  /// - Returns: The objects with their scopes.
  /// - Throws: ``ReplicaError/storedRecordDamaged(table:)``.
  public func objects(kind: UInt32, in scope: ScopeID? = nil) throws -> [SharedObject] {
    guard let scope else { return try sharedObjects("kind = ?", [kind]) }
    guard let key = try key(of: scope) else { return [] }
    return try sharedObjects("kind = ? AND scope = ?", [kind, key])
  }

  /// Objects with fields on which people disagree, by reference.
  public func objectsInConflict() throws -> [SharedObject] {
    try sharedObjects("(scope, name) IN (SELECT scope, name FROM openConflict)", [])
  }

  /// Objects that are called so; references are given by people and may repeat.
  public func objects(reference: String) throws -> [SharedObject] {
    try sharedObjects("reference = ?", [reference])
  }

  /// The objects that somebody means: the one of that full name, or all of that reference.
  public func objects(called name: String) throws -> [SharedObject] {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return try objects(reference: name) }
    return try scopes().filter { $0.hex.hasPrefix(parts[0]) && parts[0].count == 16 }.flatMap {
      try sharedObjects("scope = ?", [try requiredKey(of: $0)]).filter { $0.fullName == name }
    }
  }

  private func sharedObjects(_ condition: String, _ arguments: StatementArguments) throws
    -> [SharedObject]
  {
    try Row.fetchAll(
      db,
      sql: """
        SELECT scopeID, sharedObject.scope, name
        FROM sharedObject JOIN scope ON scope.key = sharedObject.scope
        WHERE \(condition) ORDER BY reference, scopeID, name
        """, arguments: arguments
    ).map { row in
      guard let scope = ScopeID(bytes(row["scopeID"])) else {
        throw ReplicaError.storedRecordDamaged(table: "scope")
      }
      let id = try StateKey.object(in: bytes(row["name"]))
      let rows = try StateRowReader(db: db, scope: row["scope"]).rows(of: id)
      guard let state = ObjectState(id: id, rows: rows) else {
        throw ReplicaError.storedRecordDamaged(table: "sharedObject")
      }
      return SharedObject(scope: scope, state: state, digest: StateHash.of(rows))
    }
  }

  /// What was ever written to an object.
  ///
  /// - Throws: ``ReplicaError``; `SignedLogError` for a commit that was changed on disk.
  public func history(of object: ObjectID, in scope: ScopeID) throws -> ObjectHistory {
    var reader = try historyReader(of: scope)
    return try reader.history(of: object)
  }

  /// Makes something of each object and what was ever written to it.
  ///
  /// - Parameters:
  ///   - objects: Of any scopes.
  ///   - make: What is wanted; `nil` to leave the object out.
  /// - Returns: In the order of the objects.
  /// - Throws: What `make` throws; ``ReplicaError``.
  public func withHistories<Value>(
    of objects: [SharedObject], _ make: (SharedObject, ObjectHistory) throws -> Value?
  ) throws -> [Value] {
    var readers: [ScopeID: HistoryReader] = [:]
    return try objects.compactMap { object in
      var reader = try readers[object.scope] ?? historyReader(of: object.scope)
      let history = try reader.history(of: object.state.id)
      readers[object.scope] = reader
      return try make(object, history)
    }
  }

  func historyReader(of scope: ScopeID) throws -> HistoryReader {
    HistoryReader(
      db: db, scope: try requiredKey(of: scope), control: try control(of: scope), isReadOnly: true)
  }

  /// The bulk content of an object, its parts joined.
  ///
  /// - Throws: ``ReplicaError/recordsMissing(table:)`` if a part is not here.
  public func content(of object: ObjectState, in scope: ScopeID) throws -> [UInt8] {
    let rows = StateRowReader(db: db, scope: try requiredKey(of: scope))
    return try object.chunkNames.flatMap { name in
      guard let chunk = try rows.content(name) else {
        throw ReplicaError.recordsMissing(table: "stateRow")
      }
      return chunk
    }
  }

  /// The hash to compare replicas of a scope by.
  public func stateHash(of scope: ScopeID) throws -> Digest {
    var tree = MerkleTree()
    try StateRowReader(db: db, scope: try requiredKey(of: scope)).each { key, value in
      tree.append(StateRow.bytes(key: key, value: value))
    }
    return tree.head
  }

  /// How many commits of a scope have no effect, by reason.
  public func voidCommits(of scope: ScopeID) throws -> [String: Int] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT reason, count(*) AS number FROM voidCommit WHERE scope = ? GROUP BY reason",
      arguments: [try requiredKey(of: scope)])
    return Dictionary(uniqueKeysWithValues: rows.map { ($0["reason"], $0["number"]) })
  }
}
