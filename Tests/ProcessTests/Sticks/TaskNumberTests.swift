import Foundation
import Testing

@Suite("The numbers of tasks, at machines brought back and copied ones")
struct TaskNumberTests {
  private struct ListedTask: Decodable {
    let reference: String
    let name: String
    let isShared: Bool
    let fields: [String: String]

    var title: String { fields["title"] ?? "" }
  }

  private func list(_ home: String, _ region: TestRegion) async throws -> [ListedTask] {
    try await region.run(["task", "list", "--json", "--home", home]).read([ListedTask].self)
  }

  @Test(
    """
    A number is given once: a machine that was brought back passes over those that it can know of, and \
    keeps far from those that it cannot
    """, arguments: [false, true])
  func numberGivenOnce(wholeFolder: Bool) async throws {
    let (region, _) = try await TestRegion.withSharedTask()
    let home = region.home(.millbridge)
    let backup = region.folder.path("backup")
    try MachineCopy.folder(home, to: backup)
    try await region.whileServing {
      let lost = try await makeTask("Light the footpath", in: region)
      #expect(lost == "MIL-T-0002")
      try await region.level()
      if wholeFolder {
        try MachineCopy.bringBack(backup, to: home)
      } else {
        try MachineCopy.database(of: backup, to: home)
      }
      var made: [String] = []
      for title in ["Mend the fence", "Cut the hedge"] {
        made.append(try await makeTask(title, in: region))
      }
      let numbers = made.compactMap { Int($0.dropFirst("MIL-T-".count)) }
      // The note beside the keys knows what was given; a whole folder knows nothing.
      #expect(wholeFolder ? numbers[0] > 1_000 : numbers[0] == 3, "\(made)")
      #expect(numbers[1] == numbers[0] + 1)
      let told = try await region.run([
        "task", "new", "--title", "Ask the owner", "--as", "analyst", "--home", home,
      ])
      #expect(told.text.contains("waits to get back what it made"), "\(told.text)")
      try await region.level()
      try await region.level()
      for place in [home, region.home(.upperFells), region.hubHome] {
        let shared = try await list(place, region).filter(\.isShared)
        #expect(Set(shared.map(\.reference)) == Set(["MIL-T-0001", lost] + made), "\(place)")
        #expect(shared.count == 4)
      }
      let next = try await region.run([
        "task", "new", "--title", "Paint the gate", "--as", "analyst", "--json", "--home", home,
      ]).read(ShownTask.self)
      #expect(next.reference == "MIL-T-\(zeros(numbers[1] + 2))", "goes on from there")
    }
  }

  private func zeros(_ number: Int) -> String {
    String(repeating: "0", count: max(0, 4 - "\(number)".count)) + "\(number)"
  }

