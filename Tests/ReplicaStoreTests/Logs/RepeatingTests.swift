import BusinessCycle
import CausalHistory
import GRDB
import SignedLogs
import SyncProtocol
import Testing

@testable import ReplicaStore

@Suite("What a log could not keep is written again by the machine that made it")
struct RepeatingTests {
  /// MIL's machine wrote a task and went on with it; its copy did otherwise, and that way counts.
  private struct Scene {
    var region: StoreRegion
    let task: ObjectID
    let keys: [String: LogKey]
    let right: VerifiedRun

    init() throws {
      region = try StoreRegion()
      task = try region.replicas[0].write { object in
        [
          try SharedTask.create(reference: "MIL-T-0061"),
          try SharedTask.write(.text("before"), to: .title, of: object),
        ]
      }.object(createdBy: 0)
      let mil = region.replicas[0]
      keys = ["log-MIL": mil.logKey, "next": mil.logKey, "again": mil.logKey]
      let (region, task) = (region, task)
      let start = try #require(try mil.read { try $0.ownLogPosition(in: region.scope) })
      var author = CommitAuthor(position: start)
      let other = try author.commit(
        [try SharedTask.write(.text("right"), to: .title, of: task)], by: mil.analyst, at: .zero,
        control: region.control.state.position, context: VersionVector())
      right = try verifyRun(
        from: start, commits: [other.bytes],
        seals: [try seal(other.head, with: mil.logKey)], logKey: mil.logKey.publicKey)
    }

    var mil: StoredReplica { region.replicas[0] }

    /// MIL's own way: a note, and a task of which the next change speaks.
    mutating func goOnApart() throws {
      let task = task
      let made = try region.replicas[0].write { object in
        [
          try SharedTask.create(reference: "MIL-T-0062"),
          try SharedTask.write(.text("apart"), to: .title, of: object),
          try SharedTask.write(.text("a note"), to: .journal, of: task),
        ]
      }.object(createdBy: 0)
      _ = try region.replicas[0].write { _ in
        [try SharedTask.write(.text("on it"), to: .journal, of: made)]
      }
    }

    mutating func settle() throws {
      let wrong = try #require(
        try mil.read { try $0.evidence(of: region.scope, logIndex: 1, at: 2) })
      let proof = ForkProof(
        logIndex: 1, counter: 2, firstHash: wrong.hash, firstSeal: wrong.seal.signature,
        secondHash: right.position.head.hash, secondSeal: right.seal.signature)
      try region.decide(
        .forkVerdict(
          ForkVerdict(
            forkCounter: 2,
            accepted: LogCut(logIndex: 1, counter: 2, headHash: right.position.head.hash),
            proof: proof)))
    }

    func take(_ replica: StoredReplica) throws {
      try replica.queue.write { db in
        try ScopeRecords(db).apply(
          control: region.records, first: 1, genesis: nil, of: region.scope)
      }
    }

    mutating func genesis(_ incarnation: UInt32) throws -> VerifiedLogGenesis {
      try LogGenesis.make(
        scope: region.scope, identity: mil.identity, incarnation: incarnation,
        logKey: mil.logKey.publicKey, nonce: region.random.bytes(16))
    }

    /// MIL's machine goes on with another log, which waits to be admitted.
    mutating func goOn(_ incarnation: UInt32) throws {
      let next = try genesis(incarnation)
      try mil.queue.write { try ScopeRecords($0).goOn(with: next, keyName: "next") }
    }

    func beginAgain(_ genesis: VerifiedLogGenesis) throws {
      try mil.queue.write {
        try ScopeRecords($0).beginAgain(genesis, keyName: "again", logKey: mil.logKey)
      }
    }

    func leaveOut(_ genesis: VerifiedLogGenesis) throws -> Int {
      try mil.queue.write { db in
        try ScopeRecords(db).leaveOutWhatStands(
          in: region.scope, genesis: genesis, keyName: "next", logKey: mil.logKey,
          salt: { [UInt8](repeating: 5, count: 16) })
      }
    }

    /// Commits as a copy of MIL's machine had them admitted.
    func sealed(_ commits: [UnverifiedCommit], from start: LogPosition) throws -> VerifiedRun {
      let last = try #require(try readStored(from: start, commits: commits).last)
      return try verifyRun(
        from: start, commits: commits, seals: [try seal(last.head, with: mil.logKey)],
        logKey: mil.logKey.publicKey)
    }

