import Foundation
import Testing

@Suite("A person can find out where their work is and why", .serialized)
struct ExplainTests {
  /// As `iscan sync explain --json` prints it.
  private struct Told: Decodable {
    struct Member: Decodable, Equatable {
      let partnership: String
      let holds: Bool
    }

    let kind: String
    let standing: String
    let facts: [String]
    let remedies: [String]
    let members: [Member]
  }

  @Test("A task is followed from this machine only, through waiting, to everybody who holds it")
  func journey() async throws {
    let region = try await TestRegion()
    try await region.whileServing { try await region.join([.millbridge, .upperFells]) }
    try await region.at(
      .millbridge, ["task", "new", "--title", "Close quarry access", "--as", "analyst"])
    #expect(try await tell("MIL-T-0001", at: .millbridge, region).standing == "not-shared")

    let pair = try await region.attempt(
      .millbridge,
      ["task", "share", "MIL-T-0001", "--with", "MIL and hub", "--as", "analyst"])
    expect(pair, status: 1, code: "group-unknown")
    #expect(pair.errors.contains("this node and the hub alone"), "\(pair.errors)")
    #expect(pair.errors.contains("Name one with --with: \\\"Tarn and Coast\\\""), "\(pair.errors)")
    try await region.at(.millbridge, ["task", "share", "MIL-T-0001", "--as", "analyst"])
    let waiting = try await tell("MIL-T-0001", at: .millbridge, region)
    #expect(waiting.standing == "waiting-for-contact")
    #expect(waiting.facts.contains { $0.hasPrefix("The hub was last reached on ") })
    #expect(waiting.remedies.first?.hasPrefix("Run iscan sync run") == true)

    let refused = try await region.attempt(.millbridge, ["sync", "run"])
    expect(refused, status: 4, code: "hub-unreachable")

    try await region.whileServing { try await region.synchronise(.millbridge) }
    let held = try await tell("MIL-T-0001", at: .millbridge, region)
    #expect(held.standing == "held")
    #expect(held.remedies == [])
    #expect(
      held.members == [
        .init(partnership: "FEL", holds: false), .init(partnership: "HUB", holds: true),
      ])
    let change = try #require(held.facts.isEmpty ? nil : try await ownChange(region))
    let told = try await tell(change, at: .millbridge, region)
    #expect(told.kind == "change" && told.standing == "held")
    #expect(told.facts.contains("It changed MIL-T-0001."))

    let atHub = try await region.run([
      "sync", "explain", "MIL-T-0001", "--home", region.hubHome, "--json",
    ]).read([Told].self)
    #expect(atHub.first?.members.first { $0.partnership == "FEL" }?.holds == false)
    #expect(try await behind("FEL", region) > 0)

    try await region.whileServing { try await region.synchronise(.upperFells) }
    let known = try await region.run([
      "sync", "explain", "MIL-T-0001", "--home", region.hubHome, "--json",
    ]).read([Told].self)
    #expect(known.first?.members.allSatisfy(\.holds) == true)
    #expect(try await behind("FEL", region) == 0)

