import Foundation
import SyncTransport
import Testing

@Suite("A partnership that leaves", .serialized)
struct LeavingTests {
  private static let others = "Lanternwick crossing"
  private static let own = "Harrowgate steps"
  private static let ownUnsent = "the steps' warden"
  private static let unsent = "ask the keeper of Tollbar weir"

  private struct Left: Decodable {
    struct Words: Decodable { let task: String; let field: String; let words: String }

    let kept: [String]
    let erased: [String]
    let unsent: [Words]
    let files: [String]
  }

  private struct Told: Decodable { let standing: String; let facts: [String] }

  /// Millbridge shares a task; Upper Fells shares one, with a file, and writes more without a line.
  private func work(in region: TestRegion) async throws {
    try await region.whileServing {
      try await region.join([.millbridge, .upperFells])
      try await share(Self.others, at: .millbridge, region)
      try await share(Self.own, at: .upperFells, region)
      let plan = region.folder.path("plan.txt")
      try Data("first the lower step".utf8).write(to: URL(filePath: plan))
      try await region.at(
        .upperFells, ["task", "attach", "FEL-T-0001", plan, "--as", "analyst"])
      for partnership in [TestPartnership.upperFells, .millbridge, .upperFells] {
        try await region.synchronise(partnership)
      }
      try await region.at(
        .millbridge,
        ["task", "update", "FEL-T-0001", "--note", Self.others + " too", "--as", "analyst"])
      for partnership in [TestPartnership.millbridge, .upperFells] {
        try await region.synchronise(partnership)
      }
    }
    // What nobody else has.
    try await region.at(
      .upperFells, ["task", "update", "MIL-T-0001", "--note", Self.unsent, "--as", "analyst"])
    try await region.at(
      .upperFells, ["task", "update", "FEL-T-0001", "--owner", Self.ownUnsent, "--as", "analyst"])
    try await share("Never sent anywhere", at: .upperFells, region)
    #expect(try Self.holds(Self.others, region.home(.upperFells)))
  }

  private func share(_ title: String, at partnership: TestPartnership, _ region: TestRegion)
    async throws
  {
    let made = try await region.at(
      partnership, ["task", "new", "--title", title, "--as", "analyst", "--json"]
    ).read(ShownTask.self)
    try await region.at(partnership, ["task", "share", made.reference, "--as", "analyst"])
  }