    func take(_ runs: [VerifiedRun]) throws {
      try mil.queue.write { _ = try ScopeRecords($0).apply(runs, to: region.scope) }
    }

    /// A task in the log that waits to be admitted, and a note on it.
    mutating func writeWaiting(_ reference: String, note: String) throws -> ObjectID {
      let made = try write { object in
        [
          try SharedTask.create(reference: reference),
          try SharedTask.write(.text(reference), to: .title, of: object),
        ]
      }.object(createdBy: 0)
      try self.note(note, on: made)
      return made
    }

    mutating func note(_ text: String, on task: ObjectID) throws {
      _ = try write { _ in [try SharedTask.write(.text(text), to: .journal, of: task)] }
    }

    private mutating func write(
      _ operations: (ObjectID) throws -> [ShareableOperation]
    ) throws -> VerifiedCommit {
      let salt = region.random.bytes(16)
      return try mil.queue.write { db in
        try ScopeRecords(db).write(
          in: region.scope, by: mil.analyst, now: 1_764_000_100_000, salt: salt,
          key: { try #require(keys[$0]) }, operations: operations
        ).commit
      }
    }

    /// What waits, as a copy of this machine had it admitted in another log.
    func waiting(in genesis: VerifiedLogGenesis, first count: Int = .max) throws -> VerifiedRun {
      try sealed(
        try waiting().prefix(count).map(\.bytes), from: .start(logIndex: 9, logID: genesis.log))
    }

    func waiting() throws -> [VerifiedCommit] {
      var commits: [VerifiedCommit] = []
      try mil.read { records in
        try records.eachCommit(of: 0, in: region.scope, after: 0) { commits.append($0) }
      }
      return commits
    }

    /// The notes on each task, by its title.
    func notes() throws -> [String: [String]] {
      try mil.read { records in
        func text(_ value: SharedValue?) -> String {
          if case .text(let text) = value { text } else { "" }
        }
        return Dictionary(
          try records.objects(kind: SharedTask.kind).map { object in
            let fields = object.state.fields
            return (
              text(fields[TaskField.title.number]?.siblings.first?.value),
              (fields[TaskField.journal.number]?.entries ?? []).map { text($0.value) }.sorted()
            )
          }, uniquingKeysWith: +)
      }
    }

    func repeatOrphans() throws -> Int {
      try mil.queue.write { db in
        try ScopeRecords(db).repeatOrphans(
          of: 1, in: region.scope, salt: { [UInt8](repeating: 7, count: 16) },
          key: { try #require(keys[$0]) })
      }
    }
  }

  @Test("once, with what they name, and the same at everybody after another beginning")
  func repeated() throws {
    var scene = try Scene()
    let scope = scene.region.scope
    try scene.goOnApart()
    #expect(try scene.mil.read { try $0.hasOrphans(of: 1, in: scope) } == false)
    try scene.settle()
    try scene.take(scene.mil)
    #expect(try scene.mil.read { try $0.hasOwnLogEnded(in: scope) })
    #expect(try scene.mil.read { try $0.hasOrphans(of: 1, in: scope) })
    try scene.goOn(2)
    #expect(try scene.repeatOrphans() == 2)
    #expect(try scene.repeatOrphans() == 0, "each has effect once")
    try scene.take([scene.right])
    let before = try scene.mil.stateHash()

    // The number was used by the copy: the log begins again, and nothing else changes.
    let again = try scene.genesis(3)
    try scene.beginAgain(again)
    #expect(try scene.mil.stateHash() == before)
    try scene.region.decide(.addLog(index: 9, genesis: again.signed))
    try scene.take(scene.mil)
    #expect(try scene.mil.read { try $0.faults(of: scope) } == [])
    #expect(try scene.mil.read { try $0.hasOrphans(of: 1, in: scope) } == false)

    let reader = try scene.region.reader()
    let first = try #require(try reader.run(of: 1, at: scene.mil, last: .max))
    try reader.queue.write { _ = try ScopeRecords($0).apply(first, to: scope) }
    let repeats = try #require(try reader.run(of: 9, at: scene.mil, last: .max))
    #expect(repeats.commits.map { $0.reissueOf?.orphan.counter } == [2, 3])
    try reader.queue.write { _ = try ScopeRecords($0).apply(repeats, to: scope) }
    #expect(try reader.stateHash() == scene.mil.stateHash())
    let notes = try reader.read { records in
      try records.objects(kind: SharedTask.kind).map { object in
        object.state.fields[TaskField.journal.number]?.entries.map(\.value) ?? []
      }
    }
    #expect(notes == [[.text("a note")], [.text("on it")]])
    // What was repeated is the same task: this machine would keep each once.
    let kept = try scene.mil.read { try $0.ownWork(of: scene.mil.node, in: scope) }.tasks
    #expect(kept.map(\.reference) == ["MIL-T-0061", "MIL-T-0062"])
    #expect(kept.map { $0.journal.map(\.text) } == [["a note"], ["on it"]])
  }

  @Test("but not what a copy of the machine had admitted; what was built on it names it there")
  func waitedAndAdmitted() throws {
    var scene = try Scene()
    let scope = scene.region.scope
    try scene.goOn(2)
    let made = try scene.writeWaiting("MIL-T-0063", note: "before the backup")
    // The copy: the same commits in a log that was admitted.
    let third = try scene.genesis(3)
    let admitted = try scene.waiting(in: third)
    try scene.region.decide(.addLog(index: 9, genesis: third.signed))
    try scene.take(scene.mil)
    #expect(try scene.mil.read { try $0.isIncarnationUsed(of: scene.mil.node, in: scope) })
    let fourth = try scene.genesis(4)
    try scene.beginAgain(fourth)
    try scene.note("since the backup", on: made)
    _ = try scene.writeWaiting("MIL-T-0064", note: "new")
    #expect(try scene.mil.read { try $0.isToBeCompared(in: scope) })
    #expect(
      try scene.mil.read { try $0.standing(of: scope) }.unadmitted == nil, "offered to nobody")

    try scene.take([admitted])
    // What a copy had admitted is the same task too, before it is left out.
    let kept = try scene.mil.read { try $0.ownWork(of: scene.mil.node, in: scope) }.tasks
    #expect(kept.map(\.reference) == ["MIL-T-0061", "MIL-T-0063", "MIL-T-0064"])
    let fifth = try scene.genesis(5)
    let leftOut = try scene.leaveOut(fifth)
    #expect(leftOut == 2)
    #expect(try scene.mil.read { try $0.standing(of: scope) }.unadmitted != nil)
    let expected = [
      "before": [], "MIL-T-0063": ["before the backup", "since the backup"], "MIL-T-0064": ["new"],
    ]
    let notes = try scene.notes()
    #expect(notes == expected)
    #expect(try scene.mil.read { try $0.objects(kind: SharedTask.kind) }.count == 3)
    try scene.region.decide(.addLog(index: 10, genesis: fifth.signed))
    try scene.take(scene.mil)
    #expect(try scene.mil.read { try $0.faults(of: scope) } == [])

    let reader = try scene.region.reader()
    for log: UInt32 in [1, 9, 10] {
      let run = try #require(try reader.run(of: log, at: scene.mil, last: .max))
      try reader.queue.write { _ = try ScopeRecords($0).apply(run, to: scope) }
    }
    #expect(try reader.stateHash() == scene.mil.stateHash())
  }

  @Test("nor what two copies had admitted, the second under other names")
  func waitedAndRenamed() throws {
    var scene = try Scene()
    try scene.goOn(2)
    let made = try scene.writeWaiting("MIL-T-0063", note: "before the backup")
    // The first copy had the task admitted, the second its note on that.
    let (third, fourth) = (try scene.genesis(3), try scene.genesis(4))
    let task = try scene.waiting(in: third, first: 1)
    let start = LogPosition.start(logIndex: 10, logID: fourth.log)
    var author = CommitAuthor(position: start)
    let note = try author.writeAgain(
      try scene.waiting()[1], places: [1: Dot(logIndex: 9, counter: 1)],
      salt: scene.region.random.bytes(16))
    let noted = try scene.sealed([note.bytes], from: start)
    try scene.region.decide(.addLog(index: 9, genesis: third.signed))
    try scene.region.decide(.addLog(index: 10, genesis: fourth.signed))
    try scene.take(scene.mil)
    let (fifth, sixth) = (try scene.genesis(5), try scene.genesis(6))
    try scene.beginAgain(fifth)
    try scene.take([task, noted])
    try scene.note("since the backup", on: made)
    let leftOut = try scene.leaveOut(sixth)
    #expect(leftOut == 2)
    let expected = ["before": [], "MIL-T-0063": ["before the backup", "since the backup"]]
    let notes = try scene.notes()
    #expect(notes == expected)
    #expect(try scene.mil.read { try $0.objects(kind: SharedTask.kind) }.count == 2)
  }

  @Test("what was built on a commit that stands behind others in another log has its effect")
  func builtOnALaterPlace() throws {
    var scene = try Scene()
    try scene.goOn(2)
    let made = try scene.writeWaiting("MIL-T-0063", note: "before the backup")
    // The copy wrote something else first.
    let third = try scene.genesis(3)
    let start = LogPosition.start(logIndex: 9, logID: third.log)
    var author = CommitAuthor(position: start)
    var commits = [
      try author.commit(
        [try SharedTask.create(reference: "MIL-T-0065")], by: scene.mil.analyst, at: .zero,
        control: scene.region.control.state.position, context: VersionVector())
    ]
    for commit in try scene.waiting() {
      commits.append(
        try author.writeAgain(
          commit, places: [1: Dot(logIndex: 0, counter: 2)], salt: scene.region.random.bytes(16)))
    }
    let admitted = try scene.sealed(commits.map(\.bytes), from: start)
    try scene.region.decide(.addLog(index: 9, genesis: third.signed))
    try scene.take(scene.mil)
    let (fourth, fifth) = (try scene.genesis(4), try scene.genesis(5))
    try scene.beginAgain(fourth)
    try scene.take([admitted])
    try scene.note("since the backup", on: made)
    let leftOut = try scene.leaveOut(fifth)
    #expect(leftOut == 2)
    let notes = try scene.notes()
    #expect(notes["MIL-T-0063"] == ["before the backup", "since the backup"])
  }

  @Test("and what a peer said that it holds of such a log is taken back to where its ways part")
  func acknowledged() throws {
    var scene = try Scene()
    let scope = scene.region.scope
    let peer = scene.region.replicas[1].node
    func keep(_ head: LogHead) throws -> UInt64? {
      try scene.mil.queue.write { db in
        let records = ScopeRecords(db)
        try records.keep(
          acknowledged: [StatedPosition(logIndex: 1, head: head)], by: peer, of: scope)
        return try records.acknowledged(by: peer, of: scope)[1]
      }
    }
    try scene.goOnApart()
    let apart = try #require(try scene.mil.read { try $0.ownLogPosition(in: scope) }?.head)
    #expect(try keep(apart) == 3)
    try scene.settle()
    try scene.take(scene.mil)
    #expect(try scene.mil.read { try $0.acknowledged(by: peer, of: scope) } == [1: 1])
    #expect(try keep(apart) == 1, "what has not heard of the verdict says the same again")
    try scene.take([scene.right])
    #expect(try keep(scene.right.position.head) == 2)
  }

  @Test("and everything that waits, if no copy had it admitted")
  func waitedAlone() throws {
    var scene = try Scene()
    let scope = scene.region.scope
    try scene.goOn(2)
    _ = try scene.writeWaiting("MIL-T-0063", note: "waits")
    let third = try scene.genesis(3)
    try scene.beginAgain(third)
    let before = try scene.mil.stateHash()
    let fourth = try scene.genesis(4)
    let leftOut = try scene.leaveOut(fourth)
    #expect(leftOut == 0)
    #expect(try scene.mil.stateHash() == before)
    let offered = try scene.mil.read { try $0.standing(of: scope) }.unadmitted
    #expect(offered?.position.head.logID == third.log, "byte for byte, in the log that waited")
  }

  @Test("also what stands behind the end of the way that counts")
  func behindTheEnd() throws {
    var scene = try Scene()
    let scope = scene.region.scope
    try scene.goOnApart()
    let head = try #require(try scene.mil.read { try $0.ownLogPosition(in: scope) }?.head)
    let commit = try #require(
      scene.mil.applied.first { $0.dot == Dot(logIndex: 1, counter: 2) })
    try scene.region.decide(
      .retireLog(LogCut(logIndex: 1, counter: 2, headHash: commit.hash)))
    try scene.take(scene.mil)
    #expect(head.counter == 3)
    try scene.goOn(2)
    #expect(try scene.repeatOrphans() == 1)
    let made = try scene.mil.read { try $0.objects(reference: "MIL-T-0062") }
    let notes = made.first?.state.fields[TaskField.journal.number]?.entries.map(\.value)
    #expect(notes == [.text("on it")])
  }
}
