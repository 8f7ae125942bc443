import CausalHistory
import Foundation
import ProtocolMessages
import SwiftProtobuf
import SyncProtocol
import Testing

@testable import SignedLogs

@Suite("Forged and misplaced commits are refused by name")
struct ForgeryTests {
  /// MIL has three new commits for the hub; FEL has one, which nothing may hold up.
  static func region() throws -> (World, ScopeID, UInt32) {
    var (world, scope, task) = try ConvergenceTests.region()
    for number in 0..<3 {
      try world.nodes["MIL"]?.write(scope) { _ in
        [try TestTask.append(.text("entry \(number)"), to: TestTask.log, of: task)]
      }
    }
    let genesis = try #require(world.nodes["MIL"]?.scopes[scope]?.ownGenesis)
    let logIndex = try #require(world.hub.scopes[scope]?.replica.control.logIndex(of: genesis.log))
    return (world, scope, logIndex)
  }

  /// A session in which the node's runs are changed; the hub must leave the log out for `code`, say
  /// which commit was the last good one, and keep nothing; an honest session must mend it.
  private func expectRefusal(
    _ code: CloseCode, after counter: UInt64 = 1,
    _ change: @escaping @Sendable (inout Iscan_Sync_V1_LogRun) -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var (world, scope, logIndex) = try Self.region()
    let before = world.stateHash("HUB", scope)
    let result = try world.sync(
      "MIL",
      through: .rewriting(toHub: true) { frame in
        if case .logRun = frame.content { change(&frame.logRun) }
      })
    let refused = try #require(result.hubSummary?.refusedLogs)
    #expect(refused.map(\.code) == [code], sourceLocation: sourceLocation)
    #expect(refused.map(\.logIndex) == [logIndex], sourceLocation: sourceLocation)
    #expect(
      result.notices.contains {
        if case .verdict(scope, let dot, let reason) = $0 {
          return dot.logIndex == logIndex && dot.counter == counter && reason == code.name
        }
        return false
      }, sourceLocation: sourceLocation)
    #expect(world.stateHash("HUB", scope) == before, sourceLocation: sourceLocation)
    #expect(world.hub.scopes[scope]?.logs[logIndex]?.commits.count == 1)
    #expect(try world.sync("MIL").isFinished)
    #expect(world.stateHash("HUB", scope) == world.stateHash("MIL", scope))
  }

  @Test("A forged seal: bad-seal")
  func forgedSeal() throws {
    try expectRefusal(.badSeal) { run in
      for place in run.seal.indices { run.seal[place].signature[0] ^= 1 }
    }
  }

  @Test("A seal made with another node's key: bad-seal")
  func strangersSeal() throws {
    let stranger = try LogKey(rawRepresentation: [UInt8](repeating: 5, count: 32))
    try expectRefusal(.badSeal) { run in
      for place in run.seal.indices {
        let head = LogHead(
          logID: LogID(.zero), counter: run.seal[place].counter, hash: Digest(hashing: [1]))
        guard let signature = try? stranger.sign(head.sealedBytes) else { return }
        run.seal[place].signature = Data(signature)
      }
    }
  }

  @Test("No seal at all: bad-seal")
  func noSeal() throws { try expectRefusal(.badSeal) { $0.seal = [] } }

  @Test("A commit that does not follow the one before it: bad-seal")
  func wrongPreviousHash() throws {
    try expectRefusal(.badSeal) { $0.commit.swapAt(0, 1) }
  }

  @Test("A changed payload: bad-seal")
  func changedPayload() throws {
    try expectRefusal(.badSeal) { run in
      let last = run.commit[0].payload.indices.last ?? 0
      run.commit[0].payload[last] ^= 1
    }
  }

  @Test("A counter used twice, the second time for another commit: bad-seal")
  func replayedCounter() throws {
    try expectRefusal(.badSeal) { $0.commit[1] = $0.commit[0] }
  }

  @Test("A run that repeats commits which are stored changes nothing")
  func repeatedRun() throws {
    var (world, scope, _) = try Self.region()
    try world.sync("MIL")
    let before = world.stateHash("HUB", scope)
    try world.nodes["MIL"]?.write(scope) { _ in [try TestTask.create(reference: "MIL-T-0062")] }
    let result = try world.sync(
      "MIL", through: .rewriting(toHub: true) { if $0.logRun.first > 0 { $0.logRun.first -= 1 } })
    #expect(!result.isFinished)
    #expect(world.stateHash("HUB", scope) == before)
    #expect(try world.sync("MIL").isFinished)
  }

  @Test("A gap in a run: protocol-violation")
  func gap() throws {
    var (world, _, _) = try Self.region()
    let result = try world.sync(
      "MIL", through: .rewriting(toHub: true) { if $0.logRun.first > 0 { $0.logRun.first += 1 } })
    #expect(result.hubSummary?.outcome.refusal == .protocolViolation)
  }

  @Test("A commit that is sealed and still breaks a rule: bad-chain")
  func brokenRule() throws {
    let (world, scope, logIndex) = try Self.region()
    let stored = try #require(world.nodes["MIL"]?.scopes[scope])
    let log = try #require(stored.logs[logIndex])
    let key = try #require(stored.ownKey)
    let first = log.commits[1].bytes
    // The payload's length is stated in the header; one byte more makes it wrong.
    let broken = UnverifiedCommit(header: first.header, salt: [], payload: first.payload + [0])
    let head = log.commits[0].head.appending(broken)
    let message = try seal(head, with: key).message
    try expectRefusal(.badChain) { run in
      run.commit[0] = broken.message
      run.seal[0] = message
    }
  }

  @Test("Commits whose past is withheld have no effect: context-not-supplied")
  func withheldPast() throws {
    let (start, scope, logIndex) = try Self.region()
    var world = start
    for name in ["MIL", "FEL"] { try world.sync(name) }
    try world.nodes["FEL"]?.write(scope) { _ in [try TestTask.create(reference: "FEL-T-0001")] }
    try world.sync("FEL")
    world.enrol("SAL")
    try world.add("SAL", to: scope)
    let result = try world.sync(
      "SAL",
      through: .rewriting(toHub: false) { frame in
        if case .scopeState = frame.content {
          frame.scopeState.position.removeAll { $0.logIndex == logIndex }
        }
      })
    #expect(result.nodeSummary?.refusedLogs.map(\.code) == [.contextNotSupplied])
    #expect(world.nodes["SAL"]?.scopes[scope]?.replica.objects.all.isEmpty == true)
    #expect(try world.sync("SAL").isFinished)
    #expect(world.stateHash("SAL", scope) == world.stateHash("HUB", scope))
  }
}
