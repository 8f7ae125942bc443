import BusinessCycle
import CausalHistory
import Foundation
import GRDB
import ProtocolMessages
import SignedLogs
import SwiftProtobuf
import SyncProtocol
import Testing

@testable import ReplicaStore

@Suite("A payload that the authority withdraws")
struct WithdrawalTests {
  private static let secret = "Jane Roe of 12 Quarry Lane"

  /// A database in files, as a node has it.
  private static func pool(in folder: URL) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.prepareDatabase { try LogTables.prepare($0) }
    let pool = try DatabasePool(
      path: folder.appending(path: "replica.sqlite").path, configuration: configuration)
    try pool.write { db in
      try SettingsTable.create(db)
      try LogTables.createToday(db)
    }
    return pool
  }

  private static func holdsSecret(_ folder: URL) throws -> Bool {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .contains { try Data(contentsOf: $0).range(of: Data(secret.utf8)) != nil }
  }

  /// MIL's task with words that have to go, in its third commit of five.
  private static func region() throws -> (StoreRegion, VerifiedCommit, ObjectID) {
    var region = try StoreRegion()
    let task = try region.replicas[0].write { object in
      [
        try SharedTask.create(reference: "MIL-T-0061"),
        try SharedTask.write(.text("Close quarry access"), to: .title, of: object),
      ]
    }.object(createdBy: 0)
    try region.replicas[0].write { _ in
      [try SharedTask.write(.text("first note"), to: .journal, of: task)]
    }
    let wrong = try region.replicas[0].write { _ in
      [
        try SharedTask.write(.text(secret), to: .title, of: task),
        try SharedTask.write(.text("seen by \(secret)"), to: .journal, of: task),
      ]
    }
    for text in ["second note", "third note"] {
      try region.replicas[0].write { _ in
        [try SharedTask.write(.text(text), to: .journal, of: task)]
      }
    }
    return (region, wrong, task)
  }

  private static func withdrawal(_ commit: VerifiedCommit) -> ControlAction {
    .redact(
      Withdrawal(
        dot: commit.dot, payloadDigest: commit.bytes.payloadDigest, remainder: .none,
        ground: "a person is named"))
  }

  @Test("goes with others of the same stretch, all decided before anybody hears of one")
  func several() throws {
    var (region, wrong, task) = try Self.region()
    let later = try region.replicas[0].write { _ in
      [try SharedTask.write(.text("again \(Self.secret)"), to: .journal, of: task)]
    }
    var reader = try region.reader()
    try region.bringAll(to: &reader)
    for commit in [wrong, later] { try region.decide(Self.withdrawal(commit)) }
    try reader.queue.write { db in
      try ScopeRecords(db).apply(
        control: region.records, first: 1, genesis: nil, of: region.scope)
    }
    let object = try #require(try reader.read { try $0.object(task, in: region.scope) })
    #expect(object.value(TaskField.title.number) == .text("Close quarry access"))
    #expect(
      object.fields[TaskField.journal.number]?.entries.map(\.value)
        == ["first note", "second note", "third note"].map { .text($0) })
    #expect(try reader.read { try $0.faults(of: region.scope) } == [])
  }

  @Test("is in no file of the database any more, free pages and write-ahead log included")
  func erased() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "withdrawal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var (region, wrong, task) = try Self.region()
    let pool = try Self.pool(in: folder)
    let mil = region.replicas[0]
    let run = try #require(try region.reader().run(of: 1, at: mil, last: .max))
    try pool.write { db in
      let records = ScopeRecords(db)
      try records.apply(
        control: region.records, first: 1, genesis: region.genesis.signed, of: region.scope)
      try records.apply(run, to: region.scope)
      _ = try records.keepSnapshot(of: region.scope)
    }
    #expect(try Self.holdsSecret(folder))
    try region.decide(Self.withdrawal(wrong))
    try pool.write { db in
      try ScopeRecords(db).apply(
        control: region.records, first: 1, genesis: nil, of: region.scope)
    }
    // The pages from before are still in the write-ahead log: nobody may say yet that it is done.
    #expect(try pool.read { try ScopeRecords($0).erasedCommits(of: region.scope) } == [])
    #expect(try Self.holdsSecret(folder))
    #expect(try Erasures.finish(in: pool, now: Date(timeIntervalSince1970: 7)) == 1)
    #expect(try !Self.holdsSecret(folder))
    try pool.read { db in
      let records = ScopeRecords(db)
      #expect(try records.erasedCommits(of: region.scope) == [wrong.dot])
      #expect(try records.faults(of: region.scope) == [])
      let object = try #require(try records.object(task, in: region.scope))
      #expect(object.value(TaskField.title.number) == .text("Close quarry access"))
      #expect(object.fields[TaskField.journal.number]?.entries.count == 3)
      #expect(try records.keptSnapshot(of: region.scope) == nil)
    }
    #expect(try Erasures.finish(in: pool, now: Date()) == 0)
  }

  @Test(
    "goes piece by piece: the first remainder is erased too, and a newcomer can follow the chain")
  func pieceByPiece() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "withdrawal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var (region, wrong, _) = try Self.region()
    let pool = try Self.pool(in: folder)
    let mil = region.replicas[0]
    let run = try #require(try region.reader().run(of: 1, at: mil, last: .max))
    try pool.write { db in
      let records = ScopeRecords(db)
      try records.apply(
        control: region.records, first: 1, genesis: region.genesis.signed, of: region.scope)
      try records.apply(run, to: region.scope)
    }
    // First the journal's words go, then the title's, which the first remainder still has.
    for emptied in [[1], [0, 1]] {
      var operations = try Iscan_Sync_V1_Operations(serializedBytes: wrong.bytes.payload)
      if emptied.contains(0) { operations.operation[0].set.value.text = "" }
      operations.operation[1].append.value.text = ""
      let remainder = try Remainder(try operations.serializedBytes())
      let before = try pool.read { try ScopeRecords($0).control(of: region.scope) }
      try region.decide(
        .redact(
          Withdrawal(
            dot: wrong.dot, payloadDigest: wrong.bytes.payloadDigest,
            remainder: remainder, ground: "names a person",
            replaces: before.withdrawnAt[wrong.dot] ?? 0, salt: [UInt8](repeating: 7, count: 16))))
      try pool.write { db in
        try ScopeRecords(db).apply(
          control: region.records, first: 1, genesis: nil, of: region.scope)
      }
      #expect(try Erasures.finish(in: pool, now: Date(timeIntervalSince1970: 86_400)) == 1)
      #expect(try Self.holdsSecret(folder) == !emptied.contains(0))
    }
    let (control, records) = try pool.read { db in
      let records = ScopeRecords(db)
      let key = try records.requiredKey(of: region.scope)
      #expect(try records.faults(of: region.scope) == [])
      #expect(
        try records.erasedWords(in: region.scope) == [
          wrong.dot: "erased (names a person, 1970-01-02)"
        ])
      let standing = try records.change(
        wrong.dot, in: region.scope, at: region.control.state.joined[0])
      #expect(standing?.withdrawnBecause == "names a person" && standing?.void == nil)
      return (
        try records.control(of: region.scope),
        try records.controlRecords(scope: key, first: 1, last: .max, limit: .max)
      )
    }
    var newcomer = ControlState(genesis: region.genesis)
    for record in records { try newcomer.apply(record) }
    #expect(newcomer.position == control.position && newcomer.unexplained == [])
    #expect(newcomer.withdrawals == control.withdrawals)
    // Without the record that explains it, what is erased could be any decision.
    var cut = ControlState(genesis: region.genesis)
    for record in records.dropLast() { try cut.apply(record) }
    #expect(cut.unexplained == [UInt64(records.count) - 1])
  }

  @Test("is passed on as its digest, and a replica that takes it so comes to the same state")
  func passedOn() throws {
    var (region, wrong, _) = try Self.region()
    try region.decide(Self.withdrawal(wrong))
    try region.replicas[0].queue.write { db in
      try ScopeRecords(db).apply(
        control: region.records, first: 1, genesis: nil, of: region.scope)
    }
    let holder = region.replicas[0]
    let content = try holder.read { records in
      try records.load(
        .run(region.scope, logIndex: 1, first: 1, last: .max, limit: .max, byteLimit: .max))
    }
    guard case .run(_, _, _, let commits, let seals)? = content else {
      Issue.record("no run")
      return
    }
    #expect(commits.map { $0.withdrawnDigest != nil } == [false, false, true, false, false])
    let control = try holder.read { try $0.control(of: region.scope) }
    let late = try region.reader()
    let run = try verifyRun(
      from: .start(logIndex: 1, logID: holder.log.log), commits: commits, seals: seals,
      logKey: holder.logKey.publicKey, withdrawn: control.withdrawals)
    try late.queue.write { _ = try ScopeRecords($0).apply(run, to: region.scope) }
    #expect(try late.stateHash() == holder.stateHash())
  }
}
