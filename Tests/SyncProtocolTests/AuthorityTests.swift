import CausalHistory
import PartnershipRecords
import SignedLogs
import SyncProtocol
import Testing

/// A task with the fields of the table.
private enum SharedWork: SharedRecord {
  static let dataClass = DataClass.shared
  static let kind: UInt32 = 1
  static let sharedFields = [
    SharedField(number: 1, name: "title", kind: .text),
    SharedField(number: 3, name: "status", kind: .code),
    SharedField(number: 41, name: "rating-1", kind: .code),
    SharedField(number: 42, name: "rating-2", kind: .code),
  ]
}

private enum OwnFigures: SharedRecord {
  static let dataClass = DataClass.aggregate
  static let kind: UInt32 = 2
  static let sharedFields = [SharedField(number: 1, name: "manifest", kind: .content)]
}

/// The hub and two partnerships, each with a log: 1, 2 and 3.
private struct Trio {
  let authority: AuthorityKey
  let identities: [IdentityKey]
  let logKeys: [LogKey]
  var control: ControlAuthor
  var authors: [CommitAuthor] = []
  var replica: ScopeReplica

  init(rulesVersion: UInt32, kind: ScopeKind = .group) throws {
    var random = FixedRandom(seed: 7)
    authority = .generate(using: &random)
    let next = AuthorityKey.generate(using: &random)
    identities = (0..<3).map { _ in IdentityKey.generate(using: &random) }
    logKeys = (0..<3).map { _ in LogKey.generate(using: &random) }
    let genesis = try ScopeGenesis.make(
      kind: kind, name: "trio", authority: authority, nextAuthorityKey: next.publicKey,
      nonce: random.bytes(16), rulesVersion: rulesVersion)
    control = ControlAuthor(state: ControlState(genesis: genesis))
    for (place, reference) in ["HUB", "HPL", "STK"].enumerated() {
      let key = identities[place].publicKey
      let node = NodeDescription(
        identityKey: key, name: reference, reference: reference, districts: [],
        transportKeyHashes: [])
      let log = try LogGenesis.make(
        scope: genesis.scope, identity: identities[place], incarnation: 1,
        logKey: logKeys[place].publicKey, nonce: random.bytes(16))
      for action in [
        ControlAction.addNode(node), .addMember(node.node, .writer),
        .addLog(index: UInt32(place + 1), genesis: log.signed),
      ] { _ = try control.sign(action, with: authority) }
      authors.append(
        CommitAuthor(position: .start(logIndex: UInt32(place + 1), logID: log.log)))
    }
    replica = ScopeReplica(control: control.state)
  }

  /// Writes a commit that has seen everything here, and says what became of it.
  mutating func write(_ place: Int, _ operations: [ShareableOperation]) throws -> VoidReason? {
    guard let actor = Actor(handle: "analyst", role: .analyst) else { return nil }
    let commit = try authors[place].commit(
      operations, by: actor, at: .zero, control: replica.control.position,
      context: replica.frontier)
    guard case .void(let reason) = replica.apply(commit) else { return nil }
    return reason
  }

  mutating func decide(_ action: ControlAction) throws -> Bool {
    var author = ControlAuthor(state: replica.control)
    return try replica.apply(control: try author.sign(action, with: authority))
  }
}

@Suite("Who may write what")
struct AuthorityTests {
  private let hub = 0
  private let maker = 1
  private let partner = 2

  @Test("Each line of the table, for the maker, a partner and the hub")
  func table() throws {
    var trio = try Trio(rulesVersion: 2)
    let task = trio.authors[maker].nextObject()
    #expect(try trio.write(maker, [try SharedWork.create(reference: "HPL-T-1")]) == nil)
    let release = trio.authors[maker].nextObject()
    #expect(try trio.write(maker, [try OwnFigures.create(reference: "HPL-R-1")]) == nil)
    func status(_ word: String, resolves: Bool = false) throws -> ShareableOperation {
      try SharedWork.set(3, of: task, to: .code(word), resolves: resolves)
    }
    let lines: [(name: String, ShareableOperation, [Bool])] = [
      ("title", try SharedWork.set(1, of: task, to: .text("Gates")), [true, true, true]),
      ("status", try status("done"), [true, true, true]),
      ("withdrawn", try status("withdrawn"), [true, true, false]),
      ("resolution", try status("done", resolves: true), [true, true, false]),
      ("first rating", try SharedWork.set(41, of: task, to: .code("red")), [false, true, false]),
      ("second rating", try SharedWork.set(42, of: task, to: .code("red")), [false, false, true]),
      ("release", try OwnFigures.set(1, of: release, to: .content([1])), [false, true, false]),
      (
        "part of a release", try OwnFigures.putChunk([1], at: 0, of: release), [false, true, false]
      ),
    ]
    for (name, operation, allowed) in lines {
      for place in [hub, maker, partner] {
        let expected: VoidReason? = allowed[place] ? nil : .notEntitled
        #expect(try trio.write(place, [operation]) == expected, "\(name) by \(place)")
      }
    }
  }

  @Test("One change that is not the author's to make takes the others of its commit with it")
  func atomic() throws {
    var trio = try Trio(rulesVersion: 2)
    let task = trio.authors[maker].nextObject()
    _ = try trio.write(maker, [try SharedWork.create(reference: "HPL-T-1")])
    let before = trio.replica.stateHash
    let reason = try trio.write(
      partner,
      [
        try SharedWork.set(1, of: task, to: .text("Mine")),
        try SharedWork.set(3, of: task, to: .code("withdrawn")),
      ])
    #expect(reason == .notEntitled)
    #expect(trio.replica.stateHash == before)
  }

