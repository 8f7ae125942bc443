import CausalHistory
import BusinessCycle
import Foundation
import GRDB
import SignedLogs
import SyncProtocol
import Testing

@testable import ReplicaStore

@Suite("A database of the version before")
struct EarlierVersionTests {
  /// What a replica holds, stored as the version before stored it: a row a commit, seals apart.
  private static func earlier(_ replica: StoredReplica, _ region: StoreRegion) throws
    -> DatabaseQueue
  {
    let queue = try DatabaseQueue()
    try queue.write { db in
      try SettingsTable.create(db)
      try LogTables.create(db)
      try db.execute(
        sql: "INSERT INTO scope VALUES (1, ?, ?, ?)",
        arguments: [
          Data(region.scope.bytes), Data(region.genesis.signed.content),
          Data(region.genesis.signed.signature),
        ])
      for (place, record) in region.records.enumerated() {
        try db.execute(
          sql: "INSERT INTO controlRecord VALUES (1, ?, ?, ?)",
          arguments: [place + 1, Data(record.content), Data(record.signature)])
      }
      for commit in replica.applied {
        try db.execute(
          sql: """
            INSERT INTO logCommit (scope, logIndex, counter, header, salt, payload)
            VALUES (1, ?, ?, ?, ?, ?)
            """,
          arguments: [
            commit.dot.logIndex, Int64(commit.dot.counter), Data(commit.bytes.header),
            Data(commit.bytes.salt), Data(commit.bytes.payload),
          ])
      }
    }
    for log in UInt32(1)...3 {
      let content = try replica.read { records in
        try? records.load(
          .run(
            region.scope, logIndex: log, first: 1, last: .max, limit: .max, byteLimit: .max))
      }
      guard case .run(_, _, _, _, let seals)? = content else { continue }
      try queue.write { db in
        for seal in seals {
          try db.execute(
            sql: "INSERT INTO seal VALUES (1, ?, ?, ?)",
            arguments: [log, Int64(seal.counter), Data(seal.signature)])
        }
      }
    }
    return queue
  }

  @Test("opens with all its commits, seals, objects and conflicts", arguments: UInt64(31)...33)
  func broughtOver(seed: UInt64) throws {
    var region = try StoreRegion(writers: 3, seed: seed)
    var random = FixedRandom(seed: seed)
    for step in 0..<60 {
      let place = step % 3
      let objects = try region.replicas[place].read { try $0.objects(kind: SharedTask.kind) }
      let edit = RandomEdit(objects.map(\.state), using: &random)
      try region.replicas[place].write { try edit.operations(new: $0) }
      if step % 7 == 0 {
        var replica = region.replicas[place]
        try region.bringAll(to: &replica)
        region.replicas[place] = replica
      }
    }
    var all = region.replicas[0]
    try region.bringAll(to: &all)
    let queue = try Self.earlier(all, region)
    try queue.write { try LogTables.storeSegments($0) }
    try queue.read { db in
      let records = ScopeRecords(db)
      #expect(try records.stateHash(of: region.scope) == all.stateHash())
      #expect(try records.frontier(of: region.scope) == all.frontier())
      let positions = try all.read { try $0.positions(of: region.scope) }
      #expect(try records.positions(of: region.scope) == positions)
      #expect(try records.faults(of: region.scope) == [])
      let names = try records.objectsInConflict().map(\.state.id)
      #expect(try names == all.read { try $0.objectsInConflict().map(\.state.id) })
      let left = try String.fetchAll(
        db, sql: "SELECT name FROM sqlite_schema WHERE name LIKE 'earlier%'")
      #expect(left.isEmpty)
    }
  }
}
