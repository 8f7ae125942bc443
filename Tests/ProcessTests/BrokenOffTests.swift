import Foundation
import Testing

@Suite("What was exchanged is written down as it was", .serialized)
struct BrokenOffTests {
  private struct Line: Decodable {
    let peer: String
    let outcome: String
    let code: String?
    let detail: String?
    let commitsSent: Int
    let commitsReceived: Int
  }

  private struct Status: Decodable {
    let lastContact: Date?
    let lastBundle: Date?
  }

  private func log(_ home: String, _ region: TestRegion) async throws -> [Line] {
    try await region.run(["sync", "log", "--home", home, "--json"]).read([Line].self)
  }

  @Test("A line that is cut in the midst of a file: both ends say what had passed")
  func cutLine() async throws {
    let region = try await TestRegion()
    try await region.whileServing { try await region.join([.millbridge]) }
    try await region.at(
      .millbridge, ["task", "new", "--title", "Close quarry access", "--as", "analyst"])
    try await region.at(.millbridge, ["task", "share", "MIL-T-0001", "--as", "analyst"])
    let file = region.folder.path("plan.bin")
    var random = SystemRandomNumberGenerator()
    let content = Data((0..<2_000_000).map { _ in UInt8.random(in: 0...255, using: &random) })
    try content.write(to: URL(filePath: file))
    try await region.at(.millbridge, ["task", "attach", "MIL-T-0001", file, "--as", "analyst"])
    let before = try await region.at(.millbridge, ["sync", "status", "--json"]).read(Status.self)
    let port = try LoopbackPort.findFree()
    let server = try region.program.start([
      "serve", "--home", region.hubHome, "--page-port", "0", "--sync-port", "\(port)",
    ])
    _ = try await server.line(beginning: "Nodes: port ")
    let relay = try CuttingRelay(at: region.port, to: port, cutAfter: 1_000_000)
    let cut = try await region.attempt(.millbridge, ["sync", "run"])
    relay.close()
    #expect(cut.status == 4, "\(cut.errors)")
    let own = try #require(try await log(region.home(.millbridge), region).first)
    #expect(own.outcome == "disconnected")
    #expect(own.commitsSent > 0)
    let after = try await region.at(.millbridge, ["sync", "status", "--json"]).read(Status.self)
    #expect(try #require(after.lastContact) > #require(before.lastContact))
    var there: Line?
    for _ in 0..<50 where there?.outcome != "disconnected" {
      try await Task.sleep(for: .milliseconds(100))
      there = try await log(region.hubHome, region).first
    }
    await server.stop()
    #expect(there?.outcome == "disconnected" && there?.peer == "MIL")
    #expect((there?.commitsReceived ?? 0) > 0)
  }

  @Test("A bundle of which nothing, or not all, was taken in leaves a trace")
  func bundles() async throws {
    let region = try await TestRegion()
    let stick = Stick(region: region)
    try await stick.join([.millbridge, .upperFells])
    try await damaged(region, stick)
    try await foreign(region, stick)
    try await incomplete(region, stick)
    try await revoked(region, stick)
  }

  private func damaged(_ region: TestRegion, _ stick: Stick) async throws {
    let file = try await stick.fromNode(.millbridge, "damaged")
    var bytes = try Data(contentsOf: URL(filePath: file))
    bytes[bytes.count - 40] ^= 1
    try bytes.write(to: URL(filePath: file))
    let answer = try await region.program.run([
      "sync", "import", file, "--home", region.hubHome, "--json",
    ])
    expect(answer, status: 3, code: "bundle-damaged")
    let there = try #require(try await log(region.hubHome, region).first)
    #expect(there.outcome == "refused" && there.code == "bundle-damaged")
    #expect(there.detail?.hasPrefix("bundle: damaged.iscan: ") == true)
    let refusal = try #require(try await region.refusals(1).first)
    #expect(refusal.code == "bundle-damaged" && refusal.remoteAddress == "bundle")
  }

  private func foreign(_ region: TestRegion, _ stick: Stick) async throws {
    let file = try await stick.fromHub(to: .millbridge, "for-millbridge")
    let answer = try await region.attempt(.upperFells, ["sync", "import", file])
    expect(answer, status: 3, code: "bundle-for-others")
    let here = try #require(try await log(region.home(.upperFells), region).first)
    #expect(here.outcome == "refused" && here.code == "bundle-for-others")
    // How things stand with the hub is told by the exchange before.
    let status = try await region.at(.upperFells, ["sync", "status", "--json"]).read(Status.self)
    #expect(status.lastBundle != nil)
  }

  /// A machine as it was before it took in what the hub knows that it holds.
  private func incomplete(_ region: TestRegion, _ stick: Stick) async throws {
    let older = region.folder.path("older")
    try MachineCopy.snapshot(region.home(.upperFells), to: older)
    func carryOn(_ name: String) async throws -> String {
      try await stick.roundTrip(.millbridge, name)
      return try await stick.fromHub(to: .upperFells, "\(name)-on")
    }
    try await region.at(
      .millbridge, ["task", "new", "--title", "Close quarry access", "--as", "analyst"])
    try await region.at(.millbridge, ["task", "share", "MIL-T-0001", "--as", "analyst"])
    try await stick.intoNode(.upperFells, try await carryOn("first"))
    try await stick.intoHub(try await stick.fromNode(.upperFells, "heard"))
    try await region.at(
      .millbridge, ["task", "update", "MIL-T-0001", "--note", "gate fixed", "--as", "analyst"])
    let next = try await carryOn("second")
    let answer = try await region.program.run(["sync", "import", next, "--home", older, "--json"])
    #expect(answer.status == 2, "\(answer.errors)")
    let here = try #require(try await log(older, region).first)
    #expect(here.outcome == "incomplete" && here.code == "bundle-incomplete")
    #expect(here.detail?.hasPrefix("bundle: ") == true)
  }

  private func revoked(_ region: TestRegion, _ stick: Stick) async throws {
    let late = try await stick.fromNode(.upperFells, "late")
    try await region.run([
      "hub", "revoke", "FEL", "--reason", "laptop stolen", "--yes", "--home", region.hubHome,
    ])
    let answer = try await region.program.run([
      "sync", "import", late, "--home", region.hubHome, "--json",
    ])
    expect(answer, status: 3, code: "bundle-creator-revoked")
    let there = try #require(try await log(region.hubHome, region).first)
    #expect(there.code == "bundle-creator-revoked" && there.peer == "FEL")
    #expect(try await region.refusals(1).first?.member == "FEL")
  }
}
