internal import CausalHistory
internal import Foundation
internal import GRDB
public import SignedLogs
public import SyncProtocol

extension ScopeRecords {
  /// Makes a snapshot of a scope as it stands now.
  ///
  /// - Parameters:
  ///   - scope: The scope.
  ///   - part: Given each part in order; a witness needs none of them.
  /// - Returns: The manifest; the same bytes at every replica that stands at the same place.
  /// - Throws: ``ReplicaError``; what `part` throws.
  public func makeSnapshot(
    of scope: ScopeID, _ part: (_ place: Int, _ content: [UInt8]) throws -> Void = { _, _ in }
  ) throws -> ScopeSnapshot {
    let key = try requiredKey(of: scope)
    var parts = SnapshotParts()
    var place = 0
    try StateRowReader(db: db, scope: key).each { rowKey, value in
      for content in parts.append(StateRow.bytes(key: rowKey, value: value)) {
        try part(place, content)
        place += 1
      }
    }
    if let last = parts.finish() { try part(place, last) }
    let control = try control(of: scope)
    return try ScopeSnapshot(
      of: scope, control: control.position, logs: try snapshotLogs(key, control), parts: parts)
  }

  /// Makes a snapshot and keeps it for those who join; earlier ones are forgotten, but for the last
  /// that was declared: until members have witnessed the new one it is the one that is taken.
  public func keepSnapshot(of scope: ScopeID) throws -> ScopeSnapshot {
    let key = try requiredKey(of: scope)
    // Its hash is known only when its parts are; until then they are of a snapshot without a name.
    let unnamed = Digest.zero
    let declared = try control(of: scope).snapshots.last(where: \.isWitnessed)?.declaration
      .manifestHash
    try db.execute(
      sql: "DELETE FROM snapshot WHERE scope = ? AND hash IS NOT ?",
      arguments: [key, declared.map { Data($0.bytes) }])
    try insert(snapshot: unnamed, manifest: [], scope: key)
    let snapshot = try makeSnapshot(of: scope) { place, content in
      try insert(part: content, at: place, of: unnamed, scope: key)
    }
    if snapshot.hash == declared {
      try db.execute(
        sql: "DELETE FROM snapshot WHERE scope = ? AND hash = ?",
        arguments: [key, Data(unnamed.bytes)])
      return snapshot
    }
    try insert(snapshot: snapshot.hash, manifest: snapshot.bytes, scope: key)
    try db.execute(
      sql: "UPDATE snapshotPart SET hash = ? WHERE scope = ? AND hash = ?",
      arguments: [Data(snapshot.hash.bytes), key, Data(unnamed.bytes)])
    try db.execute(
      sql: "DELETE FROM snapshot WHERE scope = ? AND hash = ?",
      arguments: [key, Data(unnamed.bytes)])
    return snapshot
  }

  /// The manifest of the snapshot that was made here last; `nil` if there is none.
  public func keptSnapshot(of scope: ScopeID) throws -> [UInt8]? {
    let declared = try control(of: scope).snapshots.last(where: \.isWitnessed)?.declaration
      .manifestHash
    return try Data.fetchOne(
      db, sql: "SELECT manifest FROM snapshot WHERE scope = ? ORDER BY hash IS ? LIMIT 1",
      arguments: [requiredKey(of: scope), declared.map { Data($0.bytes) }]
    ).map(bytes)
  }

  /// The manifest of a snapshot that is kept here; `nil` if it is not.
  public func keptSnapshot(_ hash: Digest, of scope: ScopeID) throws -> [UInt8]? {
    try Data.fetchOne(
      db, sql: "SELECT manifest FROM snapshot WHERE scope = ? AND hash = ?",
      arguments: [requiredKey(of: scope), Data(hash.bytes)]
    ).map(bytes)
  }

  /// A part of a snapshot that is kept here, unpacked; `nil` if it is not.
  public func snapshotPart(_ place: Int, of hash: Digest, in scope: ScopeID) throws -> [UInt8]? {
    try Data.fetchOne(
      db, sql: "SELECT content FROM snapshotPart WHERE scope = ? AND hash = ? AND place = ?",
      arguments: [requiredKey(of: scope), Data(hash.bytes), place]
    ).map(bytes)
  }

  func insert(snapshot hash: Digest, manifest: [UInt8], scope: Int64) throws {
    try db.execute(
      sql: "INSERT INTO snapshot VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      arguments: [scope, Data(hash.bytes), Data(manifest)])
  }

  func insert(part: [UInt8], at place: Int, of hash: Digest, scope: Int64) throws {
    try db.execute(
      sql: """
        INSERT INTO snapshotPart (scope, hash, place, content) VALUES (?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """, arguments: [scope, Data(hash.bytes), place, Data(part)])
  }

  /// Where the logs stand, each with the seal over its last commit.
  private func snapshotLogs(_ key: Int64, _ control: ControlState) throws -> [SnapshotLog] {
    let ends = control.logs.compactMapValues(\.cut)
    return try positions(scope: key).values.sorted { $0.logIndex < $1.logIndex }.map { position in
      let segments = LogSegments(db: db, scope: key)
      let counter = position.head.counter
      let found = try segments.segment(of: position.logIndex, holding: counter)?.seals.last {
        $0.counter == counter
      }
      var seal = try found ?? LogPositions(db: db, scope: key).floor(of: position.logIndex)?.seal
      // Where the log has ended without one, the authority's word stands in its place.
      if seal?.counter != counter, let end = ends[position.logIndex], end.counter == counter,
        end.headHash == position.head.hash
      {
        seal = .end(at: counter)
      }
      guard let seal, seal.counter == counter else {
        throw ReplicaError.recordsMissing(table: "logSegment")
      }
      return SnapshotLog(position: position, seal: seal)
    }
  }
}
