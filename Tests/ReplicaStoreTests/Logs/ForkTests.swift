import GRDB
import BusinessCycle
import CausalHistory
import SignedLogs
import SyncProtocol
import Testing

@testable import ReplicaStore

@Suite("A log that was continued in two ways")
struct ForkTests {
  /// Commits that go on from where MIL's log stands, sealed; whatever else was written there.
  private static func way(
    _ texts: [String], from start: LogPosition, _ region: StoreRegion, on task: ObjectID
  ) throws -> VerifiedRun {
    let mil = region.replicas[0]
    var author = CommitAuthor(position: start)
    let commits = try texts.map { text in
      try author.commit(
        [try SharedTask.write(.text(text), to: .title, of: task)], by: mil.analyst, at: .zero,
        control: region.control.state.position, context: VersionVector())
    }
    return try verifyRun(
      from: start, commits: commits.map(\.bytes),
      seals: [try seal(author.position.head, with: mil.logKey)], logKey: mil.logKey.publicKey)
  }

  private static func verdict(_ accepted: VerifiedRun, _ other: VerifiedRun) -> ControlAction {
    .forkVerdict(
      ForkVerdict(
        forkCounter: 2,
        accepted: LogCut(
          logIndex: 1, counter: accepted.position.head.counter,
          headHash: accepted.position.head.hash),
        proof: ForkProof(
          logIndex: 1, counter: 3, firstHash: accepted.position.head.hash,
          firstSeal: accepted.seal.signature, secondHash: other.position.head.hash,
          secondSeal: other.seal.signature)))
  }

  @Test("ends the same at who holds the way that counts, the other, or neither")
  func verdict() throws {
    var region = try StoreRegion()
    let task = try region.replicas[0].write { object in
      [
        try SharedTask.create(reference: "MIL-T-0061"),
        try SharedTask.write(.text("before"), to: .title, of: object),
      ]
    }.object(createdBy: 0)
    let mil = region.replicas[0]
    let start = try #require(try mil.read { try $0.ownLogPosition(in: region.scope) })
    let right = try Self.way(["right", "right again"], from: start, region, on: task)
    let wrong = try Self.way(["wrong", "wrong again"], from: start, region, on: task)
    let holders = try (0..<3).map { _ in try region.reader() }
    for (holder, way) in zip(holders, [right, wrong, nil]) {
      let first = try #require(try holder.run(of: 1, at: mil, last: .max))
      _ = try holder.queue.write { db in
        try ScopeRecords(db).apply([first] + (way.map { [$0] } ?? []), to: region.scope)
      }
    }
    #expect(try holders[0].stateHash() != holders[1].stateHash())
    try region.decide(Self.verdict(right, wrong))
    for holder in holders {
      try holder.queue.write { db in
        try ScopeRecords(db).apply(
          control: region.records, first: 1, genesis: nil, of: region.scope)
      }
    }
    #expect(try holders.map { try $0.frontier()[1] } == [3, 1, 1])
    let standings = try holders.map { holder in
      try holder.read {
        try $0.change(
          Dot(logIndex: 1, counter: 2), in: region.scope, at: region.control.state.joined[0])
      }
    }
    #expect(standings.map { $0?.isDisputed } == [false, true, false])
    #expect(standings.map { $0?.isHere } == [true, false, false])
    #expect(standings[1]?.disputeInWords.hasSuffix("it is kept aside.") == true)
    let aside = try holders[1].read { try $0.disputedCommits(of: 1, in: region.scope) }
    #expect(aside.map(\.hash) == wrong.commits.map(\.hash))
    #expect(aside.map(\.context) == wrong.commits.map(\.context))
    let titles = try holders.map { holder in
      try holder.read { try $0.object(task, in: region.scope) }?.value(TaskField.title.number)
    }
    #expect(titles == [.text("right again"), .text("before"), .text("before")])
    for holder in holders {
      #expect(try holder.read { try $0.faults(of: region.scope) } == [])
      try holder.queue.write { _ = try ScopeRecords($0).apply(right, to: region.scope) }
    }
    #expect(Set(try holders.map { try $0.stateHash() }).count == 1)
    #expect(
      try holders[1].read { try $0.object(task, in: region.scope) }?
        .value(TaskField.title.number) == .text("right again"))
  }

  @Test("is stated at its end by who holds more of another history than the one that ended there")
  func endInAnotherHistory() throws {
    var region = try StoreRegion()
    let task = try region.replicas[0].write { _ in
      [try SharedTask.create(reference: "MIL-T-0061")]
    }.object(createdBy: 0)
    let mil = region.replicas[0]
    let start = try #require(try mil.read { try $0.ownLogPosition(in: region.scope) })
    let right = try Self.way(["right"], from: start, region, on: task)
    let more = try Self.way(["right", "and more"], from: start, region, on: task)
    let wrong = try Self.way(["wrong", "wrong again"], from: start, region, on: task)
    let holders = try (0..<3).map { _ in try region.reader() }
    for (holder, way) in zip(holders, [right, more, wrong]) {
      let first = try #require(try holder.run(of: 1, at: mil, last: .max))
      _ = try holder.queue.write { try ScopeRecords($0).apply([first, way], to: region.scope) }
    }
    let end = right.position.head
    try region.decide(
      .retireLog(LogCut(logIndex: 1, counter: end.counter, headHash: end.hash)))
    for holder in holders {
      try holder.queue.write { db in
        try ScopeRecords(db).apply(
          control: region.records, first: 1, genesis: nil, of: region.scope)
      }
    }
    let stated = try holders.map { holder in
      try holder.read { try $0.standing(of: region.scope).positions[1]?.head }
    }
    // Of the history that ended, what lies beyond the end makes no difference.
    #expect(stated.map { $0?.counter } == [2, 3, 2])
    #expect(stated[2]?.hash == wrong.commits[0].hash)
  }
}
