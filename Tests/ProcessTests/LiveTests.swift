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
