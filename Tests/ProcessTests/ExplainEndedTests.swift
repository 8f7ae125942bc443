import Foundation
import Testing

@Suite("What became of a change that does not stand as it was written", .serialized)
struct ExplainEndedTests {
  private struct Told: Decodable {
    let standing: String
    let facts: [String]
    let remedies: [String]
  }

  private struct Status: Decodable {
    struct Log: Decodable { let partnership: String; let logIndex: Int; let held: Int }
    struct Scope: Decodable { let kind: String; let logs: [Log] }
    let scopes: [Scope]
  }

  @Test("Words withdrawn, and beyond the end of its log: explain says which, why and what to do")
  func withdrawnAndCut() async throws {
    let region = try await TestRegion()
    let stick = Stick(region: region)
    try await region.whileServing {
      try await region.join([.millbridge, .upperFells])
      try await region.at(
        .upperFells, ["task", "new", "--title", "Steps for Ottoline", "--as", "analyst"])
      try await region.at(.upperFells, ["task", "share", "FEL-T-0001", "--as", "analyst"])
      for partnership in [TestPartnership.upperFells, .millbridge] {
        try await region.synchronise(partnership)
      }
    }
    // Millbridge has of a stick what the hub never gets.
    try await region.at(
      .upperFells, ["task", "update", "FEL-T-0001", "--note", "too late", "--as", "analyst"])
    try await stick.intoNode(
      .millbridge, try await stick.fromNode(.upperFells, "late", ["--to", "MIL"]))
    let log = try await log(of: "FEL", region)
    #expect(log.held == 2)
    let before = try await explain("\(log.logIndex).2", at: region.home(.millbridge), region)
    #expect(before.status == 0 && before.told.standing == "held")
    try await region.run([
      "hub", "redact", "FEL-T-0001", "--field", "title", "--ground", "names a person", "--yes",
      "--home", region.hubHome,
    ])
    try await region.run([
      "hub", "revoke", "FEL", "--reason", "laptop stolen", "--yes", "--home", region.hubHome,
    ])
    try await region.whileServing { try await region.synchronise(.millbridge) }

    let late = try await explain("\(log.logIndex).2", at: region.home(.millbridge), region)
    #expect(late.status == 2 && late.told.standing == "void", "\(late.told.facts)")
    #expect(late.told.facts.contains("The log of FEL ends after change 1 by decision."))
    #expect(late.told.remedies.first?.hasPrefix("Ask the regional office") == true)
    for home in [region.home(.millbridge), region.hubHome] {
      let withdrawn = try await explain("\(log.logIndex).1", at: home, region)
      #expect(withdrawn.status == 0 && withdrawn.told.standing == "withdrawn")
      #expect(withdrawn.told.facts.contains { $0.contains("names a person") })
      let task = try await explain("FEL-T-0001", at: home, region)
      #expect(
        task.told.facts.contains {
          $0.hasPrefix("Words of its change \(log.logIndex).1 are erased (names a person, 20")
        }, "\(task.told.facts)")
    }
    let shown = try await region.task("FEL-T-0001", at: .millbridge)
    #expect(shown.fields["title"]?.hasPrefix("erased (names a person, 20") == true)
    #expect(shown.journal == [])
  }

  private func log(of partnership: String, _ region: TestRegion) async throws -> Status.Log {
    let status = try await region.at(.millbridge, ["sync", "status", "--json"]).read(Status.self)
    let group = try #require(status.scopes.first { $0.kind == "group" })
    return try #require(group.logs.first { $0.partnership == partnership })
  }

  /// The group's change of that name; the pair may have one, too.
  private func explain(_ subject: String, at home: String, _ region: TestRegion) async throws
    -> (told: Told, status: Int32)
  {
    let answer = try await region.program.run([
      "sync", "explain", subject, "--home", home, "--json",
    ])
    struct Scoped: Decodable { let scope: String? }
    let scopes = try answer.read([Scoped].self)
    let told = try answer.read([Told].self)
    let place = try #require(scopes.firstIndex { $0.scope == "Tarn and Coast" })
    return (told[place], answer.status)
  }
}
