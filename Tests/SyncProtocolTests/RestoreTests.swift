import CausalHistory
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

  @Test("A node restored from a backup gets its own commits back and is told so")
  func restored() throws {
    var (world, scope, logIndex) = try ForgeryTests.region()
    let backup = world.nodes["MIL"]
    try world.sync("MIL")
    world.nodes["MIL"] = backup
    try world.nodes["MIL"]?.dropLast(3, of: logIndex, in: scope)
    let result = try world.sync("MIL")
    #expect(result.isFinished)
    #expect(
      result.notices == [.ownLogBehind(scope, logIndex: logIndex, here: 1, there: 4)])
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
