import Foundation
import SyncTransport
import Testing

@Suite("A laptop that never has a line")
struct NoLineTests {
  @Test("It joins, shares tasks, clashes, settles and is revoked by files alone")
  func wholeLife() async throws {
    let region = try await TestRegion()
    let stick = Stick(region: region)
    try await stick.join([.millbridge, .upperFells])
    let task = try await shareTask(region, stick)
    try await clash(over: task, region, stick)
    try await attachments(of: task, region, stick)
    try await release(region, stick)
    try await revoke(region, stick)
  }

  @Test("What a file says of erased words does not count for a withdrawal after it was made")
  func olderThanWithdrawal() async throws {
    let region = try await TestRegion()
    let stick = Stick(region: region)
    try await region.initialise(.millbridge)
    try await region.enrol(.millbridge)
    try await stick.intoNode(.millbridge, try await stick.fromHub(to: .millbridge, "welcome"))
    try await stick.roundTrip(.millbridge, "joins")
    let made = try await region.at(
      .millbridge,
      [
        "task", "new", "--title", "Lights for one", "--description", "seen by one", "--as",
        "analyst", "--json",
      ]
    ).read(ShownTask.self)
    try await region.at(.millbridge, ["task", "share", made.reference, "--as", "analyst"])
    try await stick.roundTrip(.millbridge, "shares")
    func redact(_ field: String) async throws {
      try await region.run([
        "hub", "redact", made.reference, "--field", field, "--ground", "a name", "--yes", "--home",
        region.hubHome,
      ])
      try await stick.intoNode(.millbridge, try await stick.fromHub(to: .millbridge, field))
    }
    try await redact("description")
    let early = try await stick.fromNode(.millbridge, "early")
    try await redact("title")
    try await stick.intoHub(early)
    #expect(Set(try await region.attentionAtHub().map(\.kind)) == ["redaction"])
    try await stick.intoHub(try await stick.fromNode(.millbridge, "late"))
    #expect(try await region.attentionAtHub() == [])

  }

  private struct Queued: Decodable {
    let reference: String
    let reason: String
    let remedy: String
  }

  private struct Told: Decodable {
    let standing: String
    let facts: [String]
    let remedies: [String]
  }

  private struct Made: Decodable { let commits: Int; let notIncluded: [String] }

