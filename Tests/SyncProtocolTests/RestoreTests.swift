import CausalHistory
import Foundation
import ProtocolMessages
import SignedLogs
import SyncProtocol
import Testing

@Suite("Copied and restored nodes are found out")
struct RestoreTests {
  @Test("A head with another hash at the same counter: fork-detected, and nothing is overwritten")
  func fork() throws {
    var (world, scope, logIndex) = try ForgeryTests.region()
    var copy = world
    try world.sync("MIL")
    // The copy of the machine went on by itself: it wrote three other commits in the same places.
    try copy.nodes["MIL"]?.dropLast(3, of: logIndex, in: scope)
    for number in 0..<3 {
      try copy.nodes["MIL"]?.write(scope) { _ in
        [try TestTask.create(reference: "MIL-T-01\(number)")]
      }
    }
    world.nodes["MIL"] = copy.nodes["MIL"]
    let before = world.stateHash("HUB", scope)
    let result = try world.sync("MIL")
    #expect(result.hubSummary?.refusedLogs.map(\.code) == [.forkDetected])
    #expect(result.nodeSummary?.refusedLogs.map(\.code) == [.forkDetected])
    #expect(world.stateHash("HUB", scope) == before)
  }

  /// MIL's machine was copied, and both copies wrote; the hub has one way, and MIL the other.
  private func forked(hub: Int, copy: Int) throws -> (World, ScopeID, UInt32) {
    var (world, scope, logIndex) = try ForgeryTests.region()
    var other = world
    try world.nodes["MIL"]?.dropLast(3 - hub, of: logIndex, in: scope)
    try world.sync("MIL")
    try other.nodes["MIL"]?.dropLast(3, of: logIndex, in: scope)
    for number in 0..<copy {
      try other.nodes["MIL"]?.write(scope, isSealed: number == copy - 1) { _ in
        [try TestTask.create(reference: "MIL-T-01\(number)")]
      }
    }
    world.nodes["MIL"] = other.nodes["MIL"]
    return (world, scope, logIndex)
  }

  @Test(
    "5.1–5.3: wherever the two ways stand, both sides come to hold a proof that anybody can check",
    arguments: [(3, 3), (3, 1), (1, 3), (2, 3), (3, 2)])
  func proof(hub: Int, copy: Int) throws {
    var (world, scope, logIndex) = try forked(hub: hub, copy: copy)
    let before = world.stateHash("HUB", scope)
    let result = try world.sync("MIL")
    #expect(world.stateHash("HUB", scope) == before)
    for side in [true, false] {
      let evidence = result.evidence[side] ?? []
      let proofs = evidence.compactMap { found -> VerifiedForkProof? in
        if case .fork(scope, let proof) = found { return proof }
        return nil
      }
      #expect(proofs.map(\.proof.logIndex) == [logIndex], "\(side)")
      // 5.4: and where the two ways part.
      #expect(
        evidence.last
          == .forkPlace(scope, logIndex: logIndex, ForkPlace(common: 1, parted: 2)), "\(side)")
    }
    #expect(
      result.notices.filter { $0 == .forkProved(scope, logIndex: logIndex) }.count == 2)
  }

  @Test("5.4: the place where two long ways part is found by halves")
  func placeOfFork() throws {
    var (world, scope, logIndex) = try ForgeryTests.region()
    for number in 0..<300 {
      try world.nodes["MIL"]?.write(scope) { _ in
        [try TestTask.create(reference: "MIL-T-1\(number)")]
      }
    }
    var copy = world
    for number in 0..<200 {
      try world.nodes["MIL"]?.write(scope) { _ in
        [try TestTask.create(reference: "MIL-T-2\(number)")]
      }
      if number < 90 {
        try copy.nodes["MIL"]?.write(scope) { _ in
          [try TestTask.create(reference: "MIL-T-3\(number)")]
        }
      }
    }
    try world.sync("MIL")
    world.nodes["MIL"] = copy.nodes["MIL"]
    let result = try world.sync("MIL")
    for side in [true, false] {
      #expect(
        result.evidence[side]?.last
          == .forkPlace(scope, logIndex: logIndex, ForkPlace(common: 304, parted: 305)), "\(side)")
    }
    // Half of what is left each time, and each place shown once by each side.
    #expect(result.evidence[true]?.count ?? 0 <= 12)
  }

  @Test("5.3: commits that are only damaged prove nothing against their author")
  func noFalseProof() throws {
    var (world, _, _) = try ForgeryTests.region()
    let result = try world.sync(
      "MIL",
      through: .rewriting(toHub: true) { frame in
        if case .logRun = frame.content { frame.logRun.commit[0].payload.append(0) }
      })
    #expect(result.hubSummary?.refusedLogs.map(\.code) == [.badSeal])
    #expect(result.evidence.isEmpty)
  }

  @Test("5.3: a made-up proof is refused: protocol-violation")
  func madeUpProof() throws {
    var (world, scope, logIndex) = try forked(hub: 3, copy: 3)
    let result = try world.sync(
      "MIL",
      through: .rewriting(toHub: true) { frame in
        if case .logSeals = frame.content { frame.logSeals.hash[0] ^= 1 }
      })
    #expect(result.hubSummary?.outcome.refusal == .protocolViolation)
    #expect(result.evidence[true] == nil)
    #expect(logIndex > 0 && world.hub.scopes[scope] != nil)
  }

  @Test("A node restored from a backup gets its own commits back and is told so")
  func restored() throws {
    var (world, scope, logIndex) = try ForgeryTests.region()
    let backup = world.nodes["MIL"]
    try world.sync("MIL")
    world.nodes["MIL"] = backup
    try world.nodes["MIL"]?.dropLast(3, of: logIndex, in: scope)
    let result = try world.sync("MIL")
    #expect(result.isFinished)
    // What it acknowledged before it was restored it holds no more: the hub hears where it stands.
    let stands = result.notices.compactMap { notice -> [UInt64]? in
      if case .peerStands(scope, let positions) = notice { positions.map(\.counter) } else { nil }
    }
    #expect(stands == [[1]])
    let told = SessionNotice.ownLogBehind(scope, logIndex: logIndex, here: 1, there: 4)
    #expect(result.notices.count == 2 && result.notices.contains(told))
    #expect(world.stateHash("MIL", scope) == world.stateHash("HUB", scope))
  }
}

extension MemoryReplica {
  /// Makes this replica one that never wrote its last commits, as a backup would.
  fileprivate mutating func dropLast(_ count: Int, of logIndex: UInt32, in scope: ScopeID) throws {
    guard var stored = scopes[scope], var log = stored.logs[logIndex] else { return }
    let dropped = Set(log.commits.suffix(count).map(\.dot))
    log.commits.removeLast(count)
    log.seals.removeAll { seal in dropped.contains { $0.counter == seal.counter } }
    stored.logs[logIndex] = log
    stored.positions[logIndex] = log.commits.last?.position
    stored.applied.removeAll { dropped.contains($0.dot) }
    stored.replica.refold(stored.applied)
    scopes[scope] = stored
  }
}
