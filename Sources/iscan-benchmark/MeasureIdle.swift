import ArgumentParser
import Foundation
import SyncProtocol
import Synchronization

/// Many nodes stay connected to a hub that runs in another process, and nothing happens.
struct MeasureIdle: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "idle", abstract: "Hold live sessions of many nodes until standard input ends.",
    discussion: """
      Prints one JSON object once all sessions have been open and silent for a while; whoever called \
      this then looks at the hub's memory.
      """)

  @Option(help: "The folder that `crowd` filled.") var folder: String
  @Option(help: "Where the hub listens, on 127.0.0.1.") var port: Int
  @Option(help: "How many of the nodes.") var nodes = 1_000

  func run() async throws {
    let caller = try CrowdCaller(folder: URL(filePath: folder), port: port, limit: nodes)
    let ended = Ended()
    let sessions = Task { await Self.hold(caller, ended) }
    try await Task.sleep(for: .milliseconds(10 * caller.nodes.count + 5_000))
    let early = ended.words
    guard early.isEmpty else {
      throw BenchmarkError.outcome("\(early.count) sessions ended, the first \(early[0])")
    }
    try show(["held": Double(caller.nodes.count)])
    fflush(nil)
    while readLine() != nil {}
    sessions.cancel()
  }

  /// Opens the sessions and keeps them until the task is cancelled.
  private static func hold(_ caller: CrowdCaller, _ ended: Ended) async {
    await withTaskGroup(of: Void.self) { group in
      for (place, node) in caller.nodes.enumerated() {
        group.addTask {
          do {
            let summary = try await caller.synchronise(node, staysLive: true)
            ended.add("\(summary.outcome)")
          } catch {
            ended.add("\(error)")
          }
        }
        // Not all at once: this is about those who stay, not about those who come.
        if place % 10 == 9 { try? await Task.sleep(for: .milliseconds(100)) }
      }
    }
  }
}

/// How sessions ended that should have stayed.
private final class Ended: Sendable {
  private let all = Mutex<[String]>([])

  var words: [String] { all.withLock { $0 } }

  func add(_ words: String) { all.withLock { $0.append(words) } }
}