  /// What others wrote is in no file; what it made itself, and what it never sent, is there.
  private func checkLeft(_ region: TestRegion) async throws {
    let home = region.home(.upperFells)
    #expect(try !Self.holds(Self.others, home))
    #expect(try Self.holds(Self.own, home))
    let left = try await region.at(.upperFells, ["sync", "log", "--left", "--json"])
      .read([Left].self)
    #expect(left.map(\.kept) == [["FEL-T-0001", "FEL-T-0002"]])
    #expect(left.map(\.erased) == [["MIL-T-0001"]])
    let words = left.flatMap(\.unsent)
    #expect(words.filter { $0.task == "MIL-T-0001" }.map(\.words) == [Self.unsent])
    // What it wrote to its own tasks and never sent is named too, though it stays in them.
    #expect(words.filter { $0.task == "FEL-T-0001" }.map(\.words) == [Self.ownUnsent])
    #expect(words.contains { $0.task == "FEL-T-0002" && $0.words == "Never sent anywhere" })
    let file = try #require(left.first?.files.first)
    #expect(FileManager.default.contents(atPath: file) == Data("first the lower step".utf8))
    for (reference, title) in [("FEL-T-0001", Self.own), ("FEL-T-0002", "Never sent anywhere")] {
      let task = try await region.task(reference, at: .upperFells)
      #expect(task.fields["title"] == title)
      #expect(task.journal == [])
    }
    let kept = try await explain("FEL-T-0001", region)
    #expect(kept.standing == "not-shared" && kept.facts[0].contains("when this partnership left"))
    #expect(kept.facts.contains { $0.hasSuffix(Self.ownUnsent) })
    let gone = try await explain("MIL-T-0001", region)
    #expect(gone.standing == "erased" && gone.facts.contains { $0.hasSuffix(Self.unsent) })
    let queue = try await region.at(.upperFells, ["sync", "queue", "--json"])
    #expect(try queue.read([String].self) == [])
    let inWords = try await region.at(.upperFells, ["sync", "queue"])
    for words in ["no longer a member of Tarn and Coast", "iscan sync log --left"] {
      #expect(inWords.text.contains(words), "\(inWords.text)")
    }
    struct Entry: Decodable { let kind: String; let words: String }
    struct Status: Decodable { let attention: [Entry]; let waiting: Int }
    let status = try await region.attempt(.upperFells, ["sync", "status"]).read(Status.self)
    #expect(status.waiting == 0)
    #expect(
      status.attention.contains { $0.kind == "rights-ended" && $0.words.contains("MIL-T-0001") })
    try await region.at(.upperFells, ["node", "doctor"])
    // A task that came back can be worked on.
    try await region.at(
      .upperFells, ["task", "update", "FEL-T-0001", "--note", "goes on", "--as", "analyst"])
  }

  private func explain(_ subject: String, _ region: TestRegion) async throws -> Told {
    try #require(
      try await region.at(.upperFells, ["sync", "explain", subject, "--json"]).read([Told].self)
        .first)
  }

  @Test("in good order: by line it learns so, erases what came from others, keeps what is its own")
  func retired() async throws {
    let region = try await TestRegion()
    try await work(in: region)
    let said = try await region.run([
      "hub", "retire", "FEL", "--dry-run", "--home", region.hubHome,
    ])
    #expect(said.text.contains("1 task of others is erased."), "\(said.text)")
    #expect(said.text.contains("1 task that it made stays there"), "\(said.text)")
    try await region.run(["hub", "retire", "FEL", "--yes", "--home", region.hubHome])
    try await region.whileServing {
      let told = try await region.attempt(.upperFells, ["sync", "run"])
      #expect(told.status == 2 && told.text.contains("no longer a member"), "\(told.errors)")
      try await checkLeft(region)
      // From then on there is nothing to say.
      for _ in 0..<2 {
        let again = try await region.attempt(.upperFells, ["sync", "run"])
        #expect(again.status == 0, "\(again.text) \(again.errors)")
      }
      // Others' work, and what it sent before, stay with the others.
      try await region.synchronise(.millbridge)
      #expect(try await region.task("MIL-T-0001", at: .millbridge).fields["title"] == Self.others)
      #expect(try await region.task("FEL-T-0001", at: .millbridge).fields["title"] == Self.own)
    }
  }

  @Test("revoked or retired: by a bundle it learns so and does the same", arguments: [true, false])
  func byBundle(isRevoked: Bool) async throws {
    let region = try await TestRegion()
    let stick = Stick(region: region)
    try await work(in: region)
    let before = try await stick.fromHub(to: .upperFells, "before")
    try await region.run(
      isRevoked
        ? ["hub", "revoke", "FEL", "--reason", "stolen", "--yes", "--home", region.hubHome]
        : ["hub", "retire", "FEL", "--yes", "--home", region.hubHome])
    // Nothing that was decided later is told.
    try await region.run([
      "hub", "invite", "--home", region.hubHome, "--name", "Lowmoor",
      "--reference", "LOW", "--district", "E07000903", "--output", region.folder.path("i.json"),
    ])
    let goodbye = try await stick.fromHub(to: .upperFells, "goodbye")
    let outlook = try await region.at(.upperFells, ["sync", "inspect", goodbye])
    for words in [
      "no longer a member of Tarn and Coast: "
        + (isRevoked ? "its rights were ended (stolen)" : "it was retired"),
      "1 task of others is then erased here: MIL-T-0001.",
      "2 tasks that this partnership made stay, on this machine only.",
    ] { #expect(outlook.text.contains(words), "\(outlook.text)") }
    #expect(!outlook.text.contains("and 0 decisions"), "\(outlook.text)")
    let told = try await region.attempt(.upperFells, ["sync", "import", goodbye])
    #expect(told.status == 2)
    let report = try told.read(BundleReport.self)
    #expect(report.notices.contains { $0.contains("no longer a member") }, "\(report.notices)")
    #expect(report.missing == [])
    try await checkLeft(region)
    // An earlier bundle, and the same once more, change nothing and lack nothing.
    for file in [before, goodbye] {
      let again = try await stick.intoNode(.upperFells, file)
      #expect(again.missing == [] && again.commitsReceived == 0)
    }
    #expect(try !Self.holds(Self.others, region.home(.upperFells)))
  }

  @Test("retired: it comes back with a new invitation and a new node")
  func comesBack() async throws {
    let region = try await TestRegion()
    try await region.whileServing {
      try await region.join([.millbridge, .upperFells])
      try await share(Self.own, at: .upperFells, region)
      try await region.synchronise(.upperFells)
    }
    try await region.run(["hub", "retire", "FEL", "--yes", "--home", region.hubHome])
    try FileManager.default.moveItem(
      atPath: region.home(.upperFells), toPath: region.folder.path("first-machine"))
    for file in ["invitation", "request", "reply"] {
      try FileManager.default.removeItem(atPath: region.folder.path("FEL-\(file).json"))
    }
    try await region.whileServing {
      try await region.join([.upperFells])
      try await share("Mend the stile", at: .upperFells, region)
      for partnership in [TestPartnership.upperFells, .millbridge] {
        try await region.synchronise(partnership)
      }
    }
    struct Member: Decodable { let reference: String; let state: String; let revoked: String? }
    let members = try await region.run(["hub", "members", "--home", region.hubHome, "--json"])
      .read([Member].self).filter { $0.reference == "FEL" }
    #expect(Set(members.map(\.state)) == ["member", "retired"])
    #expect(members.allSatisfy { $0.revoked == nil })
    let shown = try await region.run(["hub", "members", "--home", region.hubHome])
    #expect(!shown.text.contains("revoked"), "\(shown.text)")
    let titles = try await region.at(.millbridge, ["task", "list", "--json"])
      .read([ShownTask].self).compactMap { $0.fields["title"] }
    #expect(Set(titles) == [Self.own, "Mend the stile"])
    // One that is a member is not invited again.
    let again = try await region.program.run([
      "hub", "invite", "--name", "Upper Fells", "--reference", "FEL", "--district", "E07000902",
      "--output", region.folder.path("again.json"), "--home", region.hubHome, "--json",
    ])
    expect(again, status: 3, code: "member-known")
  }

  @Test(
    """
    Two of its tasks have one reference, since two copies of its machine gave it: it is told how many \
    tasks stay, and each stays as it was
    """)
  func namesakes() async throws {
    let region = try await TestRegion()
    let (home, copy) = (region.home(.upperFells), region.folder.path("copy"))
    try await region.whileServing {
      try await region.join([.millbridge, .upperFells])
      for title in [Self.others, "Mend the stile"] {
        try await share(title, at: .millbridge, region)
      }
      try await region.synchronise(.millbridge)
      try await share(Self.own, at: .upperFells, region)
      try await region.synchronise(.upperFells)
      try FileManager.default.copyItem(atPath: home, toPath: copy)
      for place in [copy, home] { try await region.run(["sync", "run", "--home", place]) }
      for (place, title, due) in [
        (home, "Light the footpath", "2022-11-30"), (copy, "Clear the ditch", "2022-12-24"),
      ] {
        let made = try await region.run([
          "task", "new", "--title", title, "--due", due, "--as", "analyst", "--json", "--home",
          place,
        ]).read(ShownTask.self)
        #expect(made.reference == "FEL-T-0002")
        try await region.run(["task", "share", made.reference, "--as", "analyst", "--home", place])
      }
      for place in [copy, home] { try await region.run(["sync", "run", "--home", place]) }
    }
    let said = try await region.run([
      "hub", "revoke", "FEL", "--reason", "stolen", "--dry-run", "--home", region.hubHome,
    ])
    #expect(said.text.contains("2 tasks of others are erased."), "\(said.text)")
    #expect(said.text.contains("3 tasks that it made stay there"), "\(said.text)")
    try await region.run([
      "hub", "revoke", "FEL", "--reason", "stolen", "--yes", "--home", region.hubHome,
    ])
    let stick = Stick(region: region)
    let goodbye = try await stick.fromHub(to: .upperFells, "goodbye")
    let told = try await region.attempt(.upperFells, ["sync", "import", goodbye])
    #expect(told.status == 2)
    let left = try await region.at(.upperFells, ["sync", "log", "--left", "--json"])
      .read([Left].self)
    #expect(left.map(\.kept) == [["FEL-T-0001", "FEL-T-0002", "FEL-T-0003 (FEL-T-0002)"]])
    #expect(left.map(\.erased) == [["MIL-T-0001", "MIL-T-0002"]])
    let tasks = try await region.at(.upperFells, ["task", "list", "--json"])
      .read([ShownTask].self)
    let words = Set(tasks.map { [$0.fields["title"] ?? "", $0.fields["due"] ?? ""] })
    #expect(
      words == [
        [Self.own, ""], ["Light the footpath", "2022-11-30"], ["Clear the ditch", "2022-12-24"],
      ])
    #expect(Set(tasks.map(\.reference)).count == 3)
    let renamed = try await explain("FEL-T-0003", region)
    #expect(renamed.facts[0].contains("when this partnership left"), "\(renamed.facts)")
  }

  @Test("retired: a bundle that it made before it knew is not said to lack anything")
  func lateBundle() async throws {
    let region = try await TestRegion()
    let stick = Stick(region: region)
    try await work(in: region)
    let late = try await stick.fromNode(.upperFells, "late")
    try await region.run(["hub", "retire", "FEL", "--yes", "--home", region.hubHome])
    let answer = try await region.program.run([
      "sync", "import", late, "--home", region.hubHome, "--json",
    ])
    struct Report: Decodable { let missing: [String]; let notices: [String] }
    let report = try answer.read(Report.self)
    #expect(report.missing == [], "\(answer.text)")
    #expect(!report.notices.isEmpty)
    let inWords = try await region.program.run(["sync", "import", late, "--home", region.hubHome])
    #expect(inWords.text.contains("FEL was retired: nothing of it is taken"), "\(inWords.text)")
  }

  /// Every file below a home.
  private static func holds(_ words: String, _ home: String) throws -> Bool {
    let folder = URL(filePath: home)
    return try FileManager.default.subpathsOfDirectory(atPath: home).contains { name in
      let content = FileManager.default.contents(atPath: folder.appending(path: name).path)
      return content?.range(of: Data(words.utf8)) != nil
    }
  }
}
