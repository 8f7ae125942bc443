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
  private static func holdsSecret(_ home: String) throws -> Bool {
    let folder = URL(filePath: home)
    return try FileManager.default.subpathsOfDirectory(atPath: home).contains { name in
      guard let content = FileManager.default.contents(atPath: folder.appending(path: name).path)
      else { return false }
      return content.range(of: Data(secret.utf8)) != nil
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
