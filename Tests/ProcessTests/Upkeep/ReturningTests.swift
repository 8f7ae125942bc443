import Foundation
import GRDB
import HubService
import HubStore
import PartnershipRecords
import Testing

@Suite("A member that comes back after changes were let go of", .serialized)
struct ReturningTests {
  static let tarnside = TestPartnership("Tarnside", "TAR", "E07000903")

  @Test("takes a snapshot that others have witnessed, and loses nothing of its own unsent work")
  func returns() async throws {
    let region = try await TestRegion()
    try await region.whileServing {
      try await region.join([.millbridge, .upperFells, Self.tarnside])
      try await region.at(
        .millbridge, ["task", "new", "--title", "Close quarry access", "--as", "analyst"])
      try await region.at(.millbridge, ["task", "share", "MIL-T-0001", "--as", "analyst"])
      for partnership in [TestPartnership.millbridge, .upperFells] {
        try await region.synchronise(partnership)
      }
      // Upper Fells goes on alone, and so do the others.
      try await region.at(
        .upperFells,
        ["task", "update", "MIL-T-0001", "--title", "Fence the quarry", "--as", "analyst"])
      for number in 1...8 {
        try await region.at(
          .millbridge,
          ["task", "update", "MIL-T-0001", "--note", "note \(number)", "--as", "analyst"])
      }
      for partnership in [TestPartnership.millbridge, Self.tarnside] {
        try await region.synchronise(partnership)
      }
      try await witness(in: region)
      try letGo(in: region)
      let report = try await region.synchronise(.upperFells)
      #expect(report.status == 0)
      let task = try await region.task("MIL-T-0001", at: .upperFells)
      #expect(task.fields["title"] == "Fence the quarry")
      try await region.synchronise(.millbridge)
      #expect(
        try await region.task("MIL-T-0001", at: .millbridge).fields["title"] == "Fence the quarry")
      let states = [
        try await region.group(at: .millbridge).stateHash,
        try await region.group(at: .upperFells).stateHash, try HubReplica(region).stateHash(),
      ]
      #expect(Set(states).count == 1, "\(states)")
      for partnership in [TestPartnership.millbridge, .upperFells] {
        try await region.at(partnership, ["node", "doctor"])
      }
      try await region.run(["hub", "verify", "--home", region.hubHome])
    }
  }

  /// Two nodes that stay connected make the hub's snapshot anew and stand by it.
  private func witness(in region: TestRegion) async throws {
    struct Shown: Decodable {
      let scope: String
      let witnesses: [String]
      let isDeclared: Bool
    }
    let nodes = try [TestPartnership.millbridge, Self.tarnside].map {
      try region.program.start(["serve", "--home", region.home($0), "--page-port", "0"])
    }
    for node in nodes { _ = try await node.line(beginning: "Pages: ") }
    try await region.run(["hub", "retain", "--days", "30", "--home", region.hubHome])
    try await region.run(["hub", "snapshot", "--home", region.hubHome])
    var group: Shown?
    try await eventually {
      group = try await region.run([
        "hub", "snapshot", "--list", "--home", region.hubHome, "--json",
      ])
      .read([Shown].self).first { $0.scope == "Tarn and Coast" }
      return group?.isDeclared == true
    }
    for node in nodes { await node.stop() }
    #expect(group?.isDeclared == true && group?.witnesses == ["MIL", "TAR"])
  }

  /// Half a year later by the hub's clock, of which the others have been in contact.
  private func letGo(in region: TestRegion) throws {
    for days in [200.0, 240] {
      let now = Date() + days * 86_400
      let hub = try HubService(home: HubHome(URL(filePath: region.hubHome)), now: { now })
      try hub.database.writer.write { db in
        for member in try HubDatabase.members(in: db)
        where member.partnership.reference != "FEL" {
          try HubDatabase.noteSeen(member.nodeID, at: now, in: db)
        }
      }
      let view = try hub.keepHouse().first { $0.scope == "Tarn and Coast" }
      #expect(view?.dormant == ["FEL"])
      let hasLetGo = (view?.letGo ?? 0) > 0
      #expect(hasLetGo == (days > 230), "\(days): \(String(describing: view))")
    }
  }
}
