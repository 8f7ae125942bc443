import CausalHistory
import GRDB
import BusinessCycle
import SignedLogs
import SyncProtocol
import Testing

@testable import ReplicaStore

@Suite("What is written before the own log is admitted")
struct UnadmittedLogTests {
  @Test("stands here at once, and is the same as if it had been admitted before, once it is")
  func admission() throws {
    var region = try StoreRegion()
    let task = try region.replicas[0].write { object in
      [
        try SharedTask.create(reference: "MIL-T-0061"),
        try SharedTask.write(.code("proposed"), to: .status, of: object),
      ]
    }.object(createdBy: 0)
    var fresh = try region.reader()
    try region.bringAll(to: &fresh)
    let key = { (_: String) in fresh.logKey }
    func write(_ operations: (ObjectID) throws -> [ShareableOperation]) throws -> VerifiedCommit {
      try fresh.queue.write { db in
        try ScopeRecords(db).write(
          in: region.scope, by: fresh.analyst, now: fresh.milliseconds, salt: [], key: key,
          operations: operations
        ).commit
      }
    }
    let own = try write { object in
      #expect(object.logIndex == 0)
      return [
        try SharedTask.create(reference: "REA-T-0001"),
        try SharedTask.write(.text("made before"), to: .title, of: object),
      ]
    }.object(createdBy: 0)
    _ = try write { _ in
      [
        try SharedTask.write(.code("blocked"), to: .status, of: task),
        try SharedTask.write(.text("also"), to: .journal, of: own),
      ]
    }
    let shown = try fresh.read { try $0.objects(reference: "REA-T-0001") }
    #expect(shown.first?.state.value(TaskField.title.number) == .text("made before"))
    #expect(
      try fresh.read { try $0.object(task, in: region.scope) }?.value(TaskField.status.number)
        == .code("blocked"))
    // Nobody else can know of log 0.
    let standing = try fresh.read { try $0.standing(of: region.scope) }
    #expect(standing.positions.keys.sorted() == [1])
    #expect(standing.unadmitted?.position.head.counter == 2)

    // The doctor finds nothing wrong with it, and making the scope good again keeps it.
    #expect(try fresh.read { try $0.faults(of: region.scope) } == [])
    let before = try fresh.stateHash()
    // A decision that has the whole scope folded anew keeps it, too.
    try fresh.queue.write { db in
      let records = ScopeRecords(db)
      try records.foldAnew(
        try records.requiredKey(of: region.scope), under: try records.control(of: region.scope))
    }
    #expect(try fresh.stateHash() == before)
    let repair = try fresh.queue.write { try ScopeRecords($0).repair(region.scope) }
    #expect(repair.setAside == [])
    #expect(try fresh.stateHash() == before)
    let kept = try fresh.read { try $0.standing(of: region.scope) }
    #expect(kept.unadmitted?.position == standing.unadmitted?.position)
    #expect(try fresh.read { try $0.faults(of: region.scope) } == [])

    try region.decide(.addNode(fresh.description))
    try region.decide(.addMember(fresh.node, .writer))
    try region.decide(.addLog(index: 7, genesis: fresh.log.signed))
    try fresh.queue.write { db in
      try ScopeRecords(db).apply(
        control: region.records, first: 1, genesis: nil, of: region.scope)
    }
    #expect(try fresh.read { try $0.ownLogPosition(in: region.scope) }?.head.counter == 2)
    let renamed = ObjectID(logIndex: 7, counter: own.counter, operationIndex: 0)
    let object = try fresh.read { try $0.object(renamed, in: region.scope) }
    #expect(object?.value(TaskField.title.number) == .text("made before"))
    #expect(try fresh.read { try $0.object(own, in: region.scope) } == nil)
    #expect(try fresh.read { try $0.faults(of: region.scope) } == [])

    // Another replica that takes the log from here comes to the same.
    var other = try region.reader()
    try region.bringAll(to: &other)
    let run = try #require(try other.run(of: 7, at: fresh, last: .max))
    try other.queue.write { _ = try ScopeRecords($0).apply(run, to: region.scope) }
    #expect(try other.stateHash() == fresh.stateHash())
    let history = try fresh.read { try $0.history(of: renamed, in: region.scope) }
    #expect(history.journal.map(\.dot.logIndex) == [7, 7])
  }
}
