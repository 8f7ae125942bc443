import Foundation
import ProtocolMessages
import SignedLogs
import SwiftProtobuf
import SyncProtocol
import Testing

@Suite("Peers of a later release, and peers that are called again")
struct LaterReleaseTests {
  /// A frame whose only content has a number that this release does not know.
  private func frame(number: UInt64) -> Data {
    var tag = number << 3 | 2
    var bytes: [UInt8] = []
    while tag >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: tag) | 0x80)
      tag >>= 7
    }
    return Data(bytes + [UInt8(tag), 3, 1, 2, 3])
  }

  @Test("1.2: a frame with a number from 1,024 on is passed over, one below is not")
  func unknownFrames() throws {
    for (number, isPassedOver) in [(1_024, true), (5_000, true), (1_023, false), (900, false)] {
      var (world, _, _) = try ConvergenceTests.region()
      var line = try world.live("MIL")
      try line.inject(frame(number: UInt64(number)), hub: true)
      #expect(line.isLive(hub: true) == isPassedOver, "\(number)")
      if !isPassedOver {
        #expect(line.result.hubSummary?.outcome.refusal == .protocolViolation)
      }
    }
  }

  @Test("4.2: what was never stated cannot be asked for: protocol-violation")
  func wantBeyond() throws {
    for change: @Sendable (inout Iscan_Sync_V1_Want) -> Void in [
      { $0.last += 1 }, { $0.first = 0 }, { $0.first = $0.last + 1 }, { $0.logIndex = 77 },
    ] {
      var (world, scope, task) = try ConvergenceTests.region()
      try world.nodes["FEL"]?.write(scope) { _ in
        [try TestTask.append(.text("more"), to: TestTask.log, of: task)]
      }
      let result = try world.sync(
        "FEL",
        through: .rewriting(toHub: false) { if case .want = $0.content { change(&$0.want) } })
      #expect(result.nodeSummary?.outcome.refusal == .protocolViolation)
    }
  }

  @Test("7.7: waits double from 2 seconds to 5 minutes; half of each is chance")
  func reconnecting() {
    var random = FixedRandom(seed: 5)
    var delay = ReconnectDelay()
    var longest: UInt64 = 2_000
    for _ in 0..<12 {
      let wait = delay.next(using: &random)
      #expect(wait >= longest / 2 && wait <= longest)
      longest = min(300_000, 2 * longest)
    }
    #expect(delay.next(retryAfterSeconds: 60, using: &random) >= 60_000)
    delay.succeeded()
    #expect(delay.next(using: &random) <= 2_000)
    // Of a hundred nodes that call again, no more than a few do so in the same tenth of a second.
    let first = (0..<100).map { _ -> UInt64 in
      var fresh = ReconnectDelay()
      return fresh.next(using: &random) / 100
    }
    #expect(Dictionary(grouping: first, by: \.self).values.allSatisfy { $0.count < 30 })
  }

  @Test("2.1: a peer that speaks one version more or less works; with none in common it is told so")
  func versions() throws {
    let own = SyncSession.versions
    for (range, works) in [
      (own.lowerBound...own.upperBound + 1, true),
      (own.lowerBound - 1...own.upperBound, true),
      (own.upperBound + 1...own.upperBound + 2, false),
      (0...own.lowerBound - 1, false),
    ] {
      var (world, scope, task) = try ConvergenceTests.region()
      try world.nodes["FEL"]?.write(scope) { _ in
        [try TestTask.append(.text("more"), to: TestTask.log, of: task)]
      }
      let result = try world.sync("FEL", versions: range)
      #expect((result.nodeSummary?.outcome == .finished) == works, "\(range)")
      #expect((world.stateHash("HUB", scope) == world.stateHash("FEL", scope)) == works)
      if !works {
        #expect(result.hubSummary?.outcome.refusal == .versionUnsupported)
        let told = result.nodeSummary?.outcome.error
        #expect(told?.code.contains("version-unsupported") == true, "\(String(describing: told))")
      }
    }
  }

  /// A field that no release has, of 3 bytes.
  private static let laterField: [UInt8] = [0xF2, 0x7F, 0x03, 1, 2, 3]

  @Test("1.2: fields that a later release adds to a message are passed over")
  func laterFields() throws {
    var (world, scope, task) = try ConvergenceTests.region()
    try world.nodes["FEL"]?.write(scope) { _ in
      [try TestTask.append(.text("more"), to: TestTask.log, of: task)]
    }
    for toHub in [true, false] {
      let result = try world.sync(
        "FEL",
        through: .rewriting(toHub: toHub) { frame in
          switch frame.content {
          case .scopeOffer(let message): frame.scopeOffer = Self.later(message)
          case .scopeState(let message): frame.scopeState = Self.later(message)
          case .logRun(let message): frame.logRun = Self.later(message)
          case .receipt(let message): frame.receipt = Self.later(message)
          case .acknowledgement(let message): frame.acknowledgement = Self.later(message)
          default: break
          }
        })
      #expect(result.nodeSummary?.outcome == .finished)
      #expect(world.stateHash("HUB", scope) == world.stateHash("FEL", scope))
    }
  }

  private static func later<M: Message>(_ message: M) -> M {
    guard let bytes: [UInt8] = try? message.serializedBytes() else { return message }
    return (try? M(serializedBytes: bytes + laterField)) ?? message
  }
}