  @Test("Under the first rules every member may write everything")
  func firstRules() throws {
    var trio = try Trio(rulesVersion: 1)
    let task = trio.authors[maker].nextObject()
    _ = try trio.write(maker, [try SharedWork.create(reference: "HPL-T-1")])
    let withdrawn = try SharedWork.set(3, of: task, to: .code("withdrawn"))
    #expect(try trio.write(partner, [withdrawn]) == nil)
  }

  @Test("Where only the region speaks, nobody else does")
  func broadcast() throws {
    var trio = try Trio(rulesVersion: 2, kind: .broadcast)
    let create = try SharedWork.create(reference: "X")
    #expect(try trio.write(hub, [create]) == nil)
    #expect(try trio.write(maker, [create]) == .notKeeper)
  }

  @Test("Later rules take hold at the cuts that come with them, whatever a commit claims")
  func laterRules() throws {
    var trio = try Trio(rulesVersion: 1)
    let task = trio.authors[maker].nextObject()
    _ = try trio.write(maker, [try SharedWork.create(reference: "HPL-T-1")])
    let withdrawn = try SharedWork.set(3, of: task, to: .code("withdrawn"))
    // The partner stays under the old control record all along.
    var stale = trio
    #expect(try stale.write(partner, [withdrawn]) == nil)
    let cuts = (1...3).map { index in
      let head = trio.authors[index - 1].position.head
      return LogCut(logIndex: UInt32(index), counter: head.counter, headHash: head.hash)
    }
    let reaches = try stale.decide(
      .setPolicy(ScopePolicy(rulesVersion: 2, schemaMin: 1, schemaMax: 1, cuts: cuts)))
    #expect(reaches)
    #expect(stale.replica.control.rulesVersion == 2)
    // Its change lies beyond the cut of its log.
    let commit = try stale.authors[partner].commit(
      [withdrawn], by: try #require(Actor(handle: "analyst", role: .analyst)), at: .zero,
      control: trio.replica.control.position, context: trio.replica.frontier)
    guard case .void(.notEntitled) = stale.replica.apply(commit) else {
      Issue.record("a change under old rules had effect")
      return
    }
  }

  @Test("A context beyond the end of a log waits for nothing beyond it")
  func endedLog() throws {
    var trio = try Trio(rulesVersion: 2)
    let task = trio.authors[maker].nextObject()
    _ = try trio.write(maker, [try SharedWork.create(reference: "HPL-T-1")])
    let head = trio.authors[maker].position.head
    // Another replica, which the maker's second commit never reached before its log was ended.
    var elsewhere = trio
    _ = try trio.write(maker, [try SharedWork.set(1, of: task, to: .text("Beyond"))])
    let actor = try #require(Actor(handle: "analyst", role: .analyst))
    let commit = try trio.authors[partner].commit(
      [try SharedWork.set(1, of: task, to: .text("Mine"))], by: actor, at: .zero,
      control: trio.replica.control.position, context: trio.replica.frontier)
    guard case .buffered = elsewhere.replica.apply(commit) else {
      Issue.record("a commit was applied before its past")
      return
    }
    let cut = LogCut(logIndex: 2, counter: 1, headHash: head.hash)
    _ = try elsewhere.decide(.retireLog(cut))
    guard case .applied = elsewhere.replica.apply(commit) else {
      Issue.record("a commit was held up by what no longer counts")
      return
    }
    let shown = elsewhere.replica.objects.object(task)?.value(1)
    #expect(shown == .text("Mine"))
  }

  @Test("A repeated commit replaces only what its author had in view the first time")
  func repeated() throws {
    var trio = try Trio(rulesVersion: 2)
    let task = trio.authors[maker].nextObject()
    _ = try trio.write(maker, [try SharedWork.create(reference: "HPL-T-1")])
    let actor = try #require(Actor(handle: "analyst", role: .analyst))
    // The partner's commit is lost with its log; meanwhile the maker writes the same field.
    let orphan = try trio.authors[partner].commit(
      [try SharedWork.set(1, of: task, to: .text("Partner's"))], by: actor, at: .zero,
      control: trio.replica.control.position, context: trio.replica.frontier)
    _ = try trio.write(maker, [try SharedWork.set(1, of: task, to: .text("Maker's"))])
    let lost = try #require(trio.replica.control.logs[3]?.genesis)
    _ = try trio.decide(.retireLog(LogCut(logIndex: 3, counter: 0, headHash: lost.log.digest)))
    let genesis = try LogGenesis.make(
      scope: trio.replica.control.scope, identity: trio.identities[partner], incarnation: 2,
      logKey: trio.logKeys[0].publicKey, nonce: [UInt8](repeating: 2, count: 16),
      previousLog: .genesis(lost.log))
    _ = try trio.decide(.addLog(index: 4, genesis: genesis.signed))
    var author = CommitAuthor(position: .start(logIndex: 4, logID: genesis.log))
    let again = try author.reissue(
      Orphan(commit: orphan, common: 0, repeated: [:]), under: trio.replica.control,
      context: trio.replica.frontier, salt: [])
    #expect(again.reissueOf?.hash == orphan.hash)
    #expect(again.hybridTime == orphan.hybridTime && again.actor == "analyst")
    guard case .applied = trio.replica.apply(again) else {
      Issue.record("a repeated commit had no effect")
      return
    }
    // The maker's value came after the orphan was written: both stand.
    let field = trio.replica.objects.object(task)?.fields[1]
    #expect(field?.siblings.map(\.value) == [.text("Maker's"), .text("Partner's")])
    // What is another node's cannot be repeated.
    var other = trio.authors[0]
    let foreign = try other.reissue(
      Orphan(commit: orphan, common: 0, repeated: [:]), under: trio.replica.control,
      context: trio.replica.frontier, salt: [])
    #expect(trio.replica.apply(foreign) == .void(.repeatMisplaced))
  }
}
