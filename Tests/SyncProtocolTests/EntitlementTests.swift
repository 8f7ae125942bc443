import CausalHistory
import Foundation
import ProtocolMessages
import SignedLogs
import SyncProtocol
import Testing

@Suite("Scopes stay with their members")
struct EntitlementTests {
  private static let secretText = "canary-7c1e"

  /// Two groups: FEL is in the first one only; the second one has a task with telling words.
  private func region() throws -> (World, shared: ScopeID, foreign: ScopeID, task: ObjectID) {
    var (world, shared, task) = try ConvergenceTests.region()
    let foreign = try world.settledGroup("Harbour", members: ["MIL"])
    try world.nodes["MIL"]?.write(foreign) { _ in
      [try TestTask.create(reference: Self.secretText)]
    }
    try world.sync("MIL")
    return (world, shared, foreign, task)
  }

  /// Nothing of a scope is in the frames that a node got.
  private func expectSilence(_ result: SessionResult, about scope: ScopeID) {
    for frame in result.frames where !frame.toHub {
      let bytes = frame.bytes + PackedContent.of(Array(frame.bytes))
      #expect(bytes.range(of: Data(scope.bytes)) == nil)
      #expect(bytes.range(of: Data(Self.secretText.utf8)) == nil)
    }
  }

  /// A session of FEL in which its frames are changed; the hub must end it with `code`.
  private func expectClose(
    _ code: CloseCode, sourceLocation: SourceLocation = #_sourceLocation,
    _ change: @escaping @Sendable (inout Iscan_Sync_V1_Frame, ScopeID) -> Void
  ) throws {
    let (start, shared, foreign, task) = try region()
    var world = start
    try world.nodes["MIL"]?.write(shared) { _ in
      [try TestTask.set(TestTask.due, of: task, to: .day(7))]
    }
    try world.sync("MIL")
    let result = try world.sync(
      "FEL", through: .rewriting(toHub: true) { change(&$0, foreign) })
    #expect(result.hubSummary?.outcome.refusal == code, sourceLocation: sourceLocation)
    #expect(result.nodeSummary?.outcome.refusal == code, sourceLocation: sourceLocation)
    expectSilence(result, about: foreign)
  }

  @Test("A node that offers a scope that is not its own is refused: scope-not-entitled")
  func offer() throws {
    try expectClose(.scopeNotEntitled) { frame, foreign in
      if case .scopeOffer = frame.content { frame.scopeOffer.scopeID = Data(foreign.bytes) }
    }
  }

  @Test("A node that asks for commits of a scope that is not its own: scope-not-entitled")
  func want() throws {
    try expectClose(.scopeNotEntitled) { frame, foreign in
      if case .want = frame.content { frame.want.scopeID = Data(foreign.bytes) }
    }
  }

  @Test("A node that says where it stands in a scope that is not its own: scope-not-entitled")
  func state() throws {
    try expectClose(.scopeNotEntitled) { frame, foreign in
      if case .scopeState = frame.content { frame.scopeState.scopeID = Data(foreign.bytes) }
    }
  }

  @Test("A node that asks for a log that was not offered, or beyond its end: protocol-violation")
  func unofferedLog() throws {
    try expectClose(.protocolViolation) { frame, _ in
      if case .want = frame.content { frame.want.logIndex = 99 }
    }
    try expectClose(.protocolViolation) { frame, _ in
      if case .want = frame.content { frame.want.first += 1_000 }
    }
  }

  @Test("An ordinary session tells a node nothing of the scopes of others")
  func silence() throws {
    var (world, _, foreign, _) = try region()
    let result = try world.sync("FEL")
    #expect(result.isFinished)
    expectSilence(result, about: foreign)
    #expect(world.nodes["FEL"]?.scopes[foreign] == nil)
  }

