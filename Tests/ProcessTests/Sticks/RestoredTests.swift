import Foundation
import FoundationNetworking
import GRDB
import Testing

@Suite("Machines brought back from a backup, and copied ones")
struct RestoredTests {
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

  @Test(
    "A node brought back from a backup says what to do, and loses nothing",
    arguments: [false, true])
  func restoredNode(wholeFolder: Bool) async throws {
    let (region, task) = try await TestRegion.withSharedTask()
    let home = region.home(.millbridge)
    let backup = region.folder.path("backup")
    try MachineCopy.folder(home, to: backup)
    try await region.whileServing {
      try await note("sent after the backup", on: task, at: home, region)
      try await region.level()
      if wholeFolder {
        try MachineCopy.bringBack(backup, to: home)
      } else {
        try MachineCopy.database(of: backup, to: home)
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
      try await region.level()
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
    let (region, task) = try await TestRegion.withSharedTask()
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
      try await region.level()
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
    let (region, task) = try await TestRegion.withSharedTask()
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
    let (region, task) = try await TestRegion.withSharedTask()
    let home = region.home(.millbridge)
    let clone = region.folder.path("clone")
    try await note("not sent before the copy", on: task, at: home, region)
    try MachineCopy.folder(home, to: clone)
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
    let (region, task) = try await TestRegion.withSharedTask()
    let backup = region.folder.path("hub-backup")
    try MachineCopy.folder(region.hubHome, to: backup)
    try await region.whileServing {
      try await note("sent after the backup", on: task, at: region.home(.millbridge), region)
      try await region.level()
    }
    try await region.run([
      "hub", "revoke", "FEL", "--reason", "laptop stolen", "--yes", "--home", region.hubHome,
    ])
    try await region.whileServing { try await region.synchronise(.millbridge) }
    let before = try HubReplica(region).stateHash()
    try MachineCopy.bringBack(backup, to: region.hubHome)
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
    let (region, task) = try await TestRegion.withSharedTask()
    let backup = region.folder.path("hub-backup")
    try MachineCopy.folder(region.hubHome, to: backup)
    try MachineCopy.bringBack(backup, to: region.hubHome)
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
}
