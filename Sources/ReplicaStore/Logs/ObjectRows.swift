internal import CausalHistory
internal import Foundation
internal import GRDB
internal import SignedLogs
internal import SyncProtocol

/// The objects of one scope as rows of the database, for the fold.
struct ObjectRows: ObjectCollection {
  let db: Database
  let scope: Int64

  func object(_ id: ObjectID) throws -> ObjectState? {
    let state = try Data.fetchOne(
      db,
      sql: """
        SELECT state FROM sharedObject
        WHERE scope = ? AND logIndex = ? AND counter = ? AND operationIndex = ?
        """, arguments: [scope, id.logIndex, stored(id.counter), id.operationIndex])
    return try state.map { try ObjectState(bytes: bytes($0)) }
  }

  func keep(_ object: ObjectState) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO sharedObject VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        scope, object.id.logIndex, stored(object.id.counter), object.id.operationIndex,
        object.kind, object.reference, object.fieldsInConflict.count, Data(object.bytes),
      ])
  }

  func keep(chunk content: [UInt8], as name: ChunkName) throws {
    try db.execute(
      sql: "INSERT OR IGNORE INTO objectChunk VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        scope, name.object.logIndex, stored(name.object.counter), name.object.operationIndex,
        name.index, name.dot.logIndex, stored(name.dot.counter), Data(content),
      ])
  }

  func chunk(_ name: ChunkName) throws -> [UInt8]? {
    try Data.fetchOne(
      db,
      sql: """
        SELECT content FROM objectChunk
        WHERE scope = ? AND logIndex = ? AND counter = ? AND operationIndex = ? AND place = ?
          AND writerLog = ? AND writerCounter = ?
        """,
      arguments: [
        scope, name.object.logIndex, stored(name.object.counter), name.object.operationIndex,
        name.index, name.dot.logIndex, stored(name.dot.counter),
      ]
    ).map(bytes)
  }
}
