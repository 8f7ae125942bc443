import Foundation
import SyncTransport
import Testing

@Suite("A hub below another hub, without a line anywhere")
struct CarriedTests {
  @Test(
    """
    A task goes from a node through its hub and the hub above to the other region's node, and an edit \
    comes back, by files alone
    """)
  func bothWays() async throws {
    let country = try await Country.founded()
    try await country.joinByFiles()
    try await country.at(0, ["task", "new", "--title", "Close quarry access", "--as", "analyst"])
    // Of several groups one must be named.
    let unnamed = try await country.regions[0].attempt(
      .millbridge, ["task", "share", "MIL-T-0001", "--as", "analyst"])
    expect(unnamed, status: 1, code: "group-not-named")
    #expect(unnamed.errors.contains(Country.name) && unnamed.errors.contains("Tarn and Coast"))
    let unknown = try await country.regions[0].attempt(
      .millbridge, ["task", "share", "MIL-T-0001", "--with", "Nowhere", "--as", "analyst"])
    expect(unknown, status: 1, code: "group-unknown")
    try await country.at(
      0, ["task", "share", "MIL-T-0001", "--with", Country.name, "--as", "analyst"])
    let other = try await country.regions[0].attempt(
      .millbridge, ["task", "share", "MIL-T-0001", "--with", "Tarn and Coast", "--as", "analyst"])
    expect(other, status: 3, code: "task-shared-with-another")

    try await country.carry(from: 0, "task")
    #expect(
      try await country.above.taskAtHub("MIL-T-0001").fields["title"] == "Close quarry access")
    let there = try await country.regions[1].task("MIL-T-0001", at: .upperFells)
    #expect(there.fields["title"] == "Close quarry access")
    try await country.at(
      1, ["task", "update", "MIL-T-0001", "--title", "Fence the quarry", "--as", "analyst"])
    try await country.carry(from: 1, "edit")
    let here = try await country.regions[0].task("MIL-T-0001", at: .millbridge)
    #expect(here.fields["title"] == "Fence the quarry")
    // The hub above has signed for it, which the hub below knows.
    let above = try await country.regions[1].run(
      ["sync", "status", "--home", country.regions[1].hubHome, "--json"]
    ).read(ShownUpperState.self).above
    #expect(above?.scopes.first { $0.name == Country.name }?.waiting == 0)
    #expect(above?.lastBundle != nil && above?.lastOutcome == nil)
    let home = ["--home", country.regions[1].hubHome]
    let status = try await country.regions[1].run(["sync", "status"] + home).text
    #expect(
      status.contains("Last bundle   ") && !status.contains("Last contact  never"), "\(status)")
    let log = try await country.regions[1].run(["sync", "log"] + home).text
    #expect(log.contains("HUB") && !log.contains("unknown"), "\(log)")
  }
}

extension Country {
  /// Joins everything together with files in the hands of people.
  fileprivate func joinByFiles() async throws {
    for (place, region) in regions.enumerated() {
      let partnership = partnerships[place]
      try await region.initialise(partnership)
      try await region.enrol(partnership)
      // A node that has nothing of its hub yet is told what to do, and that helps.
      let early = try await region.attempt(
        partnership, ["sync", "export", "--output", region.folder.path("early.iscan")])
      expect(early, status: 3, code: "bundle-hub-not-known-yet")
      try await enrol(region, ["RGA", "RGB"][place], "E0700091\(place)")
      let tooEarly = try await region.program.run([
        "sync", "export", "--to", "HUB", "--output", region.folder.path("early.iscan"), "--home",
        region.hubHome, "--json",
      ])
      expect(tooEarly, status: 3, code: "bundle-hub-not-known-yet")
      let file = region.folder.path("introduction.json")
      try await region.run([
        "hub", "introduce", partnership.reference, "--home", region.hubHome, "--output", file,
      ])
      try await above.run(["hub", "admit", file, "--home", above.hubHome])
      try await down(to: place, "welcome")
      try await up(from: place, "logs")
    }
    // What the second region brought, the first lacks.
    for place in regions.indices { try await down(to: place, "admitted") }
  }

  /// From one node to the other by four files.
  fileprivate func carry(from place: Int, _ name: String) async throws {
    try await up(from: place, name)
    try await down(to: 1 - place, name)
    try await down(to: place, name)
  }

  private func up(from place: Int, _ name: String) async throws {
    let stick = Stick(region: regions[place])
    try await stick.intoHub(try await stick.fromNode(partnerships[place], "\(name)-up"))
    let file = regions[place].folder.path("\(name)-above.iscan")
    try await regions[place].run([
      "sync", "export", "--to", "HUB", "--output", file, "--home", regions[place].hubHome,
    ])
    try await above.run(["sync", "import", file, "--home", above.hubHome])
  }

  private func down(to place: Int, _ name: String) async throws {
    let stick = Stick(region: regions[place])
    let file = above.folder.path("\(name)-\(UUID().uuidString).iscan")
    try await above.run([
      "sync", "export", "--to", ["RGA", "RGB"][place], "--output", file, "--home", above.hubHome,
    ])
    try await stick.intoHub(file)
    try await stick.intoNode(
      partnerships[place],
      try await stick.fromHub(to: partnerships[place], "\(name)-\(UUID().uuidString)"))
  }
}
