import BusinessCycle
import CausalHistory
import GRDB
import SignedLogs
import SyncProtocol
import Testing

@testable import ReplicaStore

@Suite("A commit is one transaction")
struct OneTransactionTests {
  /// The tables that one commit writes to, in the order in which it does.
  private static let written = [
    "replicaSetting", "logSegment", "logPosition", "stateRow", "sharedObject", "recentName",
  ]

  /// Writes to a table fail, as on a full disk; the writes before them have been done.
  private static func breakTable(_ table: String, _ queue: DatabaseQueue) throws {
    try queue.write { db in
      for verb in ["INSERT", "UPDATE"] {
        try db.execute(
          sql: """
            CREATE TEMP TRIGGER full\(verb) BEFORE \(verb) ON main.\(table)
            BEGIN SELECT RAISE(ABORT, 'no space'); END
            """)
      }
    }
  }

  private static func mend(_ queue: DatabaseQueue) throws {
    try queue.write { try $0.execute(sql: "DROP TRIGGER fullINSERT; DROP TRIGGER fullUPDATE") }
  }

  private static func operations(creating object: ObjectID) throws -> [ShareableOperation] {
    [
      try SharedTask.create(reference: "MIL-T-0061"),
      try SharedTask.write(.text("Close quarry access"), to: .title, of: object),
      try SharedTask.putChunk([1, 2, 3], at: 0, of: object),
    ]
  }

  @Test("writing leaves nothing behind if any of its rows cannot be written", arguments: written)
  func ownCommit(table: String) throws {
    var region = try StoreRegion()
    let before = try region.replicas[0].queue.read(Contents.init)
    try Self.breakTable(table, region.replicas[0].queue)
    #expect(throws: DatabaseError.self) {
      try region.replicas[0].write { try Self.operations(creating: $0) }
    }
    #expect(try region.replicas[0].queue.read(Contents.init) == before)
    try Self.mend(region.replicas[0].queue)
    let commit = try region.replicas[0].write { try Self.operations(creating: $0) }
    #expect(commit.dot == Dot(logIndex: 1, counter: 1))
  }

  @Test(
    "taking another's run leaves nothing behind if any of its rows cannot be written",
    arguments: written)
  func othersCommits(table: String) async throws {
    var region = try StoreRegion()
    for _ in 0..<3 { try region.replicas[0].write { try Self.operations(creating: $0) } }
    let (writer, reader) = (region.replicas[0], region.replicas[1])
    let run = try #require(try reader.run(of: 1, at: writer, last: .max))
    let keeper = ReplicaKeeper(reader.queue, rules: .init())
    let before = try await reader.queue.read { try Contents($0) }
    try Self.breakTable(table, reader.queue)
    await #expect(throws: DatabaseError.self) {
      _ = try await keeper.apply(.commits(region.scope, [run]))
    }
    #expect(try await reader.queue.read { try Contents($0) } == before)
    try Self.mend(reader.queue)
    _ = try await keeper.apply(.commits(region.scope, [run]))
    #expect(try reader.stateHash() == writer.stateHash())
  }

  @Test("a rule of the hub that fails takes the commits back too")
  func rule() async throws {
    struct Refusal: Error {}
    var region = try StoreRegion()
    try region.replicas[0].write { try Self.operations(creating: $0) }
    let (writer, reader) = (region.replicas[0], region.replicas[1])
    let run = try #require(try reader.run(of: 1, at: writer, last: .max))
    var rules = ReplicaKeeper.Rules()
    rules.commitsApplied = { _, changes, _ in
      #expect(changes.flatMap(\.created).count == 1)
      throw Refusal()
    }
    let before = try await reader.queue.read { try Contents($0) }
    let keeper = ReplicaKeeper(reader.queue, rules: rules)
    await #expect(throws: Refusal.self) {
      _ = try await keeper.apply(.commits(region.scope, [run]))
    }
    #expect(try await reader.queue.read { try Contents($0) } == before)
  }

  @Test("what is here already is passed over: the same run twice changes nothing")
  func twice() async throws {
    var region = try StoreRegion()
    for _ in 0..<3 { try region.replicas[0].write { try Self.operations(creating: $0) } }
    let (writer, reader) = (region.replicas[0], region.replicas[1])
    let run = try #require(try reader.run(of: 1, at: writer, last: .max))
    let keeper = ReplicaKeeper(reader.queue, rules: .init())
    _ = try await keeper.apply(.commits(region.scope, [run]))
    let once = try await reader.queue.read { try Contents($0) }
    _ = try await keeper.apply(.commits(region.scope, [run]))
    let again = try await reader.queue.read { try Contents($0) }
    #expect(
      again.rows.filter { $0.key != "replicaSetting" }
        == once.rows.filter { $0.key != "replicaSetting" })
  }
}
