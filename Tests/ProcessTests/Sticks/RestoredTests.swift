import Foundation
import FoundationNetworking
import GRDB
import Testing

@Suite("Machines brought back from a backup, and copied ones")
struct RestoredTests {
  /// A region of two in which Millbridge has shared a task that both hold.
  private func region() async throws -> (TestRegion, String) {
    let region = try await TestRegion()
    let task = try await region.whileServing {
      try await region.join([.millbridge, .upperFells])
      let made = try await region.at(
        .millbridge,
        [
          "task", "new", "--title", "Close quarry access", "--due", "2022-11-30", "--owner",
          "MIL parks manager", "--as", "analyst", "--json",
        ]
      ).read(ShownTask.self)
      try await region.at(
        .millbridge, ["task", "update", made.reference, "--status", "proposed", "--as", "analyst"])
      try await region.at(.millbridge, ["task", "share", made.reference, "--as", "analyst"])
      try await level(region)
      return made.reference
    }
    return (region, task)
  }

  private func level(_ region: TestRegion) async throws {
    for partnership in [TestPartnership.millbridge, .upperFells, .millbridge] {
      try await region.synchronise(partnership)
    }
  }

  private func note(
    _ text: String, on task: String, at home: String, _ region: TestRegion
  ) async throws {
    try await region.run([
      "task", "update", task, "--note", text, "--as", "analyst", "--home", home,
    ])
  }

  private func notes(on task: String, at partnership: TestPartnership, _ region: TestRegion)
    async throws -> Set<String>
  {
    Set(try await region.task(task, at: partnership).journal.map(\.text))
  }

  /// Copies a folder as `cp -a` does.
  private func copy(_ from: String, to path: String) throws {
    try FileManager.default.copyItem(atPath: from, toPath: path)
  }

  private func replace(_ path: String, with copy: String) throws {
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.copyItem(atPath: copy, toPath: path)
  }

