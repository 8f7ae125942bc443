import Foundation
import GRDB
import Testing

@Suite("A node whose database was brought back from an older copy")
struct KillOlderCopyTests {
  @Test("writes nothing on top of it, says what to do, and goes on with a new log")
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
    try expectRefusal(["task", "update", task, "--note", "lost", "--as", "analyst"])
    // Nothing was written, and what was made before can still be read.
    let notes = try region.read(KillTask.self, at(["task", "show", task])).journal
    if !notes.isEmpty { faults.append("\(notes.count) notes were written") }
    try region.run(at(["sync", "run"]))
    try region.run(at(["task", "update", task, "--note", "later", "--as", "analyst"]))
    try region.run(at(["sync", "run"]))
    let journal = try region.read(KillTask.self, at(["task", "show", task])).journal.map(\.text)
    if journal != ["sent", "later"] { faults.append("the journal is \(journal)") }
    faults += try KillDatabase(region.hubDatabase).damage()
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

  private mutating func expectRefusal(_ words: [String]) throws {
    let process = try region.start(at(words) + ["--json"])
    let ending = try process.wait()
    let told = try? JSONDecoder().decode([String: String].self, from: Data(process.complaint.utf8))
    if ending == .exited(0) || told?["code"] != "log-not-admitted-yet" {
      faults.append("\(words[0]) \(words[1]): \(ending) \(process.complaint)")
    }
  }
}
