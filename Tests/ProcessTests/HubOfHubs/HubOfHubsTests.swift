import Foundation
import Testing

@Suite("A hub below another hub", .serialized)
struct HubOfHubsTests {
  @Test(
    """
    A task that a node of one region shares with the country is edited in the other; their clash is \
    shown to both and settled by one person; a region's own figures stay in the region
    """)
  func twoRegions() async throws {
    try await Country.whileServing { country in
      try await shareQuarryTask(in: country)
      try await clashAndDecide(in: country)
      try await regionsKeepTheirOwn(in: country)
      try await revocation(in: country)
    }
  }

  @Test(
    """
    A hub takes nothing more from a hub below it that another process has revoked, though their \
    session was open before and it has not noticed by itself
    """)
  func revokedWhileConnected() async throws {
    try await Country.whileServing(aboveWatches: false) { country in
      try await shareQuarryTask(in: country)
      let (above, lost) = (country.above, country.regions[1])
      try await retitle("Fence the quarry", in: country)
      // Nobody runs a command for it: the hub below is connected.
      var title: String?
      for _ in 0..<120 where title != "Fence the quarry" {
        try await Task.sleep(for: .milliseconds(500))
        title = try await above.taskAtHub("MIL-T-0001").fields["title"]
      }
      try #require(title == "Fence the quarry")
      let before = try HubReplica(above).commits()
      try await above.run([
        "hub", "revoke", "RGB", "--reason", "hub stolen", "--yes", "--home", above.hubHome,
      ])
      try await retitle("Too late", in: country)
      var code: String?
      for _ in 0..<60 where code == nil {
        try await Task.sleep(for: .milliseconds(500))
        code = try await state(of: lost).lastCode
      }
      // The session says so; when it is tried again, TLS does.
      #expect(["sync-refused-revoked", "tls-revoked"].contains(code), "\(code ?? "none")")
      #expect(try HubReplica(above).commits() == before)
      #expect(try await above.taskAtHub("MIL-T-0001").fields["title"] == "Fence the quarry")
    }
  }

  /// At the node of the second region, whose hub then has it.
  private func retitle(_ title: String, in country: Country) async throws {
    try await country.at(
      1, ["task", "update", "MIL-T-0001", "--title", title, "--as", "analyst"])
    try await country.regions[1].synchronise(country.partnerships[1])
  }

  private func shareQuarryTask(in country: Country) async throws {
    try await country.at(
      0,
      [
        "task", "new", "--title", "Close quarry access", "--due", "2022-11-30", "--owner",
        "MIL analyst", "--as", "analyst",
      ])
    for (status, handle) in [("proposed", "analyst"), ("assigned", "tactical-chair")] {
      try await country.at(
        0, ["task", "update", "MIL-T-0001", "--status", status, "--as", handle])
    }
    try await country.at(
      0, ["task", "share", "MIL-T-0001", "--with", Country.name, "--as", "analyst"])
    try await country.pass(from: 0)
    let seen = try await country.regions[1].task("MIL-T-0001", at: .upperFells)
    #expect(seen.fields["title"] == "Close quarry access" && seen.fields["status"] == "assigned")
    // The hub above has it too, and all three replicas of hubs agree.
    #expect(try await country.above.taskAtHub("MIL-T-0001").fields["status"] == "assigned")
  }

  private func clashAndDecide(in country: Country) async throws {
    try await country.at(
      0, ["task", "update", "MIL-T-0001", "--title", "Close the quarry", "--as", "analyst"])
    try await country.at(
      1, ["task", "update", "MIL-T-0001", "--title", "Fence the quarry", "--as", "analyst"])
    try await country.pass(from: 0)
    try await country.pass(from: 1)
    let clashes = [
      try await country.regions[0].conflicts(at: .millbridge),
      try await country.regions[1].conflicts(at: .upperFells),
    ]
    #expect(clashes[0] == clashes[1])
    let sides = Set(clashes[0].first?.sides.map(\.value) ?? [])
    #expect(sides == ["Close the quarry", "Fence the quarry"], "\(clashes[0])")
    try await country.at(
      0,
      [
        "sync", "resolve", "MIL-T-0001", "--field", "title", "--value", "Close the quarry",
        "--comment", "as agreed", "--as", "tactical-chair",
      ])
    try await country.pass(from: 0)
    #expect(try await country.regions[1].conflicts(at: .upperFells).isEmpty)
    let settled = try await country.regions[1].task("MIL-T-0001", at: .upperFells)
    #expect(settled.fields["title"] == "Close the quarry" && settled.openConflicts.isEmpty)
  }

  /// What lies in a region's own scopes is in no byte of the hub above.
  private func regionsKeepTheirOwn(in country: Country) async throws {
    let word = "Lanternwick"
    try await country.at(0, ["task", "new", "--title", "Lights at \(word)", "--as", "analyst"])
    try await country.at(
      0, ["task", "share", "MIL-T-0002", "--with", "Tarn and Coast", "--as", "analyst"])
    try await country.regions[0].deliverRelease(from: .millbridge)
    try await country.pass(from: 0)
    #expect(try await country.regions[0].taskAtHub("MIL-T-0002").reference == "MIL-T-0002")
    for words in [word, "police-2021-09-F"] {
      #expect(try Self.files(of: country.regions[0].hubHome, hold: words))
      #expect(try !Self.files(of: country.above.hubHome, hold: words))
      #expect(try !Self.files(of: country.regions[1].hubHome, hold: words))
    }
  }

  private static func files(of home: String, hold words: String) throws -> Bool {
    try ["", "-wal"].contains { suffix in
      let file = URL(filePath: home).appending(path: "hub.sqlite\(suffix)")
      guard FileManager.default.fileExists(atPath: file.path) else { return false }
      return ByteSearch.finds(Array(words.utf8), in: [UInt8](try Data(contentsOf: file)))
    }
  }

  private func revocation(in country: Country) async throws {
    let (above, lost) = (country.above, country.regions[1])
    let before = try await state(of: country.regions[0])
    #expect(before.scopes.contains { $0.name == Country.name && $0.waiting == 0 })
    try await above.run([
      "hub", "revoke", "RGB", "--reason", "hub stolen", "--yes", "--home", above.hubHome,
    ])
    // It is refused, and says so; the other region goes on.
    let refused = try await lost.program.run([
      "hub", "sync", "--once", "--home", lost.hubHome, "--json",
    ])
    #expect(refused.errorCode == "tls-revoked" && refused.status == 3)
    // A session that was open before is ended too, and says it in its own words.
    let code = try await state(of: lost).lastCode
    #expect(["sync-refused-revoked", "tls-revoked"].contains(code))
    try await country.at(
      1, ["task", "update", "MIL-T-0001", "--title", "Too late", "--as", "analyst"])
    try await lost.synchronise(.upperFells)
    _ = try await lost.program.run(["hub", "sync", "--once", "--home", lost.hubHome])
    try await country.regions[0].run(
      ["hub", "sync", "--once", "--home", country.regions[0].hubHome])
    #expect(try await above.taskAtHub("MIL-T-0001").fields["title"] == "Close the quarry")
  }

  private func state(of region: TestRegion) async throws -> ShownUpperState.Above {
    let answer = try await region.program.run(
      ["sync", "status", "--home", region.hubHome, "--json"])
    return try #require(try answer.read(ShownUpperState.self).above)
  }
}
