import Foundation
import GRDB
import Testing

@Suite("A node whose database was brought back from an older copy")
struct KillOlderCopyTests {
  @Test("says what happened, goes on with a new log at once, and uses no number twice")
  func goesOn() async throws {
    let faults = try await KillThread.run { folder, program in
      let region = try KillRegion(program: program, folder: folder, months: 1)
      defer { region.stopHub() }
      var story = OlderCopy(region)
      try story.tell()
      return story.faults
    }
    #expect(faults == [])
  }
}

/// A task is shared; a copy is made; a note is written and sent; the copy is brought back.
private struct OlderCopy {
  let region: KillRegion
  let node: KillNode
  private(set) var faults: [String] = []

  init(_ region: KillRegion) {
    self.region = region
    node = region.nodes[0]
  }

  mutating func tell() throws {
    let task = try region.read(
      KillTask.self, at(["task", "new", "--title", "Close quarry access", "--as", "analyst"])
    ).reference
    try region.run(at(["task", "share", task, "--as", "analyst"]))
    try region.run(at(["sync", "run"]))
    let older = try copy("older")
    try region.run(at(["task", "update", task, "--note", "sent", "--as", "analyst"]))
    try region.run(at(["sync", "run"]))
    try bringBack(older)
    try expectWords(["task", "update", task, "--note", "before the line", "--as", "analyst"])
    // Kept here at once, in a log that nobody else has seen.
    expect(["before the line"], try notes(on: task), "before it synchronised")
    let sent = try KillDatabase(region.hubDatabase).commits()
    try region.run(at(["sync", "run"]))
    try region.run(at(["task", "update", task, "--note", "later", "--as", "analyst"]))
    try region.run(at(["sync", "run"]))
    expect(["sent", "before the line", "later"], try notes(on: task), "at the end")
    let hub = try KillDatabase(region.hubDatabase)
    let after = try hub.commits()
    for (name, content) in sent where after[name] != content {
      faults.append("\(name) is not what it was")
    }
    // Each of the three notes has a place of its own at the hub, none of them used before.
    expect(2, after.count - sent.count, "new places at the hub")
    faults += try hub.damage()
  }

  private mutating func expect<Value: Equatable>(
    _ expected: Value, _ found: Value, _ subject: String
  ) {
    if found != expected { faults.append("\(subject): \(found), not \(expected)") }
  }

  private func notes(on task: String) throws -> [String] {
    try region.read(KillTask.self, at(["task", "show", task])).journal.map(\.text)
  }

  private func at(_ words: [String]) -> [String] { words + ["--home", node.home] }

  private func copy(_ name: String) throws -> String {
    let path = region.folder.appending(path: "\(name).sqlite").path
    try KillDatabase(node.database).queue.vacuum(into: path)
    return path
  }

  /// As a person would who copies a backup over the database.
  private func bringBack(_ copy: String) throws {
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: node.database + suffix)
    }
    try FileManager.default.copyItem(atPath: copy, toPath: node.database)
  }

  /// It is done, and the person is told what happened and what comes next.
  private mutating func expectWords(_ words: [String]) throws {
    let process = try region.start(at(words))
    let ending = try process.wait()
    let told = process.complaint
    let expected = [
      "is an older copy of itself", "comes back from the hub", "Next: iscan sync run",
    ]
    for part in expected where ending != .exited(0) || !told.contains(part) {
      faults.append("\(words[0]) \(words[1]): \(ending), without \"\(part)\": \(told)")
    }
  }
}