  @Test(
    """
    A task that was shared after the backup is not shared a second time: that is refused with what to \
    do, and once it has come back it is the shared one
    """)
  func sharedBeforeTheRestore() async throws {
    let (region, _) = try await TestRegion.withSharedTask()
    let home = region.home(.millbridge)
    let backup = region.folder.path("backup")
    let share = ["task", "share", "MIL-T-0002", "--as", "analyst", "--home", home]
    try await region.run([
      "task", "new", "--title", "Light the footpath", "--description", "with lamps", "--as",
      "analyst", "--home", home,
    ])
    try await region.run([
      "task", "new", "--title", "Never shared", "--as", "analyst", "--home", home,
    ])
    try MachineCopy.folder(home, to: backup)
    try await region.whileServing {
      try await region.run([
        "task", "update", "MIL-T-0002", "--description", "with two lamps", "--as", "analyst",
        "--home", home,
      ])
      try await region.run(share)
      try await region.level()
      try MachineCopy.bringBack(backup, to: home)
      let refused = try await region.program.run(share + ["--json"])
      expect(refused, status: 3, code: "task-may-be-shared")
      #expect(refused.errors.contains("iscan sync run"), "\(refused.errors)")
      let told = try await region.program.run(["sync", "run", "--home", home])
      #expect(
        told.status == 2 && told.text.contains("MIL-T-0002 had been shared with"), "\(told.text)")
      let again = try await region.program.run(share + ["--json"])
      expect(again, status: 3, code: "task-shared-already")
      // One that never was shared can be now.
      try await region.run(["task", "share", "MIL-T-0003", "--as", "analyst", "--home", home])
      try await region.level()
      for place in [home, region.home(.upperFells), region.hubHome] {
        let listed = try await list(place, region)
        #expect(
          listed.map(\.reference).sorted() == ["MIL-T-0001", "MIL-T-0002", "MIL-T-0003"])
        #expect(listed.filter { !$0.isShared }.isEmpty)
        let description = listed.first { $0.reference == "MIL-T-0002" }?.fields["description"]
        #expect(description == "with two lamps")
      }
    }
  }

  @Test("The same without a line: what had been shared comes back with the answer")
  func sharedBeforeTheRestoreWithoutLine() async throws {
    let (region, _) = try await TestRegion.withSharedTask()
    let stick = Stick(region: region)
    let home = region.home(.millbridge)
    let backup = region.folder.path("backup")
    let share = ["task", "share", "MIL-T-0002", "--as", "analyst", "--home", home]
    try await region.run([
      "task", "new", "--title", "Light the footpath", "--as", "analyst", "--home", home,
    ])
    try MachineCopy.folder(home, to: backup)
    try await region.run(share)
    try await stick.roundTrip(.millbridge, "shared")
    try await stick.roundTrip(.millbridge, "heard")
    try MachineCopy.bringBack(backup, to: home)
    let early = try await region.program.run(share + ["--json"])
    expect(early, status: 3, code: "task-may-be-shared")
    #expect(early.errors.contains("iscan sync export, and"), "\(early.errors)")
    // The answer begins where the machine says that it stands.
    try await stick.intoHub(try await stick.fromNode(.millbridge, "back"))
    let back = try await stick.fromHub(to: .millbridge, "back-there")
    let told = try await region.program.run(["sync", "import", back, "--home", home])
    #expect(told.status == 2, "\(told.errors)")
    #expect(told.text.contains("MIL-T-0002 had been shared with"), "\(told.text)")
    #expect(try await list(home, region).map(\.reference) == ["MIL-T-0001", "MIL-T-0002"])
    #expect(try await list(home, region).filter { !$0.isShared }.isEmpty)
    let next = try await region.run([
      "task", "new", "--title", "Mend the fence", "--as", "analyst", "--json", "--home", home,
    ]).read(ShownTask.self)
    #expect(next.reference == "MIL-T-0003")
  }

  @Test(
    """
    A number that two copies of a machine gave: both tasks are shown and told apart, and what is asked \
    for one does not touch the other; one that was not shared yet gets another number
    """)
  func numberGivenTwice() async throws {
    let (region, _) = try await TestRegion.withSharedTask()
    let home = region.home(.millbridge)
    let clone = region.folder.path("clone")
    try MachineCopy.folder(home, to: clone)
    try await region.whileServing {
      for place in [clone, home] { try await region.run(["sync", "run", "--home", place]) }
      let twice = try await makeTask("Light the footpath", in: region)
      #expect(try await makeTask("Mend the fence", at: clone, in: region) == twice)
      for (place, title) in [(home, "Only at the first"), (clone, "Cut the hedge")] {
        try await region.run([
          "task", "new", "--title", title, "--as", "analyst", "--home", place,
        ])
      }
      try await region.run(["task", "share", "MIL-T-0003", "--as", "analyst", "--home", clone])
      try await region.run(["sync", "run", "--home", clone])
      let told = try await region.program.run(["sync", "run", "--home", home])
      #expect(told.status == 2)
      #expect(told.text.contains("that was called MIL-T-0003 is MIL-T-0004 now"), "\(told.text)")
      try await region.run(["sync", "run", "--home", clone])
      try await region.level()
      let here = try await list(home, region).filter { !$0.isShared }
      #expect(here.map(\.reference) == ["MIL-T-0004"] && here[0].title == "Only at the first")
      for place in [home, clone, region.home(.upperFells), region.hubHome] {
        try await checkBoth(twice, at: place, region)
      }
      try await workOnOne(of: twice, region)
      try await redactOne(of: twice, in: region)
      try await pagesShowBoth(twice, in: region)
      // Numbers that others know of are passed over from now on.
      #expect(try await makeTask("Paint the gate", in: region) == "MIL-T-0005")
    }
  }

  /// Both are listed, shown and explained; each has a name of its own.
  private func checkBoth(_ reference: String, at place: String, _ region: TestRegion) async throws {
    let listed = try await list(place, region).filter { $0.reference == reference }
    #expect(listed.map(\.title).sorted() == ["Light the footpath", "Mend the fence"], "\(place)")
    let both = try await region.run(["task", "show", reference, "--home", place]).text
    let asArray = try await region.run(["task", "show", reference, "--json", "--home", place])
      .read([ListedTask].self)
    #expect(Set(asArray.map(\.name)) == Set(listed.map(\.name)))
    #expect(both.contains("2 tasks are called \(reference)."), "\(both)")
    let explained = try await region.run(["sync", "explain", reference, "--home", place]).text
    for task in listed {
      #expect(both.contains("\(reference) (\(task.name)) \(task.title)"), "\(both)")
      #expect(explained.contains(task.name), "\(explained)")
      let shown = try await region.run(["task", "show", task.name, "--json", "--home", place])
        .read(ShownTask.self)
      #expect(shown.fields["title"] == task.fields["title"])
    }
  }

  /// A change goes to the one that was meant, and to none if that is not said.
  private func workOnOne(of reference: String, _ region: TestRegion) async throws {
    let home = region.home(.upperFells)
    let change = ["--note", "looked at it", "--as", "analyst", "--home", home]
    let refused = try await region.program.run(["task", "update", reference, "--json"] + change)
    expect(refused, status: 1, code: "task-reference-ambiguous")
    let tasks = try await list(home, region).filter { $0.reference == reference }
    for task in tasks { #expect(refused.errors.contains(task.name), "\(refused.errors)") }
    try await region.run(["task", "update", tasks[0].name] + change)
    var notes: [[String]] = []
    for task in tasks {
      let shown = try await region.run(["task", "show", task.name, "--json", "--home", home])
      notes.append(try shown.read(ShownTask.self).journal.map(\.text))
    }
    #expect(notes == [["looked at it"], []])
  }

  private func makeTask(_ title: String, at place: String? = nil, in region: TestRegion)
    async throws
    -> String
  {
    let home = place ?? region.home(.millbridge)
    let made = try await region.run([
      "task", "new", "--title", title, "--description", "word of it", "--as", "analyst", "--json",
      "--home", home,
    ]).read(ShownTask.self)
    try await region.run(["task", "share", made.reference, "--as", "analyst", "--home", home])
    return made.reference
  }

  private func redactOne(of reference: String, in region: TestRegion) async throws {
    let words = ["--field", "description", "--ground", "a name", "--yes", "--home", region.hubHome]
    let refused = try await region.program.run(
      ["hub", "redact", reference, "--json"] + words)
    expect(refused, status: 1, code: "task-reference-ambiguous")
    let tasks = try await tasks(called: reference, at: region.hubHome, region)
    try await region.run(["hub", "redact", tasks[0]] + words)
    var left: [String] = []
    for task in tasks {
      let shown = try await region.run(["task", "show", task, "--json", "--home", region.hubHome])
      left.append(try shown.read(ShownTask.self).fields["description"] ?? "")
    }
    #expect(left[0].hasPrefix("erased (a name, ") && left[1] == "word of it")
  }

  private func tasks(called reference: String, at home: String, _ region: TestRegion) async throws
    -> [String]
  {
    struct Listed: Decodable {
      let reference: String
      let name: String
    }
    return try await region.run(["task", "list", "--json", "--home", home]).read([Listed].self)
      .filter { $0.reference == reference }.map(\.name)
  }

  private func pagesShowBoth(_ reference: String, in region: TestRegion) async throws {
    let home = region.hubHome
    let server = try region.program.start([
      "serve", "--home", home, "--page-port", "0", "--sync-port", "0", "--offline",
      "--open-on-loopback",
    ])
    let address = try await server.line(beginning: "Pages: ")
    let list = try await page("tasks", at: address)
    #expect(list.status == 200)
    #expect(try await page("tasks/\(reference)", at: address).status == 300)
    for name in try await tasks(called: reference, at: home, region) {
      #expect(list.text.contains(name.replacing("/", with: "%2F")), "\(list.text)")
      let found = try await page("tasks/\(name.replacing("/", with: "%2F"))", at: address)
      #expect(found.status == 200 && found.text.contains(name), "\(found.text)")
    }
    await server.stop()
  }
}
