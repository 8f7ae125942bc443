import Foundation
import Testing

/// Every command that knows `--json`, once, in an order in which each has something to do.
struct JSONTour {
  let region: TestRegion
  private let district = SmallDistrict(.millbridge)
  private let seen = Notebook<[String]>()

  func setUp() async throws {
    let other = region.folder.path("other-hub")
    try await check([
      "hub", "init", "--home", other, "--region", "Elsewhere", "--address", "127.0.0.1:7400",
    ])
    try await node([
      "node", "init", "--name", "Millbridge", "--reference", "MIL", "--district", "E07000901",
    ])
    for person in TestPartnership.millbridge.people {
      try await node(["person", "add", person.handle, "--role", person.role])
    }
    try await hub(["person", "add", "regional-analyst", "--role", "regional-analyst"])
    let post = ["invitation", "request", "reply"].map { region.folder.path("\($0).json") }
    try await hub([
      "hub", "invite", "--name", "Millbridge", "--reference", "MIL", "--district", "E07000901",
      "--output", post[0],
    ])
    struct Request: Decodable { let fingerprint: String }
    let request = try await node(["node", "enrol", "--invitation", post[0], "--output", post[1]])
    try await hub([
      "hub", "accept", post[1], "--fingerprint", try request.read(Request.self).fingerprint,
      "--output", post[2],
    ])
    try await node(["node", "enrol", "--reply", post[2]])
  }

  func importEverything() async throws {
    let lookups = try district.lookups(in: region.folder)
    try await hub(["import", "lookups"] + lookups)
    try await node(["import", "lookups"] + lookups)
    try await node(["import", "boundaries", try district.boundaries(in: region.folder)])
    try await node(["import", "population", try district.population(in: region.folder)])
    let premises = try region.folder.write(
      "BusinessName,BusinessType,Latitude,Longitude\r\nThe Ship,Pub,54.65,-1.49\r\n",
      to: "premises.csv")
    try await node(["import", "premises", premises])
    for month in ["2021-09", "2021-10"] {
      try await node(["import", "police", try district.street(month: month, in: region.folder)])
    }
    try await node(["import", "reports"])
    try await node(["import", "reports", "--account"])
    try await node(["scan", "--category", "burglary", "--period", "2021-09"])
    try await node(["concentration"])
  }

  func release() async throws {
    try await node(["release", "build", "--due", "--as", "analyst"])
    try await node(["release", "preview", "police-2021-09-F", "--as", "liaison-officer"])
    try await node(["release", "approve", "police-2021-09-F", "--as", "liaison-officer"])
    try await node([
      "release", "withdraw", "police-2021-10-F", "--reason", "to be corrected", "--as",
      "liaison-officer",
    ])
    try await node(["release", "list"])
  }

  func share() async throws {
    try await node(["task", "new", "--title", "Close quarry access", "--as", "analyst"])
    try await node(["sync", "queue"])
    try await node(["sync", "run"])
    try await node(["task", "share", "MIL-T-0001", "--as", "analyst"])
    try await node(["task", "update", "MIL-T-0001", "--note", "seen", "--as", "analyst"])
    let file = try region.folder.write("plan", to: "plan.txt")
    try await node(["task", "attach", "MIL-T-0001", file, "--as", "analyst"])
    try await node(["task", "attachments", "MIL-T-0001"])
    let copy = region.folder.path("plan-copy.txt")
    try await node(["task", "attachment", "MIL-T-0001", "plan.txt", "--output", copy])
    try await node(["sync", "explain", "MIL-T-0001"])
    try await node(["sync", "explain", "police-2021-09-F"])
    try await node(["sync", "run"])
  }

  func carry() async throws {
    let (there, back) = (region.folder.path("there.iscan"), region.folder.path("back.iscan"))
    try await node(["sync", "export", "--output", there])
    for look in ["inspect", "verify", "import"] { try await hub(["sync", look, there]) }
    try await hub(["sync", "export", "--to", "MIL", "--output", back])
    for look in ["inspect", "verify", "import"] { try await node(["sync", look, back]) }
  }

  func look() async throws {
    for words in [
      ["node", "status"], ["node", "doctor"], ["node", "recover"], ["person", "list"],
      ["task", "list"],
      ["task", "show", "MIL-T-0001"],
      ["sync", "status"], ["sync", "conflicts"], ["sync", "log"], ["sync", "log", "--void"],
      ["sync", "explain", "1.1"],
    ] { try await node(words) }
    for words in [
      ["sync", "status"], ["sync", "queue"], ["sync", "log"], ["sync", "conflicts"],
      ["sync", "explain", "MIL-T-0001"], ["hub", "verify"], ["hub", "recover"],
      ["hub", "verdict", "list"], ["hub", "verdict", "accept", "MIL", "--dry-run"],
      ["hub", "snapshot"],
      ["hub", "retain", "--days", "730"], ["hub", "upkeep"],
      ["hub", "require", "--schema", "1"],
      ["hub", "introduce", "MIL", "--output", region.folder.path("introduction.json")],
      ["hub", "redact", "MIL-T-0001", "--field", "title", "--ground", "a tour", "--dry-run"],
    ] { try await hub(words) }
    for words in [
      ["hub", "members"], ["hub", "refusals"], ["hub", "picture", "--period", "2021-09"],
      ["person", "list"], ["task", "list"], ["task", "show", "MIL-T-0001"],
      ["hub", "retire", "MIL", "--dry-run"],
      ["hub", "revoke", "MIL", "--reason", "the tour is over", "--yes"],
    ] { try await hub(words) }
  }

  @discardableResult
  private func node(_ words: [String]) async throws -> ProgramAnswer {
    try await check(words + ["--home", region.home(.millbridge)])
  }

  @discardableResult
  private func hub(_ words: [String]) async throws -> ProgramAnswer {
    try await check(words + ["--home", region.hubHome])
  }

  @discardableResult
  private func check(_ words: [String]) async throws -> ProgramAnswer {
    let answer = try await region.program.run(words + ["--json"])
    seen.note(words)
    let command = words.joined(separator: " ")
    #expect(answer.status == 0, "\(command): \(answer.errors)")
    #expect(answer.errors.isEmpty, "\(command): \(answer.errors)")
    #expect(throws: Never.self, "\(command): \(answer.text)") {
      _ = try JSONSerialization.jsonObject(with: answer.output)
    }
    return answer
  }
}

// MARK: - Whether it was complete

extension JSONTour {
  /// The commands that know `--json`, as the program itself lists them, and that were not run.
  func commandsLeft() async throws -> [[String]] {
    struct Listing: Decodable { let command: ListedCommand }
    let listing = try await region.run(["--experimental-dump-help"]).read(Listing.self)
    let paths = listing.command.subcommands?.flatMap { $0.pathsWithJSON(below: []) } ?? []
    return paths.filter { path in !seen.entries.contains { $0.starts(with: path) } }
      .sorted { $0.joined() < $1.joined() }
  }
}

/// A command as the argument parser describes it.
private struct ListedCommand: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable { let name: String }
    let names: [Name]?
  }

  let commandName: String
  let subcommands: [ListedCommand]?
  let arguments: [Argument]?

  func pathsWithJSON(below path: [String]) -> [[String]] {
    let own = path + [commandName]
    let isLeaf = (subcommands ?? []).isEmpty
    let knows = arguments?.contains { $0.names?.contains { $0.name == "json" } == true } == true
    return (isLeaf && knows ? [own] : [])
      + (subcommands ?? []).flatMap { $0.pathsWithJSON(below: own) }
  }
}
