import Foundation
import ProtocolMessages
import SignedLogs
import SwiftProtobuf
import SyncProtocol
import Testing

@Suite("Runs, packed and bounded")
struct RunTests {
  @Test("What is packed comes back; what is not as long as it says, or beyond 20 to 1, does not")
  func packing() throws {
    var random = FixedRandom(seed: 3)
    let bytes = (0..<4_000).map { _ in UInt8.random(in: 0..<16, using: &random) }
    let packed = try #require(Packing.pack(bytes))
    #expect(Packing.unpack(packed, length: bytes.count, bound: 4_000) == bytes)
    #expect(Packing.unpack(packed, length: bytes.count, bound: 3_999) == nil)
    for length in [0, 1, bytes.count - 1, bytes.count + 1, Int.max] {
      #expect(Packing.unpack(packed, length: length, bound: .max) == nil)
    }
    #expect(Packing.unpack(packed + [0], length: bytes.count, bound: 4_000) == nil)
    #expect(Packing.unpack(Array(packed.dropLast()), length: bytes.count, bound: 4_000) == nil)
    for place in packed.indices {
      var damaged = packed
      damaged[place] ^= 0x10
      // Some bits of the last byte stand for nothing.
      let found = Packing.unpack(damaged, length: bytes.count, bound: 4_000)
      #expect(found == nil || found == bytes)
    }
    // A thousand equal bytes pack to less than a twentieth: they travel as they are.
    #expect(Packing.pack([UInt8](repeating: 7, count: 100_000)) == nil)
  }

  @Test("A run reads the same from bytes made by hand and by the message's own code")
  func bytes() throws {
    var commits = (1...2).map {
      UnverifiedCommit(header: [8, UInt8($0)], salt: [], payload: [UInt8](repeating: 9, count: $0))
    }
    commits.append(UnverifiedCommit(header: [8, 3], withdrawnDigest: Digest(hashing: [1])))
    let seal = Seal(counter: 7, signature: [UInt8](repeating: 5, count: 64))
    let run = try #require(
      EncodedRun(logIndex: 300, first: 5, commits: commits, seals: [seal]))
    let frame = try Iscan_Sync_V1_Frame(serializedBytes: run.frame(scopeNumber: 200))
      .withRunUnpacked
    #expect(frame.logRun.scopeNumber == 200)
    #expect(frame.logRun.logIndex == 300)
    #expect(frame.logRun.first == 5)
    #expect(frame.logRun.commit.map(UnverifiedCommit.init) == commits)
    #expect(frame.logRun.seal.map(Seal.init) == [seal])
    #expect(run.last == 7)
  }

  @Test("A run ends at its last seal, and carries no other")
  func lastSeal() throws {
    let commits = (1...9).map { UnverifiedCommit(header: [UInt8($0)], salt: [], payload: [1]) }
    let seals = [2, 5, 7, 20].map {
      Seal(counter: $0, signature: [UInt8](repeating: 1, count: 64))
    }
    let run = try #require(EncodedRun(logIndex: 1, first: 1, commits: commits, seals: seals))
    #expect(run.last == 7)
    let frame = try Iscan_Sync_V1_Frame(serializedBytes: run.frame(scopeNumber: 1))
    #expect(frame.withRunUnpacked.logRun.seal.map(\.counter) == [7])
    // Without a seal in reach the run goes all the same: a later one brings it.
    let bare = try #require(EncodedRun(logIndex: 1, first: 1, commits: commits, seals: []))
    #expect(bare.last == 9)
  }

  @Test("Two nodes that saw each other with every change come in as two long runs")
  func interleaved() throws {
    var (world, scope, task) = try ConvergenceTests.region()
    for round in 0..<150 {
      for name in ["MIL", "FEL"] {
        try world.nodes[name]?.write(scope) { _ in
          [try TestTask.append(.text("\(name) \(round)"), to: TestTask.log, of: task)]
        }
        for other in ["MIL", "FEL"] { try world.sync(other) }
      }
    }
    world.enrol("SAL")
    try world.add("SAL", to: scope)
    let result = try world.sync("SAL")
    #expect(result.isFinished)
    #expect(world.stateHash("SAL", scope) == world.stateHash("HUB", scope))
    let runs = result.frames.filter {
      (try? Iscan_Sync_V1_Frame(serializedBytes: $0.bytes))?.logRun.logIndex ?? 0 > 0
    }
    #expect(runs.count == 2)
  }

  @Test("More than a mebibyte of runs waits for credit, and more credit comes once it is durable")
  func credit() throws {
    var (world, scope, task) = try ConvergenceTests.region()
    var random = FixedRandom(seed: 9)
    for number in 0..<300 {
      // Text that does not pack.
      let text = random.bytes(6_000).hexadecimal
      try world.nodes["MIL"]?.write(scope) { _ in
        [try TestTask.append(.text("\(number)" + text), to: TestTask.log, of: task)]
      }
    }
    let result = try world.sync("MIL")
    #expect(result.isFinished)
    var sent = 0
    var given = SyncLimits.creditStart
    var credits = 0
    for frame in result.frames {
      let message = try Iscan_Sync_V1_Frame(serializedBytes: frame.bytes)
      if frame.toHub, message.logRun.logIndex > 0 { sent += frame.bytes.count }
      if !frame.toHub, message.credit.bytes > 0 {
        given += Int(message.credit.bytes)
        credits += 1
      }
      #expect(sent <= given)
    }
    #expect(sent > SyncLimits.creditStart)
    #expect(credits > 0)
  }

  @Test("A peer that sends more than it has credit for is refused: limit-exceeded")
  func creditExceeded() throws {
    var (world, scope, task) = try ConvergenceTests.region()
    var line = try world.live("MIL")
    let commit = UnverifiedCommit(header: [8, 1], salt: [], payload: FixedRandom.noise(60_000))
    // Without a seal nothing of it becomes durable, and no new credit comes.
    for number in 0..<20 where line.isLive(hub: true) {
      let run = try #require(
        EncodedRun(
          logIndex: task.logIndex, first: UInt64(2 + number), commits: [commit], seals: []))
      try line.inject(run.frame(scopeNumber: 1), hub: true)
    }
    #expect(line.result.hubSummary?.outcome.refusal == .limitExceeded)
    let before = world.hub.scopes[scope]?.replica.frontier
    #expect(line.result.hub.scopes[scope]?.replica.frontier == before)
  }
}

extension FixedRandom {
  static func noise(_ count: Int) -> [UInt8] {
    var random = FixedRandom(seed: 77)
    return random.bytes(count)
  }
}
