import Foundation
import Testing

@Suite("Enrolling, when something goes wrong on the way")
struct EnrolmentTests {
  @Test("A reply that cannot be written costs nothing: nobody is admitted, and it is tried again")
  func replyNotWritten() async throws {
    let region = try await TestRegion()
    let request = try await ask(region, .millbridge)
    let nowhere = region.folder.path("none/reply.json")
    expect(
      try await accept(request, region, to: nowhere), status: 1, code: "output-file-not-written")
    #expect(try await members(region) == [])
    let reply = region.folder.path("reply.json")
    #expect(try await accept(request, region, to: reply).status == 0)
    try await region.at(.millbridge, ["node", "enrol", "--reply", reply])
    try await region.whileServing { try await region.synchronise(.millbridge) }
  }

  @Test("A full disk costs nothing either", .enabled(if: SmallDisk.isPossible))
  func fullDisk() async throws {
    let region = try await TestRegion()
    let request = try await ask(region, .millbridge)
    let disk = try SmallDisk(at: region.folder.path("stick"))
    try Data(count: 60_000).write(to: URL(filePath: disk.path + "/else"))
    let reply = disk.path + "/reply.json"
    expect(try await accept(request, region, to: reply), status: 1, code: "output-file-not-written")
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == ["else"])
    #expect(try await members(region) == [])
    try FileManager.default.removeItem(atPath: disk.path + "/else")
    #expect(try await accept(request, region, to: reply).status == 0)
    try await region.at(.millbridge, ["node", "enrol", "--reply", reply])
  }

  @Test("A reply that was lost is made again from the same request, for the same keys only")
  func lostReply() async throws {
    let region = try await TestRegion()
    let request = try await ask(region, .millbridge)
    let replies = ["first", "second"].map { region.folder.path("\($0).json") }
    for reply in replies {
      #expect(try await accept(request, region, to: reply).status == 0)
    }
    #expect(try await members(region) == ["MIL"])
    // Whoever else holds the invitation gets nothing by it any more.
    let other = region.folder.path("other")
    try await region.run([
      "node", "init", "--home", other, "--name", "Millbridge", "--reference", "MIL", "--district",
      "E07000901",
    ])
    let stranger = try await ask(region, .millbridge, home: other, isInvited: true)
    expect(
      try await accept(stranger, region, to: region.folder.path("third.json")), status: 3,
      code: "invitation-unknown")
    try await region.at(.millbridge, ["node", "enrol", "--reply", replies[1]])
    try await region.whileServing { try await region.synchronise(.millbridge) }
  }

  @Test("Keys that were revoked are refused by name; the partnership joins again with new ones")
  func revokedKeys() async throws {
    let region = try await TestRegion()
    try await region.initialise(.upperFells)
    // What somebody keeps who saves the folder before the node joins.
    let saved = region.folder.path("saved")
    try FileManager.default.copyItem(atPath: region.home(.upperFells), toPath: saved)
    try await region.enrol(.upperFells)
    try await region.run([
      "hub", "revoke", "FEL", "--reason", "laptop stolen", "--yes", "--home", region.hubHome,
    ])
    let again = try await ask(region, .upperFells, home: saved)
    let reply = region.folder.path("again.json")
    expect(try await accept(again, region, to: reply), status: 3, code: "request-keys-revoked")
    // The invitation is still good for the node that the remedy speaks of.
    let fresh = region.folder.path("fresh")
    try await region.run([
      "node", "init", "--home", fresh, "--name", "Upper Fells", "--reference", "FEL", "--district",
      "E07000902",
    ])
    let other = try await ask(region, .upperFells, home: fresh, isInvited: true)
    #expect(try await accept(other, region, to: reply).status == 0)
    try await region.run(["node", "enrol", "--reply", reply, "--home", fresh])
    try await region.whileServing {
      try await region.run(["sync", "run", "--home", fresh])
      let revoked = try await region.attempt(.upperFells, ["sync", "run"])
      #expect(revoked.errorCode == "tls-revoked")
    }
  }
}

// MARK: - Two operators

extension EnrolmentTests {
  private struct Request: Decodable {
    let request: String
    let fingerprint: String
  }

  /// The hub's operator invites a partnership, unless it is invited, and its node answers.
  private func ask(
    _ region: TestRegion, _ partnership: TestPartnership, home: String? = nil,
    isInvited: Bool = false
  ) async throws -> Request {
    if home == nil { try await region.initialise(partnership) }
    let invitation = region.folder.path("\(partnership.reference)-invited.json")
    if !isInvited {
      try await region.run([
        "hub", "invite", "--home", region.hubHome, "--name", partnership.name, "--reference",
        partnership.reference, "--district", partnership.district, "--output", invitation,
      ])
    }
    return try await region.run([
      "node", "enrol", "--invitation", invitation, "--output",
      region.folder.path("\(UUID().uuidString).json"), "--json", "--home",
      home ?? region.home(partnership),
    ]).read(Request.self)
  }

  private func accept(_ request: Request, _ region: TestRegion, to path: String) async throws
    -> ProgramAnswer
  {
    try await region.program.run([
      "hub", "accept", request.request, "--fingerprint", request.fingerprint, "--output", path,
      "--home", region.hubHome, "--json",
    ])
  }

  private func members(_ region: TestRegion) async throws -> [String] {
    struct Shown: Decodable { let reference: String }
    return try await region.run(["hub", "members", "--home", region.hubHome, "--json"])
      .read([Shown].self).map(\.reference)
  }
}
