import Foundation
import SyncTransport
import Testing

/// A hub or node whose database is brought back, its keys staying as they are: what happened since the backup
/// is with others.
@Suite("What is later than a backup")
struct LaterThanBackupTests {
  private func backUp(_ home: String, in region: TestRegion) throws -> String {
    let backup = region.folder.path("backup-\(UUID().uuidString)")
    try MachineCopy.database(of: home, to: backup)
    return backup
  }

  private func share(
    _ title: String, at partnership: TestPartnership, _ region: TestRegion
  ) async throws -> String {
    let made = try await region.at(
      partnership, ["task", "new", "--title", title, "--as", "analyst", "--json"]
    ).read(ShownTask.self)
    try await region.at(partnership, ["task", "share", made.reference, "--as", "analyst"])
    return made.reference
  }

  @Test(
    "A member that joined after the hub's backup gives back what only it holds, and goes on",
    arguments: [false, true], [false, true])
  func joinedLater(othersHeardOfIt: Bool, byStick: Bool) async throws {
    let region = try await TestRegion()
    try await region.whileServing { try await region.join([.millbridge]) }
    let backup = try backUp(region.hubHome, in: region)
    try await region.whileServing {
      try await region.join([.upperFells])
      _ = try await share("Mend the weir", at: .upperFells, region)
      try await region.synchronise(.upperFells)
      if othersHeardOfIt { try await region.synchronise(.millbridge) }
    }
    let before = try HubReplica(region).stateHash()
    try MachineCopy.database(of: backup, to: region.hubHome)
    let told = try await region.program.run(["hub", "recover", "--home", region.hubHome])
    #expect(told.status == 2 && told.text.contains("read yet"), "\(told.text)")
    if byStick {
      let stick = Stick(region: region)
      try await stick.intoHub(stick.fromNode(.upperFells, "given-back", ["--everything"]))
    }
    try await region.whileServing {
      try await region.synchronise(.millbridge)
      try await region.synchronise(.upperFells)
      try await region.synchronise(.upperFells)
      try await region.synchronise(.millbridge)
    }
    let after = try await region.program.run(["hub", "recover", "--home", region.hubHome])
    #expect(after.status == 0, "\(after.text)")
    #expect(try HubReplica(region).stateHash() == before)
    #expect(try await region.group(at: .millbridge).members.contains("FEL"))
    // Also the group of the two alone, which nobody else could give back.
    _ = try HubReplica(region).pair(of: "FEL")
    #expect(try await region.attention(home: region.home(.upperFells)) == [])
    let verified = try await region.run(["hub", "verify", "--home", region.hubHome])
    #expect(verified.text.contains("Nothing is wrong."))
  }

  @Test("Who was revoked after the hub's backup is refused all the same, and the members are told")
  func revokedLater() async throws {
    let region = try await TestRegion()
    try await region.whileServing { try await region.join([.millbridge, .upperFells]) }
    let backup = try backUp(region.hubHome, in: region)
    try await region.run([
      "hub", "revoke", "FEL", "--reason", "laptop\nstolen", "--yes", "--home", region.hubHome,
    ])
    try MachineCopy.database(of: backup, to: region.hubHome)
    try await region.whileServing {
      expect(
        try await region.attempt(.upperFells, ["sync", "run"]), status: 3, code: "tls-revoked")
      try await region.synchronise(.millbridge)
    }
    struct ShownMember: Decodable {
      let reference: String
      let revoked: String?
    }
    let members = try await region.program.run([
      "hub", "members", "--home", region.hubHome, "--json",
    ]).read([ShownMember].self)
    #expect(members.first { $0.reference == "FEL" }?.revoked == "laptop stolen")
    // Nobody else had heard of it: the operator says so, and it is signed again.
    try await region.run(["hub", "recover", "--yes", "--home", region.hubHome])
    try await region.whileServing { try await region.synchronise(.millbridge) }
    #expect(try await !region.group(at: .millbridge).members.contains("FEL"))
  }

  @Test("A node without a line gets back what it had by the steps that it prints")
  func withoutALine() async throws {
    let region = try await TestRegion()
    let stick = Stick(region: region)
    let task = try await region.whileServing {
      try await region.join([.millbridge, .upperFells])
      let task = try await share("Close quarry access", at: .millbridge, region)
      try await region.level()
      return task
    }
    let backup = try backUp(region.home(.millbridge), in: region)
    try await region.whileServing {
      for (partnership, text) in [(TestPartnership.millbridge, "one"), (.upperFells, "two")] {
        try await region.at(
          partnership, ["task", "update", task, "--note", text, "--as", "analyst"])
        try await region.level()
      }
    }
    try MachineCopy.database(of: backup, to: region.home(.millbridge))
    try await stick.intoHub(stick.fromNode(.millbridge, "after"))
    let report = try await stick.intoNode(.millbridge, stick.fromHub(to: .millbridge, "answer"))
    #expect(report.missing.isEmpty, "\(report.missing)")
    #expect(
      Set(try await region.task(task, at: .millbridge).journal.map(\.text)) == ["one", "two"])
  }

  @Test("The name by which everybody calls the hub is nobody's reference")
  func reservedReference() async throws {
    let region = try await TestRegion()
    let refused = try await region.program.run([
      "hub", "invite", "--home", region.hubHome, "--name", "Pretender", "--reference", "HUB",
      "--district", "E07000909", "--output", region.folder.path("invitation.json"), "--json",
    ])
    expect(refused, status: 3, code: "reference-reserved")
  }

  @Test("Keys without their database are not taken for a new hub or node")
  func keysAlone() async throws {
    let region = try await TestRegion()
    try await region.whileServing {
      try await region.join([.millbridge])
      _ = try await share("Mend the weir", at: .millbridge, region)
      try await region.synchronise(.millbridge)
    }
    for (home, words, code) in [
      (
        region.hubHome, ["hub", "init", "--region", "Another", "--address", "127.0.0.1:7443"],
        "hub-database-missing"
      ),
      (
        region.home(.millbridge),
        ["node", "init", "--name", "Millbridge", "--reference", "MIL", "--district", "E07000901"],
        "node-database-missing"
      ),
    ] {
      for file in try FileManager.default.contentsOfDirectory(atPath: home)
      where file.contains(".sqlite") {
        try FileManager.default.removeItem(atPath: "\(home)/\(file)")
      }
      let refused = try await region.program.run(words + ["--home", home, "--json"])
      expect(refused, status: 1, code: code)
    }
  }
}