  @Test("A member that was removed gets the record that says so, and nothing after it")
  func removed() throws {
    var (world, shared, _, task) = try region()
    try world.end("FEL", in: shared) { .removeMember($0, cuts: $1) }
    try world.nodes["MIL"]?.write(shared) { _ in
      [try TestTask.set(TestTask.text, of: task, to: .text(Self.secretText))]
    }
    try world.sync("MIL")
    let node = try #require(world.nodes["FEL"]?.node)
    for round in 0..<2 {
      let result = try world.sync("FEL")
      #expect(result.isFinished)
      #expect(result.hubSummary?.commitsSent == 0)
      for frame in result.frames where !frame.toHub {
        let bytes = frame.bytes + PackedContent.of(Array(frame.bytes))
        #expect(bytes.range(of: Data(Self.secretText.utf8)) == nil)
      }
      // 9.1: the node is asked to erase the scope once it knows, and gives its signed word.
      let words = result.evidence[true] ?? []
      #expect(words.count == (round == 0 ? 1 : 0))
      for word in words {
        guard case .purged(shared, node, let at, let signature) = word else {
          Issue.record("not a word about erasing")
          continue
        }
        let identity = try #require(world.nodes["FEL"]?.identity.publicKey)
        #expect(identity.verifies(signature, of: purgedBytes(scope: shared, at: at)))
      }
    }
    #expect(world.nodes["FEL"]?.scopes[shared]?.replica.control.isMember(node) == false)
  }

  @Test("A cut takes back what lies beyond it everywhere, and what that had replaced stands again")
  func cut() throws {
    var (world, shared, _, task) = try region()
    for day in [Int32(110), 666] {
      try world.nodes["FEL"]?.write(shared) { _ in
        [try TestTask.set(TestTask.due, of: task, to: .day(day))]
      }
    }
    for name in ["FEL", "MIL"] { try world.sync(name) }
    #expect(world.object(task, at: "MIL", in: shared)?.value(TestTask.due) == .day(666))
    try world.end("FEL", in: shared, keeping: 1) { .removeMember($0, cuts: $1) }
    try world.sync("MIL")
    for name in ["HUB", "MIL"] {
      #expect(world.object(task, at: name, in: shared)?.value(TestTask.due) == .day(110))
      #expect(world.conflicts(name, shared) == [])
    }
    #expect(world.stateHash("MIL", shared) == world.stateHash("HUB", shared))
    #expect(world.hub.scopes[shared]?.replica.void.values.map(\.self) == [.beyondCut])
  }

  @Test("A revoked node is refused at its greeting: revoked")
  func revoked() throws {
    var (world, shared, _, _) = try region()
    try world.end("FEL", in: shared) { .revokeNode($0, cuts: $1, reason: "machine lost") }
    let result = try world.sync("FEL")
    #expect(result.nodeSummary?.outcome.refusal == .revoked)
    #expect(result.frames.count == 2)
  }

  @Test("A reader that asks for a log is told: admission-refused")
  func reader() throws {
    var (world, shared, _, _) = try region()
    world.enrol("SAL")
    try world.add("SAL", to: shared, as: .reader)
    try world.sync("SAL")
    try world.beginLog("SAL", in: shared)
    let result = try world.sync("SAL")
    #expect(result.nodeSummary?.outcome.refusal == .admissionRefused)
    #expect(world.stateHash("SAL", shared) == world.stateHash("HUB", shared))
  }
}

extension World {
  /// Ends a node's rights in a scope after so many commits of its log; all of them by default.
  fileprivate mutating func end(
    _ name: String, in scope: ScopeID, keeping count: Int? = nil,
    _ action: (NodeID, [LogCut]) -> ControlAction
  ) throws {
    guard let node = nodes[name]?.node, let stored = hub.scopes[scope] else { return }
    let cuts = stored.replica.control.logs(of: node).map { log in
      let commits = stored.logs[log.logIndex]?.commits ?? []
      let last = commits.prefix(count ?? commits.count).last
      return LogCut(
        logIndex: log.logIndex, counter: last?.dot.counter ?? 0,
        headHash: last?.hash ?? log.genesis.log.digest)
    }
    try decide(action(node, cuts), in: scope)
  }
}
