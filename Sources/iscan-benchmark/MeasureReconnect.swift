import ArgumentParser
import Foundation
import GRDB
import HubStore
import ReplicaStore
import SignedLogs
import SyncProtocol
import SyncTransport
import Synchronization

/// Many nodes reconnect at once to a hub that runs in another process.
struct MeasureReconnect: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconnect", abstract: "Reconnect many nodes to a running hub, once each.",
    discussion: """
      Each node opens a TCP connection, shakes hands by TLS 1.3 with its own certificate, opens the \
      gRPC stream, runs a session in which nothing has changed, and closes. The time is from the \
      first connection to the last session's end.
      """)

  @Option(help: "The folder that `crowd` filled.") var folder: String
  @Option(help: "Where the hub listens, on 127.0.0.1.") var port: Int
  @Option(help: "How many connections are opened at the same time.") var atOnce = 200
  @Option(help: "Only so many of the nodes; 0: all.") var nodes = 0

  func run() async throws {
    let caller = try CrowdCaller(folder: URL(filePath: folder), port: port, limit: nodes)
    let tally = Mutex((finished: 0, bytesSent: 0, bytesReceived: 0, slowest: 0.0))
    let meter = Meter()
    try await caller.each(atOnce: atOnce) { node in
      let own = Meter()
      let summary = try await caller.synchronise(node)
      guard case .finished = summary.outcome else {
        throw BenchmarkError.outcome("a session ended \(summary.outcome)")
      }
      tally.withLock {
        $0.finished += 1
        $0.bytesSent += summary.bytesSent
        $0.bytesReceived += summary.bytesReceived
        $0.slowest = max($0.slowest, own.wall)
      }
    }
    let (wall, cpu) = (meter.wall, meter.cpu)
    let found = tally.withLock { $0 }
    let sessions = Double(found.finished)
    try show([
      "sessions": sessions, "wall": wall, "cpu": cpu, "slowest": found.slowest,
      "up": Double(found.bytesSent) / sessions, "down": Double(found.bytesReceived) / sessions,
    ])
  }
}