    let nothing = try await region.attempt(.millbridge, ["sync", "explain", "MIL-T-0099"])
    expect(nothing, status: 1, code: "reference-unknown")
  }

  @Test("A member leaves in good order: asked for first, told what ends, and only once")
  func retirement() async throws {
    let region = try await TestRegion()
    try await region.whileServing { try await region.join([.millbridge, .upperFells]) }
    let hub = ["--home", region.hubHome, "--json"]
    let asked = try await region.program.run(["hub", "retire", "FEL"] + hub)
    expect(asked, status: 1, code: "answer-needed")
    let view = try await region.run(["hub", "retire", "FEL", "--dry-run", "--home", region.hubHome])
    // Where nobody can be asked, all that the question would have said, and the flag.
    for words in [["retire", "FEL"], ["revoke", "FEL", "--reason", "a test"]] {
      let told = try await region.program.run(["hub"] + words + ["--home", region.hubHome])
      #expect(told.status == 1)
      for part in ["its log ends after", "nothing was done", "give --yes", "--dry-run"] {
        #expect(told.errors.contains(part), "\(words): \(told.errors)")
      }
    }
    #expect(view.text.contains("Upper Fells belongs to no scope any more."))
    #expect(view.text.contains("its log ends after"))
    #expect(try await state("FEL", region) == "member")

    let told = try await region.run(["hub", "retire", "FEL", "--yes", "--home", region.hubHome])
    for words in ["FEL is retired.", "Next: ", "iscan sync run", "iscan sync export --to FEL"] {
      #expect(told.text.contains(words), "\(told.text)")
    }
    #expect(try await state("FEL", region) == "retired")
    #expect(try await state("MIL", region) == "member")
    let again = try await region.program.run(["hub", "retire", "FEL", "--yes"] + hub)
    expect(again, status: 3, code: "member-retired-already")
    let verified = try await region.run(["hub", "verify", "--home", region.hubHome])
    #expect(verified.text.contains("Nothing is wrong."))
  }

  @Test("Words that should not have been written are erased at the hub and at every node")
  func redaction() async throws {
    let region = try await TestRegion()
    let words = "Quibblethorpe saw it from number nine"
    let redact = [
      "hub", "redact", "MIL-T-0001", "--field", "description", "--home", region.hubHome,
    ]
    try await region.whileServing {
      try await region.join([.millbridge, .upperFells])
      try await region.at(
        .millbridge,
        [
          "task", "new", "--title", "Close quarry access", "--description", words, "--as",
          "analyst",
        ])
      try await region.at(.millbridge, ["task", "share", "MIL-T-0001", "--as", "analyst"])
      for partnership in [TestPartnership.millbridge, .upperFells] {
        try await region.synchronise(partnership)
      }
    }
    #expect(try await region.task("MIL-T-0001", at: .upperFells).fields["description"] == words)
    let asked = try await region.program.run(redact + ["--ground", "a name", "--json"])
    expect(asked, status: 1, code: "answer-needed")
    #expect(asked.errors.contains("loses its words about MIL-T-0001"), "\(asked.errors)")
    let view = try await region.run(redact + ["--ground", "a name", "--dry-run"])
    #expect(view.text.contains("of MIL loses its words about MIL-T-0001."))
    #expect(!view.text.contains("Quibblethorpe"))
    #expect(try await behind("MIL", region) == 0)
    try await region.run(redact + ["--ground", "a name", "--yes"])

    // Until they say that they have erased it, it waits for them.
    struct Waiting: Decodable { let reference: String; let behind: Int; let toErase: Int }
    let queue = try await region.run(["sync", "queue", "--home", region.hubHome, "--json"])
      .read([Waiting].self)
    #expect(queue.map(\.reference) == ["FEL", "MIL"])
    #expect(queue.allSatisfy { $0.behind == 1 && $0.toErase == 1 })
    #expect(try await behind("MIL", region) == 1)
    let told = try await region.run(["sync", "explain", "MIL-T-0001", "--home", region.hubHome])
    #expect(told.text.contains("not known to be erased at FEL, MIL."), "\(told.text)")
    #expect(told.text.contains("FEL  holds it, not known to have erased what was withdrawn"))
    try await region.whileServing {
      for partnership in [TestPartnership.millbridge, .upperFells] {
        try await region.synchronise(partnership)
      }
    }
    for partnership in [TestPartnership.millbridge, .upperFells] {
      let task = try await region.task("MIL-T-0001", at: partnership)
      #expect(task.fields["title"] == "Close quarry access")
      #expect(task.fields["description"]?.hasPrefix("erased (a name, ") == true)
    }
    #expect(try await behind("MIL", region) == 0)
    let after = try await region.run(["sync", "explain", "MIL-T-0001", "--home", region.hubHome])
    #expect(!after.text.contains("not known to"), "\(after.text)")
    let again = try await region.program.run(redact + ["--ground", "a name", "--yes", "--json"])
    expect(again, status: 1, code: "redaction-nothing-to-erase")
    let verified = try await region.run(["hub", "verify", "--home", region.hubHome])
    #expect(verified.text.contains("Nothing is wrong."))
  }

  // MARK: Looking

  private func tell(_ subject: String, at partnership: TestPartnership, _ region: TestRegion)
    async throws -> Told
  {
    let answer = try await region.at(partnership, ["sync", "explain", subject, "--json"])
    return try #require(
      try answer.read([Told].self).first { $0.kind != "change" || $0.facts.count > 2 })
  }

  private struct Status: Decodable {
    struct Log: Decodable {
      let partnership: String
      let logIndex: Int
      let held: Int
    }

    struct Scope: Decodable {
      let kind: String
      let logs: [Log]
    }

    let scopes: [Scope]
  }

  /// The last change of Millbridge in the group, such as `2.1`.
  private func ownChange(_ region: TestRegion) async throws -> String {
    let status = try await region.at(.millbridge, ["sync", "status", "--json"]).read(Status.self)
    let logs = status.scopes.first { $0.kind == "group" }?.logs ?? []
    let own = try #require(logs.first { $0.partnership == "MIL" })
    return "\(own.logIndex).\(own.held)"
  }

  private struct Member: Decodable {
    let reference: String
    let behind: Int
    let state: String
  }

  private func member(_ reference: String, _ region: TestRegion) async throws -> Member {
    let members = try await region.run(["hub", "members", "--home", region.hubHome, "--json"])
      .read([Member].self)
    return try #require(members.first { $0.reference == reference })
  }

  private func behind(_ reference: String, _ region: TestRegion) async throws -> Int {
    try await member(reference, region).behind
  }

  private func state(_ reference: String, _ region: TestRegion) async throws -> String {
    try await member(reference, region).state
  }
}
