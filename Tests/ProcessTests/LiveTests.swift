import Foundation
import Testing

@Suite("Nodes that serve stay connected", .serialized)
struct LiveTests {
  @Test("What one partnership shares is at another within seconds, and nobody ran a command for it")
  func live() async throws {
    let region = try await TestRegion()
    try await region.whileServing {
      try await region.join([.millbridge, .upperFells])
      let nodes = try [TestPartnership.millbridge, .upperFells].map {
        try region.program.start(["serve", "--home", region.home($0), "--page-port", "0"])
      }
      do {
        for node in nodes { _ = try await node.line(beginning: "Pages: ") }
        try await share(in: region)
        try await expect("assigned", in: region)
        // A change by another process of the same node passes too.
        try await region.at(
          .millbridge, ["task", "update", "MIL-T-0001", "--status", "accepted", "--as", "analyst"])
        try await expect("accepted", in: region)
      } catch {
        for node in nodes { await node.stop() }
        throw error
      }
      for node in nodes { await node.stop() }
    }
  }

  @Test("An open line is said to be open, with what passed; a hub that stops refuses nobody")
  func openLine() async throws {
    let region = try await TestRegion()
    let node = try await region.whileServing {
      try await region.join([.millbridge, .upperFells])
      try await region.at(
        .millbridge,
        [
          "task", "new", "--title", "Close quarry access", "--due", "2022-11-30", "--owner",
          "MIL analyst", "--as", "analyst",
        ])
      let node = try region.program.start([
        "serve", "--home", region.home(.millbridge), "--page-port", "0",
      ])
      _ = try await node.line(beginning: "Pages: ")
      let idle = try await status(in: region) { $0.contains("a line is open since") }
      #expect(idle.contains("It has not ended. Nothing has come or gone since."), "\(idle)")
      try await region.at(.millbridge, ["task", "share", "MIL-T-0001", "--as", "analyst"])
      let busy = try await status(in: region) { $0.contains("1 change sent, 0 received so far") }
      #expect(busy.contains("something last came or went on "), "\(busy)")
      let log = try await region.at(.millbridge, ["sync", "log"]).text
      #expect(log.hasPrefix("A line to the hub is open since "), "\(log)")
      return node
    }
    let stopped = try await status(in: region) { !$0.contains("a line is open since") }
    #expect(stopped.contains("The hub stopped in order (sync-refused-shutting-down)"), "\(stopped)")
    #expect(stopped.contains("Last failure        none"), "\(stopped)")
    let log = try await region.at(.millbridge, ["sync", "log", "--json"]).read([Exchange].self)
    #expect(log.first?.outcome == "stopped" && log.first?.commitsSent == 1)
    let hub = try await region.run(["sync", "status", "--home", region.hubHome])
    #expect(hub.text.contains("the hub stopped in order (sync-shutting-down)"), "\(hub.text)")
    let refusals = try await region.run(["hub", "refusals", "--home", region.hubHome])
    #expect(refusals.text.contains("Nobody was refused"), "\(refusals.text)")
    await node.stop()
  }

  @Test("A line that a killed program had open is not said to be open")
  func killed() async throws {
    let region = try await TestRegion()
    try await region.whileServing {
      try await region.join([.millbridge])
      var node: RunningProgram? = try region.program.start([
        "serve", "--home", region.home(.millbridge), "--page-port", "0",
      ])
      _ = try await status(in: region) { $0.contains("a line is open since") }
      // Nothing is tidied up.
      node?.endAtOnce()
      node = nil
      _ = try await status(in: region) { !$0.contains("a line is open since") }
    }
  }

  private struct Exchange: Decodable {
    let outcome: String
    let commitsSent: Int
  }

  /// What Millbridge's status says once it is as wanted; half a minute at most.
  private func status(in region: TestRegion, _ isWanted: (String) -> Bool) async throws -> String {
    var text = ""
    for _ in 0..<60 {
      text = try await region.at(.millbridge, ["sync", "status"]).text
      if isWanted(text) { return text }
      try await Task.sleep(for: .milliseconds(500))
    }
    Issue.record("not as wanted: \(text)")
    return text
  }

  private func share(in region: TestRegion) async throws {
    try await region.at(
      .millbridge,
      [
        "task", "new", "--title", "Close quarry access", "--due", "2022-11-30", "--owner",
        "MIL analyst", "--as", "analyst",
      ])
    for (status, handle) in [("proposed", "analyst"), ("assigned", "tactical-chair")] {
      try await region.at(
        .millbridge, ["task", "update", "MIL-T-0001", "--status", status, "--as", handle])
    }
    try await region.at(.millbridge, ["task", "share", "MIL-T-0001", "--as", "analyst"])
  }

  /// Looks at Upper Fells' database until the status is there; half a minute at most.
  private func expect(_ status: String, in region: TestRegion) async throws {
    var found: String?
    for _ in 0..<60 {
      let answer = try await region.attempt(.upperFells, ["task", "show", "MIL-T-0001"])
      found = answer.status == 0 ? try answer.read(ShownTask.self).fields["status"] : nil
      if found == status { return }
      try await Task.sleep(for: .milliseconds(500))
    }
    #expect(found == status)
  }
}
