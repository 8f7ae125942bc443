import BusinessCycle
import CausalHistory
import GRDB
import SignedLogs
import SyncProtocol
import Testing

@testable import ReplicaStore

@Suite("The own log")
struct OwnLogTests {
  private static func note(_ text: String, on task: ObjectID) throws -> [ShareableOperation] {
    [try SharedTask.write(.text(text), to: .journal, of: task)]
  }

  private static func region() throws -> (StoreRegion, ObjectID) {
    var region = try StoreRegion()
    let commit = try region.replicas[0].write { _ in
      [try SharedTask.create(reference: "MIL-T-0061")]
    }
    return (region, commit.object(createdBy: 0))
  }

  @Test("has a seal over every commit, and counts on after each")
  func sealed() throws {
    var (region, task) = try Self.region()
    for text in ["one", "two"] {
      try region.replicas[0].write { _ in try Self.note(text, on: task) }
    }
    let replica = region.replicas[0]
    let content = try replica.read { records in
      try records.load(
        .run(
          region.scope, logIndex: 1, first: 1, last: .max, limit: .max, byteLimit: .max))
    }
    guard case .run(_, 1, 1, let commits, let seals)? = content else {
      Issue.record("no run")
      return
    }
    #expect(commits.count == 3)
    #expect(seals.map(\.counter) == [1, 2, 3])
    for count in 1...3 {
      let run = try verifyRun(
        from: .start(logIndex: 1, logID: replica.log.log), commits: Array(commits.prefix(count)),
        seals: seals, logKey: replica.logKey.publicKey)
      #expect(run.commits.count == count)
      #expect(run.commits.last?.actor == "analyst-mil")
    }
    #expect(try replica.read { try $0.ownLogPosition(in: region.scope) }?.head.counter == 3)
  }

  @Test("stands where the next session needs it, with what the authority decided")
  func standing() throws {
    let (region, _) = try Self.region()
    let standing = try region.replicas[0].read { try $0.standing(of: region.scope) }
    #expect(standing.control == region.control.state)
    #expect(standing.positions.mapValues(\.head.counter) == [1: 1])
    #expect(standing.access == .full)
    #expect(standing.unadmitted == nil)
    // The hub has not yet said that it holds the commit.
    #expect(standing.needsReceipt)
    let reader = try region.replicas[1].read { try $0.standing(of: region.scope) }
    #expect(reader.positions.isEmpty)
    #expect(!reader.needsReceipt)
  }

  @Test("waits as it was begun until the authority admits it")
  func unadmitted() throws {
    var region = try StoreRegion()
    let fresh = try region.reader()
    let standing = try fresh.read { try $0.standing(of: region.scope) }
    #expect(standing.unadmitted?.genesis == fresh.log.signed)
    #expect(try fresh.read { try $0.ownLogPosition(in: region.scope) } == nil)
    #expect(try fresh.read { try $0.ownLog(in: region.scope) }?.keyName == "log-REA")
  }

  @Test("is one for each scope: a second cannot be begun")
  func second() throws {
    let (region, _) = try Self.region()
    let other = try LogGenesis.make(
      scope: region.scope, identity: region.replicas[0].identity, incarnation: 2,
      logKey: region.replicas[1].logKey.publicKey, nonce: [UInt8](repeating: 9, count: 16))
    #expect(throws: DatabaseError.self) {
      try region.replicas[0].queue.write { try ScopeRecords($0).begin(other, keyName: "log-2") }
    }
  }

  @Test("never goes back in time, also when this machine's clock does, or another's was ahead")
  func clock() throws {
    var (region, task) = try Self.region()
    let first = region.replicas[0].applied[0]
    region.replicas[0].milliseconds -= 300_000
    let second = try region.replicas[0].write { _ in try Self.note("later", on: task) }
    #expect(second.hybridTime > first.hybridTime)
    // FEL's clock is five minutes behind; what it took from MIL comes before what it writes.
    let mil = region.replicas[0]
    region.replicas[1].milliseconds -= 300_000
    try region.replicas[1].receive(1, from: mil)
    let now = region.replicas[1].milliseconds
    let run = try #require(try region.reader().run(of: 1, at: mil, last: .max))
    try region.replicas[1].queue.write { try ScopeRecords($0).merge(times: run, now: now) }
    let answer = try region.replicas[1].write { _ in try Self.note("answer", on: task) }
    #expect(answer.hybridTime > second.hybridTime)
  }

  @Test("what is not here is told apart from what is damaged")
  func missing() throws {
    let (region, _) = try Self.region()
    let replica = region.replicas[0]
    #expect(throws: ReplicaError.recordsMissing(table: "logSegment")) {
      try replica.read { records in
        try records.load(
          .run(region.scope, logIndex: 1, first: 2, last: 9, limit: 9, byteLimit: 9))
      }
    }
    let strange = try StoreRegion(seed: 4).scope
    #expect(throws: ReplicaError.scopeUnknown(strange)) {
      try replica.read { try $0.frontier(of: strange) }
    }
    try replica.queue.write { try $0.execute(sql: "UPDATE logPosition SET position = x'7b'") }
    #expect(throws: ReplicaError.storedRecordDamaged(table: "logPosition")) {
      try replica.read { try $0.positions(of: region.scope) }
    }
    try replica.queue.write {
      try $0.execute(sql: "UPDATE controlRecord SET signature = zeroblob(64) WHERE sequence = 2")
    }
    // What was verified once in this process is not read again; the doctor reads everything.
    let faults = try replica.read { try $0.faults(of: region.scope) }
    #expect(faults.contains { $0.contains("control record") })
  }

  @Test("is not written where the policy asks for newer records than this release writes")
  func schema() throws {
    var (region, task) = try Self.region()
    for (least, mayWrite) in [(RecordSchema.written, true), (RecordSchema.written + 1, false)] {
      try region.decide(
        .setPolicy(
          ScopePolicy(
            rulesVersion: region.control.state.rulesVersion, schemaMin: least, schemaMax: least)))
      try region.replicas[0].take(region.records)
      var replica = region.replicas[0]
      let count = try replica.frontier()[1]
      if mayWrite {
        try replica.write { _ in try Self.note("a note", on: task) }
      } else {
        let name = region.control.state.genesis.name
        #expect(throws: ReplicaError.scopeNeedsNewerRelease(scope: name)) {
          try replica.write { _ in try Self.note("a note", on: task) }
        }
      }
      region.replicas[0] = replica
      #expect(try replica.frontier()[1] == count + (mayWrite ? 1 : 0))
      // Reading and passing on go on.
      #expect(try replica.read { try $0.object(task, in: region.scope) } != nil)
      #expect(try replica.read { try $0.standing(of: region.scope) }.access == .full)
    }
  }
}
