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
}