  @Test("While it joins it is told what its bundles do not hold, and what to carry next")
  func joining() async throws {
    let region = try await TestRegion()
    let stick = Stick(region: region)
    try await region.initialise(.millbridge)
    try await region.enrol(.millbridge)
    let made = try await region.at(
      .millbridge, ["task", "new", "--title", "Close quarry access", "--as", "analyst", "--json"]
    ).read(ShownTask.self)
    let early = try await region.attempt(
      .millbridge, ["task", "share", made.reference, "--as", "analyst"])
    expect(early, status: 1, code: "node-no-group")
    #expect(early.errors.contains("iscan sync export --to MIL"), "\(early.errors)")
    #expect(!early.errors.contains("Enrol"), "\(early.errors)")

    try await stick.intoNode(.millbridge, try await stick.fromHub(to: .millbridge, "welcome"))
    let shared = try await region.at(
      .millbridge, ["task", "share", made.reference, "--as", "analyst"])
    #expect(shared.text.contains("before the hub has admitted this node's log"), "\(shared.text)")
    #expect(!shared.text.contains("sync run"), "\(shared.text)")
    let file = stick.file("asks")
    let first = try await region.attempt(.millbridge, ["sync", "export", "--output", file])
    #expect(first.status == 2)
    let told = try first.read(Made.self)
    #expect(told.commits == 0)
    #expect(told.notIncluded.first?.hasPrefix("Not in it: \(made.reference).") == true)
    try await isWaiting(for: "has not admitted", made.reference, region)
    // Whoever reads it through a pipe reads all of it.
    let queue = try await region.at(.millbridge, ["sync", "queue"]).text
    #expect(queue.contains("yet: the hub has not admitted this node's log yet."), "\(queue)")
    let explained = try #require(try await explain(made.reference, region))
    #expect(explained.standing == "waiting-for-admission")
    #expect(explained.facts.contains { $0.hasPrefix("The last bundle was taken in on ") })

    #expect(try await stick.intoHub(file).asksForAdmission)
    let atHub = try await region.run(["sync", "queue", "--home", region.hubHome])
    #expect(atHub.text.contains("MIL waits to hear that its log is admitted"), "\(atHub.text)")
    #expect(atHub.text.contains("iscan sync export --to MIL"), "\(atHub.text)")
    // The same file once more says the same.
    try await stick.intoHub(file)
    let still = try await region.run(["sync", "queue", "--home", region.hubHome])
    #expect(still.text.contains("MIL waits to hear"), "\(still.text)")

    let admitted = try await stick.fromHub(to: .millbridge, "admitted")
    let brings = try await region.at(.millbridge, ["sync", "inspect", admitted])
    #expect(
      brings.text.contains("1 log of this partnership is admitted to Tarn and Coast"),
      "\(brings.text)")
    try await stick.intoNode(.millbridge, admitted)
    try await isWaiting(for: "not at the hub yet.", made.reference, region)
    let second = try await region.at(
      .millbridge, ["sync", "export", "--output", stick.file("holds"), "--json"])
    #expect(try second.read(Made.self).commits == 1)
    #expect(try second.read(Made.self).notIncluded == [])
    try await stick.intoHub(stick.file("holds"))
    let unanswered = try await region.run(["sync", "queue", "--home", region.hubHome])
    #expect(unanswered.text.contains("MIL waits for an answer to the bundle"), "\(unanswered.text)")
    #expect(unanswered.text.contains("iscan sync export --to MIL --output …"))
    // Once more the same file: it waits as before.
    try await stick.intoHub(stick.file("holds"))
    let repeated = try await region.run(["sync", "queue", "--home", region.hubHome])
    #expect(repeated.text.contains("MIL waits for an answer"), "\(repeated.text)")
    try await stick.fromHub(to: .millbridge, "answer")
    let done = try await region.run(["sync", "queue", "--home", region.hubHome])
    #expect(done.text.contains("Nothing waits"), "\(done.text)")
    // Where it stands, and a wish for the rest.
    try await stick.intoHub(try await stick.fromNode(.millbridge, "wish", ["--request"]))
    let asked = try await region.run(["sync", "queue", "--home", region.hubHome])
    #expect(asked.text.contains("MIL waits for an answer"), "\(asked.text)")
    let receipt = try await stick.fromHub(to: .millbridge, "receipt", ["--receipt"])
    let outlook = try await region.at(.millbridge, ["sync", "inspect", receipt])
    #expect(outlook.text.contains("Confirms   the hub holds 1 change of"), "\(outlook.text)")
    let heard = try await region.at(.millbridge, ["sync", "import", receipt])
    #expect(heard.text.contains("confirms that it holds 1 change of"), "\(heard.text)")
    let status = try await region.at(.millbridge, ["sync", "status"])
    #expect(status.text.contains("Last contact        never over a line"), "\(status.text)")
    #expect(status.text.contains("Last bundle         "), "\(status.text)")
    #expect(status.text.contains("How it ended        A bundle was taken in"), "\(status.text)")
  }

  private func explain(_ task: String, _ region: TestRegion) async throws -> Told? {
    try await region.at(.millbridge, ["sync", "explain", task, "--json"]).read([Told].self).first
  }

  /// Nothing that it is told names a line.
  private func isWaiting(for words: String, _ task: String, _ region: TestRegion) async throws {
    let queue = try await region.at(.millbridge, ["sync", "queue", "--json"]).read([Queued].self)
    #expect(queue.map(\.reference) == [task])
    let explained = try #require(try await explain(task, region))
    #expect(queue.first?.reason.contains(words) == true, "\(queue)")
    for remedy in queue.map(\.remedy) + explained.remedies {
      #expect(!remedy.contains("sync run"), "\(remedy)")
      #expect(remedy.contains("iscan sync export") && remedy.contains("iscan sync import"))
    }

  }

  /// Millbridge shares a task; Upper Fells has it after two walks.
  private func shareTask(_ region: TestRegion, _ stick: Stick) async throws -> String {
    let made = try await region.at(
      .millbridge,
      [
        "task", "new", "--title", "Close quarry access", "--due", "2022-11-30", "--owner",
        "MIL parks manager", "--as", "analyst", "--json",
      ]
    ).read(ShownTask.self)
    try await region.at(
      .millbridge, ["task", "update", made.reference, "--status", "proposed", "--as", "analyst"])
    let both = try await region.attempt(
      .millbridge,
      [
        "task", "update", made.reference, "--status", "assigned", "--due", "2022-11-29", "--as",
        "analyst",
      ])
    expect(both, status: 3, code: "role-not-permitted")
    #expect(both.errors.contains("the status assigned is given by tactical-chair"))
    try await region.at(.millbridge, ["task", "share", made.reference, "--as", "analyst"])
    #expect(try await region.status(of: .millbridge).waiting == 1)
    let file = try await stick.fromNode(.millbridge, "task")
    let first = try await stick.intoHub(file)
    #expect(first.commitsReceived == 1)
    #expect(try await stick.intoHub(file).commitsReceived == 0, "a second time changes nothing")
    try await stick.intoNode(.millbridge, try await stick.fromHub(to: .millbridge, "receipt"))
    #expect(try await region.status(of: .millbridge).waiting == 0, "the hub's receipt came along")
    try await stick.intoNode(.upperFells, try await stick.fromHub(to: .upperFells, "task-there"))
    #expect(try await region.task(made.reference, at: .upperFells).fields["status"] == "proposed")
    return made.reference
  }

  /// Both change the due date and the description apart; both see the clash; the one who shared the
  /// task settles it.
  private func clash(over task: String, _ region: TestRegion, _ stick: Stick) async throws {
    try await region.at(
      .millbridge,
      [
        "task", "update", task, "--due", "2022-12-01", "--description", "one gap", "--as",
        "analyst",
      ])
    try await region.at(
      .upperFells,
      [
        "task", "update", task, "--due", "2022-11-20", "--description", "two gaps", "--as",
        "officer",
      ])
    for partnership in [TestPartnership.millbridge, .upperFells, .millbridge] {
      let name = "\(partnership.reference)-\(UUID().uuidString)"
      try await stick.roundTrip(partnership, name)
    }
    // Whose it is to decide is told so, the others for whom it waits.
    let attention = try await region.attention(home: region.home(.millbridge))
    #expect(attention.map(\.kind) == ["conflict"])
    #expect(attention.allSatisfy { $0.words.contains(task) && $0.remedy.contains("--field desc") })
    #expect(try await region.attention(home: region.home(.upperFells)) == [])
    #expect(try await region.attentionAtHub() == [])
    for home in [region.home(.upperFells), region.hubHome] {
      let told = try await region.run(["sync", "status", "--home", home])
      #expect(told.text.contains("Parallel updates    1: 1 waits for Millbridge"), "\(told.text)")
    }
    let again = try await stick.intoHub(try await stick.fromNode(.millbridge, "clash-again"))
    #expect(again.openConflicts == 1)
    let conflicts = try await region.conflicts(at: .millbridge)
    #expect(conflicts.map(\.field) == ["description", "due"])
    let days = conflicts.filter { $0.field == "due" }.flatMap(\.sides).map(\.value)
    #expect(Set(days) == ["2022-12-01", "2022-11-20"])
    for (field, value) in [("due", "2022-11-20"), ("description", "two gaps")] {
      try await region.at(
        .millbridge,
        [
          "sync", "resolve", task, "--field", field, "--value", value, "--comment",
          "as Upper Fells saw it", "--as", "tactical-chair",
        ])
    }
    #expect(try await region.attention(home: region.home(.millbridge)) == [])
    for partnership in [TestPartnership.millbridge, .upperFells] {
      try await stick.roundTrip(partnership, "\(partnership.reference)-settled")
    }
    #expect(try await region.conflicts(at: .upperFells) == [])
    #expect(try await region.task(task, at: .upperFells).fields["due"] == "2022-11-20")
    let hub = try HubReplica(region).stateHash()
    #expect(try await region.group(at: .millbridge).stateHash == hub)
    #expect(try await region.group(at: .upperFells).stateHash == hub)
  }

  /// Files go with the task, both ways, byte for byte; one that should not have gone is erased
  /// everywhere.
  private func attachments(of task: String, _ region: TestRegion, _ stick: Stick) async throws {
    let plan = Data((0..<120_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
    let secret = Data("The witness is somebody whom nobody may name. ".utf8)
    for (name, content) in [("plan.pdf", plan), ("witness.txt", secret)] {
      try content.write(to: URL(filePath: region.folder.path(name)))
      try await region.at(
        .millbridge, ["task", "attach", task, region.folder.path(name), "--as", "analyst"])
    }
    try await stick.roundTrip(.millbridge, "files")
    try await stick.intoNode(.upperFells, try await stick.fromHub(to: .upperFells, "files-to-FEL"))
    for home in [region.home(.upperFells), region.hubHome] {
      let path = region.folder.path("plan-\(UUID().uuidString).pdf")
      try await region.run([
        "task", "attachment", task, "plan.pdf", "--output", path, "--home", home,
      ])
      #expect(try Data(contentsOf: URL(filePath: path)) == plan)
    }
    struct ShownFile: Decodable {
      let name: String
      let bytes: Int
      let author: String
      let erased: String?
    }
    func files(_ home: String) async throws -> [String] {
      try await region.run(["task", "attachments", task, "--home", home, "--json"])
        .read([ShownFile].self).map {
          "\($0.erased?.prefix(23) ?? "\($0.name) \($0.bytes)") \($0.author)"
        }
    }
    let both = ["plan.pdf 120000 MIL/analyst", "witness.txt \(secret.count) MIL/analyst"]
    #expect(try await files(region.home(.upperFells)) == both)
    try await region.run([
      "hub", "redact", task, "--attachment", "witness.txt", "--ground", "names a witness", "--yes",
      "--home", region.hubHome,
    ])
    struct Hub: Decodable {
      struct Entry: Decodable { let kind: String; let words: String }
      let attention: [Entry]
    }
    let told = try await region.program.run([
      "sync", "status", "--home", region.hubHome, "--json",
    ]).read(Hub.self).attention.filter { $0.kind == "redaction" }
    #expect(told.count == 1, "one file is one matter: \(told)")
    #expect(told.first?.words.contains("changes") == true, "\(told)")
    for partnership in [TestPartnership.millbridge, .upperFells] {
      try await stick.roundTrip(partnership, "\(partnership.reference)-erased")
    }
    // Files were carried to the hub before the words were erased; the next ones say that they are.
    #expect(Set(try await region.attentionAtHub().map(\.kind)) == ["redaction"])
    let said = try await stick.intoHub(try await stick.fromNode(.millbridge, "MIL-said"))
    #expect(said.notices == [])
    let words = try await region.attentionAtHub().map(\.words)
    #expect(words.allSatisfy { $0.hasSuffix("erased at FEL.") } && !words.isEmpty, "\(words)")
    try await stick.intoHub(try await stick.fromNode(.upperFells, "FEL-said", ["--receipt"]))
    #expect(try await region.attentionAtHub() == [])
    // Who comes after the withdrawal never had the words.
    let late = TestPartnership("Lowmoor", "LOW", "E07000903")
    try await region.initialise(late)
    try await region.enrol(late)
    #expect(try await region.attentionAtHub() == [])
    for home in [region.home(.millbridge), region.home(.upperFells), region.hubHome] {
      #expect(try await files(home) == [both[0], "erased (names a witness MIL/analyst"])
      for words in [["task", "show", task], ["task", "attachments", task]] {
        let shown = try await region.run(words + ["--home", home]).text
        #expect(shown.contains("erased (names a witness, 20"), "\(shown)")
      }
      for file in try FileManager.default.contentsOfDirectory(atPath: home)
      where file.contains(".sqlite") {
        let stored = try Data(contentsOf: URL(filePath: "\(home)/\(file)"))
        #expect(stored.range(of: secret) == nil, "\(file) still has what was withdrawn")
        #expect(stored.range(of: Data("witness.txt".utf8)) == nil, "\(file) still has its name")
      }
    }
    let hub = try HubReplica(region).stateHash()
    #expect(try await region.group(at: .upperFells).stateHash == hub)
  }

  /// A month of figures goes to the hub, and the node hears that it has arrived.
  private func release(_ region: TestRegion, _ stick: Stick) async throws {
    let district = SmallDistrict(.millbridge)
    try await region.at(.millbridge, ["import", "lookups"] + district.lookups(in: region.folder))
    let street = try district.street(month: "2021-09", in: region.folder)
    try await region.at(.millbridge, ["import", "police", street])
    try await region.at(.millbridge, ["release", "build", "--due", "--as", "analyst"])
    for step in ["preview", "approve"] {
      try await region.at(.millbridge, ["release", step, "--all", "--as", "liaison-officer"])
    }
    try await stick.intoHub(try await stick.fromNode(.millbridge, "release"))
    let report = try await stick.intoNode(
      .millbridge, try await stick.fromHub(to: .millbridge, "release-receipt"))
    #expect(report.releasesDelivered == ["police-2021-09-F"])
  }

  /// What Upper Fells writes after it was revoked has no effect; its bundles are refused.
  private func revoke(_ region: TestRegion, _ stick: Stick) async throws {
    try await region.run([
      "hub", "revoke", "FEL", "--reason", "laptop stolen", "--yes", "--home", region.hubHome,
    ])
    let late = try await stick.fromNode(.upperFells, "late")
    let refused = try await region.program.run([
      "sync", "import", late, "--home", region.hubHome, "--json",
    ])
    #expect(refused.status == 3)
    #expect(refused.errorCode == "bundle-creator-revoked")
    // Looking says the same as taking in, and what the file holds.
    let looked = try await region.program.run([
      "sync", "inspect", late, "--home", region.hubHome, "--json",
    ])
    #expect(looked.status == 3)
    #expect(try looked.read(BundleInspection.self).refusal?.code == "bundle-creator-revoked")
    let goodbye = try await stick.fromHub(to: .upperFells, "goodbye")
    let told = try await region.attempt(.upperFells, ["sync", "import", goodbye])
    #expect(told.status == 2 && told.text.contains("laptop stolen"))
    // What others shared is erased there.
    let attempt = try await region.attempt(
      .upperFells, ["task", "update", "MIL-T-0001", "--note", "too late", "--as", "officer"])
    #expect(attempt.status != 0)
    #expect(attempt.errorCode == "task-unknown")
  }
}