  @Test(
    "A node brought back from a backup says what to do, and loses nothing",
    arguments: [false, true])
  func restoredNode(wholeFolder: Bool) async throws {
    let (region, task) = try await region()
    let home = region.home(.millbridge)
    let backup = region.folder.path("backup")
    try copy(home, to: backup)
    try await region.whileServing {
      try await note("sent after the backup", on: task, at: home, region)
      try await level(region)
      if wholeFolder {
        try replace(home, with: backup)
      } else {
        for file in ["node.sqlite", "node.sqlite-wal", "node.sqlite-shm"] {
          try? FileManager.default.removeItem(atPath: "\(home)/\(file)")
          if FileManager.default.fileExists(atPath: "\(backup)/\(file)") {
            try copy("\(backup)/\(file)", to: "\(home)/\(file)")
          }
        }
      }
      let sent = try HubReplica(region).commits()
      // Work goes on at once, in a log of its own; the program says what happened and what is next.
      let told = try await region.program.run([
        "task", "update", task, "--note", "before the line", "--as", "analyst", "--home", home,
      ])
      #expect(told.status == 0)
      let cause =
        wholeFolder ? "copied, moved or brought back from a backup" : "an older copy of itself"
      for words in [cause, "comes back from the hub", "Next: iscan sync run"] {
        #expect(told.errors.contains(words), "\(told.errors)")
      }
      #expect(try await notes(on: task, at: .millbridge, region) == ["before the line"])
      #expect(try await region.status(of: .millbridge).waiting == 1, "it is said to wait")
      let attention = try await region.attention(home: home)
      #expect(Set(attention.map(\.kind)) == ["recovery"])
      #expect(attention.contains { $0.words.contains(cause) }, "\(attention)")
      try await pagesSay(cause, as: "analyst", ["", "sync", "tasks/\(task)"], home: home, region)
      try await region.synchronise(.millbridge)
      #expect(try await region.attention(home: home) == [], "the recovery is over")
      try await note("written after the restore", on: task, at: home, region)
      try await level(region)
      for partnership in [TestPartnership.millbridge, .upperFells] {
        #expect(
          try await notes(on: task, at: partnership, region)
            == ["sent after the backup", "before the line", "written after the restore"])
      }
      // Nothing at the hub has changed, and each new note has a place of its own.
      let held = try HubReplica(region).commits()
      #expect(sent.allSatisfy { held[$0.key] == $0.value })
      #expect(held.count == sent.count + 2)
      let queue = try await region.program.run(["sync", "queue", "--home", home])
      #expect(!queue.errors.contains("comes back from the hub"), "the recovery is over")
      #expect(try await region.at(.millbridge, ["node", "doctor"]).status == 0)
    }
  }

  /// What somebody with a database browser might do: a few letters of a title that was sent, in the
  /// log and in what was made of it.
  private func edit(_ home: String) throws {
    let (before, after) = (Data("quarry access".utf8), Data("QUARRY ACCESS".utf8))
    let queue = try DatabaseQueue(path: "\(home)/node.sqlite")
    try queue.write { db in
      for (table, column, key) in [
        ("stateRow", "value", "key"), ("logSegment", "content", "logIndex"),
      ] {
        for row in try Row.fetchAll(db, sql: "SELECT scope, \(key), \(column) FROM \(table)") {
          var content: Data = row[column]
          guard let place = content.range(of: before) else { continue }
          content.replaceSubrange(place, with: after)
          let name: DatabaseValue = row[key]
          try db.execute(
            sql: "UPDATE \(table) SET \(column) = ? WHERE scope = ? AND \(key) = ?",
            arguments: [content, row["scope"] as Int64, name])
        }
      }
    }
    try queue.close()
  }

  @Test("A database that was edited by hand is found out and mended; what was not sent is kept")
  func editedByHand() async throws {
    let (region, task) = try await region()
    let home = region.home(.millbridge)
    try await note("not sent yet", on: task, at: home, region)
    try edit(home)
    let doctor = try await region.program.run(["node", "doctor", "--home", home])
    #expect(doctor.status == 1)
    let next = "iscan sync run. Without a line: iscan sync export --request"
    #expect(doctor.text.contains("iscan node recover. Then: \(next)"), "\(doctor.text)")
    let mended = try await region.program.run(["node", "recover", "--home", home])
    #expect(mended.status == 2, "\(mended.errors)")
    #expect(mended.text.contains("Next: \(next)"), "\(mended.text)")
    try await region.whileServing {
      try await region.synchronise(.millbridge)
      try await note("after it was mended", on: task, at: home, region)
      try await level(region)
    }
    #expect(try await region.program.run(["node", "doctor", "--home", home]).status == 0)
    for partnership in [TestPartnership.millbridge, .upperFells] {
      #expect(
        try await notes(on: task, at: partnership, region)
          == ["not sent yet", "after it was mended"])
      #expect(
        try await region.task(task, at: partnership).fields["title"] == "Close quarry access")
    }
    let hub = try HubReplica(region).stateHash()
    #expect(try await region.group(at: .millbridge).stateHash == hub)
  }

  @Test("The same at a node without a line: what it is told to do brings everything back")
  func editedWithoutLine() async throws {
    let (region, task) = try await region()
    let stick = Stick(region: region)
    let home = region.home(.millbridge)
    try await stick.roundTrip(.millbridge, "level")
    try edit(home)
    let doctor = try await region.program.run(["node", "doctor", "--home", home])
    #expect(doctor.status == 1)
    #expect(doctor.text.contains("Then: iscan sync export --request"), "\(doctor.text)")
    #expect(!doctor.text.contains("iscan sync run"), "\(doctor.text)")
    let mended = try await region.program.run(["node", "recover", "--home", home])
    #expect(mended.status == 2, "\(mended.errors)")
    #expect(mended.text.contains("Next: iscan sync export --request"), "\(mended.text)")
    let request = try await stick.fromNode(.millbridge, "request", ["--request"])
    let answer = stick.file("answer")
    try await region.run([
      "sync", "export", "--answer", request, "--output", answer, "--home", region.hubHome,
    ])
    try await stick.intoNode(.millbridge, answer)
    #expect(try await region.program.run(["node", "doctor", "--home", home]).status == 0)
    #expect(
      try await region.task(task, at: .millbridge).fields["title"] == "Close quarry access")
  }

  @Test("A cloned node: both copies write, and nobody's work is lost")
  func clonedNode() async throws {
    let (region, task) = try await region()
    let home = region.home(.millbridge)
    let clone = region.folder.path("clone")
    try await note("not sent before the copy", on: task, at: home, region)
    try copy(home, to: clone)
    try await region.whileServing {
      try await note("by the original", on: task, at: home, region)
      let told = try await region.program.run(["sync", "run", "--home", clone])
      #expect(told.errors.contains("Next: iscan sync run"))
      try await note("by the copy", on: task, at: clone, region)
      for turn in 1...3 {
        _ = turn
        try await region.synchronise(.millbridge)
        try await region.run(["sync", "run", "--home", clone])
        try await region.synchronise(.upperFells)
      }
      try await note("by the original again", on: task, at: home, region)
      try await note("by the copy again", on: task, at: clone, region)
      for turn in 1...2 {
        _ = turn
        try await region.synchronise(.millbridge)
        try await region.run(["sync", "run", "--home", clone])
        try await region.synchronise(.upperFells)
      }
      let expected: Set = [
        "not sent before the copy", "by the original", "by the copy", "by the original again",
        "by the copy again",
      ]
      #expect(try await notes(on: task, at: .upperFells, region) == expected)
      #expect(try await notes(on: task, at: .millbridge, region) == expected)
      let hub = try HubReplica(region).stateHash()
      #expect(try await region.group(at: .millbridge).stateHash == hub)
    }
  }

  @Test("A hub brought back from a backup gets everything back, and decides nothing before")
  func restoredHub() async throws {
    let (region, task) = try await region()
    let backup = region.folder.path("hub-backup")
    try copy(region.hubHome, to: backup)
    try await region.whileServing {
      try await note("sent after the backup", on: task, at: region.home(.millbridge), region)
      try await level(region)
    }
    try await region.run([
      "hub", "revoke", "FEL", "--reason", "laptop stolen", "--yes", "--home", region.hubHome,
    ])
    try await region.whileServing { try await region.synchronise(.millbridge) }
    let before = try HubReplica(region).stateHash()
    try replace(region.hubHome, with: backup)
    let refused = try await region.program.run([
      "hub", "retire", "MIL", "--yes", "--home", region.hubHome, "--json",
    ])
    #expect(refused.status != 0)
    #expect(refused.errorCode == "hub-database-brought-back")
    let told = try await region.program.run(["hub", "recover", "--home", region.hubHome])
    #expect(told.status == 2)
    #expect(told.text.contains("have every member run iscan sync run"))
    // The list of members may lack somebody who came since: said in words and by the exit code.
    let listed = try await region.program.run(["hub", "members", "--home", region.hubHome])
    #expect(listed.status == 2 && listed.text.contains("There may be others"), "\(listed.text)")
    struct Listed: Decodable { let reference: String }
    let listedForPrograms = try await region.program.run([
      "hub", "members", "--home", region.hubHome, "--json",
    ])
    #expect(listedForPrograms.status == 2)
    #expect(try listedForPrograms.read([Listed].self).map(\.reference) == ["FEL", "MIL"])
    let attention = try await region.attentionAtHub()
    let cause = "copied, moved or brought back from a backup"
    #expect(
      attention.contains { $0.kind == "recovery" && $0.words.contains(cause) }, "\(attention)")
    let status = try await region.program.run(["sync", "status", "--home", region.hubHome])
    #expect(status.text.contains("! ") && status.text.contains(cause) && status.errors.isEmpty)
    let verified = try await region.program.run(["hub", "verify", "--home", region.hubHome])
    #expect(verified.status == 2 && !verified.text.contains("Nothing is wrong"))
    try await pagesSay(
      cause, ["picture", "tasks", "conflicts", "members"], home: region.hubHome, region)
    try await region.whileServing { try await region.synchronise(.millbridge) }
    #expect(try await !region.attentionAtHub().contains { $0.kind == "recovery" })
    // The revocation came back with the control log: of FEL nothing is waited for any more.
    let after = try await region.program.run(["hub", "recover", "--home", region.hubHome])
    #expect(after.status == 0, "\(after.text)")
    #expect(try HubReplica(region).stateHash() == before)
    struct ShownMember: Decodable { let reference: String; let revoked: String? }
    let members = try await region.run(["hub", "members", "--home", region.hubHome, "--json"])
      .read([ShownMember].self)
    #expect(members.first { $0.reference == "FEL" }?.revoked == "laptop stolen")
  }

  @Test("A hub brought back from a backup can still revoke a stolen laptop, at once and for all")
  func revokedByRestoredHub() async throws {
    let (region, task) = try await region()
    let backup = region.folder.path("hub-backup")
    try copy(region.hubHome, to: backup)
    try replace(region.hubHome, with: backup)
    let told = try await region.run([
      "hub", "revoke", "FEL", "--reason", "laptop stolen", "--yes", "--home", region.hubHome,
    ])
    #expect(told.text.contains("FEL is refused here from now on"))
    try await region.whileServing {
      try await region.at(
        .upperFells, ["task", "update", task, "--note", "by the thief", "--as", "officer"])
      let refused = try await region.attempt(.upperFells, ["sync", "run"])
      expect(refused, status: 3, code: "tls-revoked")
      // Once the others have given back what they hold, they are told.
      try await region.synchronise(.millbridge)
      try await region.synchronise(.millbridge)
      #expect(try await notes(on: task, at: .millbridge, region).isEmpty)
    }
    try await region.run(["hub", "recover", "--home", region.hubHome])
    #expect(try await !region.group(at: .millbridge).members.contains("FEL"))
    let verified = try await region.run(["hub", "verify", "--home", region.hubHome])
    #expect(verified.text.contains("Nothing is wrong."))
  }

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
    let (region, _) = try await region()
    let home = region.home(.millbridge)
    let backup = region.folder.path("backup")
    try copy(home, to: backup)
    try await region.whileServing {
      let lost = try await makeTask("Light the footpath", in: region)
      #expect(lost == "MIL-T-0002")
      try await level(region)
      if wholeFolder {
        try replace(home, with: backup)
      } else {
        for file in ["node.sqlite", "node.sqlite-wal", "node.sqlite-shm"] {
          try? FileManager.default.removeItem(atPath: "\(home)/\(file)")
          if FileManager.default.fileExists(atPath: "\(backup)/\(file)") {
            try copy("\(backup)/\(file)", to: "\(home)/\(file)")
          }
        }
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
      try await level(region)
      try await level(region)
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
    let (region, _) = try await region()
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
    try copy(home, to: backup)
    try await region.whileServing {
      try await region.run([
        "task", "update", "MIL-T-0002", "--description", "with two lamps", "--as", "analyst",
        "--home", home,
      ])
      try await region.run(share)
      try await level(region)
      try replace(home, with: backup)
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
      try await level(region)
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
    let (region, _) = try await region()
    let stick = Stick(region: region)
    let home = region.home(.millbridge)
    let backup = region.folder.path("backup")
    let share = ["task", "share", "MIL-T-0002", "--as", "analyst", "--home", home]
    try await region.run([
      "task", "new", "--title", "Light the footpath", "--as", "analyst", "--home", home,
    ])
    try copy(home, to: backup)
    try await region.run(share)
    try await stick.roundTrip(.millbridge, "shared")
    try await stick.roundTrip(.millbridge, "heard")
    try replace(home, with: backup)
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
    let (region, _) = try await region()
    let home = region.home(.millbridge)
    let clone = region.folder.path("clone")
    try copy(home, to: clone)
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
      try await level(region)
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

  /// Looks at pages, as a visitor or as a person, for words at their head.
  private func pagesSay(
    _ words: String, as person: String? = nil, _ paths: [String], home: String,
    _ region: TestRegion
  ) async throws {
    let isHub = home == region.hubHome
    let server = try region.program.start(
      ["serve", "--home", home, "--page-port", "0", "--offline", "--open-on-loopback"]
        + (isHub ? ["--sync-port", "0"] : []))
    let address = try await server.line(beginning: "Pages: ")
    // Cookies do not know ports: another test's pages are on this machine too.
    let visitor = URLSession(configuration: .ephemeral)
    if let person { try await act(as: person, at: address, visitor) }
    for path in paths {
      let found = try await page(path, at: address, visitor)
      #expect(found.status == 200, "\(path)")
      #expect(found.text.contains("This needs a person"), "\(path): \(found.text)")
      // Several of one kind are one sentence, which begins with what happened.
      let capital = words.prefix(1).uppercased() + words.dropFirst()
      #expect(
        found.text.contains(words) || found.text.contains(capital), "\(path): \(found.text)")
      #expect(!found.text.contains("The hub has not answered anything yet"))
      #expect(!found.text.contains("Nothing waits: the hub has acknowledged everything"))
    }
    await server.stop()
  }

  /// At the pages of a demonstration.
  private func act(as person: String, at address: String, _ visitor: URLSession) async throws {
    let form = try await page("", at: address, visitor).text
    let mark = "name=\"form-token\" value=\""
    let start = try #require(form.range(of: mark)?.upperBound)
    let token = form[start...].prefix { $0 != "\"" }
    var request = URLRequest(url: try #require(URL(string: address + "act-as")))
    request.httpMethod = "POST"
    request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
    request.httpBody = Data("form-token=\(token)&next=/&handle=\(person)".utf8)
    let (_, response) = try await visitor.data(for: request)
    try #require((response as? HTTPURLResponse)?.statusCode == 200)
  }

  private func page(_ path: String, at address: String, _ visitor: URLSession = .shared)
    async throws
    -> (status: Int, text: String)
  {
    let url = try #require(URL(string: address + path))
    let (data, response) = try await visitor.data(from: url)
    let status = try #require(response as? HTTPURLResponse).statusCode
    return (status, String(decoding: data, as: UTF8.self))
  }
}
