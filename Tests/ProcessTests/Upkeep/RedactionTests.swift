import Foundation
import Testing

@Suite("Words that the regional office withdraws", .serialized)
struct RedactionTests {
  private static let secret = "Rosalind Lanternwick"

  @Test("are in no byte of any file of a node or the hub once they have synchronised")
  func erasedEverywhere() async throws {
    let region = try await TestRegion()
    try await region.whileServing {
      try await region.join([.millbridge, .upperFells])
      try await region.at(
        .millbridge,
        [
          "task", "new", "--title", "Lights", "--description", "seen by \(Self.secret)", "--as",
          "analyst",
        ])
      try await region.at(.millbridge, ["task", "share", "MIL-T-0001", "--as", "analyst"])
      try await region.at(
        .millbridge,
        ["task", "update", "MIL-T-0001", "--note", "ask \(Self.secret)", "--as", "analyst"])
      try await region.synchronise(.millbridge)
      try await region.synchronise(.upperFells)
      let homes = [region.hubHome, region.home(.millbridge), region.home(.upperFells)]
      for home in homes { #expect(try Self.holdsSecret(home), "\(home)") }

      for field in ["description", "journal"] {
        try await region.run([
          "hub", "redact", "MIL-T-0001", "--field", field, "--ground", "names a person", "--yes",
          "--home", region.hubHome,
        ])
      }
      // Until they have synchronised, the hub says who has not erased the words.
      let before = try await attention(in: region)
      #expect(before.contains { $0.contains("FEL") && $0.contains("MIL") })
      for partnership in [TestPartnership.millbridge, .upperFells] {
        try await region.synchronise(partnership)
      }
      try await eventually { try homes.allSatisfy { try !Self.holdsSecret($0) } }
      for home in homes { #expect(try !Self.holdsSecret(home), "\(home)") }
      #expect(try await attention(in: region) == [])
      // The rest of the task is as it was, and every chain still verifies.
      let task = try await region.task("MIL-T-0001", at: .upperFells)
      #expect(task.fields["title"] == "Lights" && task.fields["description"] != Self.secret)
      try await region.at(.millbridge, ["node", "doctor"])
      try await region.at(.upperFells, ["node", "doctor"])
      try await region.run(["hub", "verify", "--home", region.hubHome])
    }
  }

  @Test("go one field of one change after the other, with what the first withdrawal left of them")
  func fieldAfterField() async throws {
    let region = try await TestRegion()
    let late = TestPartnership("Lowmoor", "LOW", "E07000903")
    let title = "Lights for Ottoline Marchbanks"
    try await region.whileServing {
      try await region.join([.millbridge, .upperFells])
      try await region.at(
        .millbridge,
        [
          "task", "new", "--title", title, "--description", "seen by \(Self.secret)", "--as",
          "analyst",
        ])
      try await region.at(.millbridge, ["task", "share", "MIL-T-0001", "--as", "analyst"])
      for partnership in [TestPartnership.millbridge, .upperFells] {
        try await region.synchronise(partnership)
      }
      try await redact("description", "names a witness", in: region)
      // Upper Fells hears of both at once, Millbridge of one after the other.
      try await region.synchronise(.millbridge)
      try await redact("title", "names a victim", in: region)
      for partnership in [TestPartnership.millbridge, .upperFells] {
        try await region.synchronise(partnership)
      }
      try await region.join([late])
      let homes =
        [region.hubHome] + [.millbridge, .upperFells, late].map { region.home($0) }
      for words in [title, Self.secret] {
        try await eventually { try homes.allSatisfy { try !Self.holds(words, $0) } }
        for home in homes { #expect(try !Self.holds(words, home), "\(words) in \(home)") }
      }
      for partnership in [TestPartnership.millbridge, .upperFells, late] {
        let task = try await region.task("MIL-T-0001", at: partnership)
        #expect(task.fields["title"]?.hasPrefix("erased (names a victim") == true)
        #expect(task.fields["description"]?.hasPrefix("erased (names a victim") == true)
        #expect(task.fields["status"] == "proposed")
        try await region.at(partnership, ["node", "doctor"])
      }
      #expect(
        try await region.taskAtHub("MIL-T-0001").fields["title"]?.hasPrefix("erased (") == true)
      try await region.run(["hub", "verify", "--home", region.hubHome])
      try await eventually { try await attention(in: region) == [] }
      #expect(try await attention(in: region) == [])
    }
    let nothing = try await region.program.run([
      "hub", "redact", "MIL-T-0001", "--field", "title", "--ground", "names a victim", "--yes",
      "--home", region.hubHome, "--json",
    ])
    #expect(nothing.status == 1 && nothing.errorCode == "redaction-nothing-to-erase")
    let groundless = try await region.program.run([
      "hub", "redact", "MIL-T-0001", "--field", "status", "--ground", " ", "--yes", "--home",
      region.hubHome, "--json",
    ])
    #expect(groundless.status == 1 && groundless.errorCode == "redaction-ground-unusable")
    #expect(groundless.errors.contains("names a witness"), "examples of grounds")
  }

  private func redact(_ field: String, _ ground: String, in region: TestRegion) async throws {
    try await region.run([
      "hub", "redact", "MIL-T-0001", "--field", field, "--ground", ground, "--yes", "--home",
      region.hubHome,
    ])
  }

  /// What the hub says that a person must act on.
  private func attention(in region: TestRegion) async throws -> [String] {
    struct Entry: Decodable {
      let kind: String
      let words: String
    }
    struct Status: Decodable { let attention: [Entry] }
    let answer = try await region.program.run(
      ["sync", "status", "--home", region.hubHome, "--json"])
    return try answer.read(Status.self).attention.filter { $0.kind == "redaction" }.map(\.words)
  }

  /// Every file below a home: databases, write-ahead logs, shared memory, whatever else there is.
  private static func holdsSecret(_ home: String) throws -> Bool { try holds(secret, home) }

  private static func holds(_ words: String, _ home: String) throws -> Bool {
    let folder = URL(filePath: home)
    return try FileManager.default.subpathsOfDirectory(atPath: home).contains { name in
      guard let content = FileManager.default.contents(atPath: folder.appending(path: name).path)
      else { return false }
      return content.range(of: Data(words.utf8)) != nil
    }
  }
}

/// Waits for something that another process does within seconds; half a minute at most.
func eventually(_ isSo: () async throws -> Bool) async throws {
  for _ in 0..<60 {
    if try await isSo() { return }
    try await Task.sleep(for: .milliseconds(500))
  }
}
