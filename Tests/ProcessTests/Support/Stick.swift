import Foundation
import SyncTransport
import Testing

/// What a person must act on, as `iscan sync status --json` has it.
struct ShownAttention: Decodable, Equatable {
  let kind: String
  let words: String
  let remedy: String
}

extension TestRegion {
  /// What the hub says that a person must act on; its exit code says whether there is anything.
  func attentionAtHub() async throws -> [ShownAttention] { try await attention(home: hubHome) }

  func attention(home: String) async throws -> [ShownAttention] {
    struct Status: Decodable { let attention: [ShownAttention] }
    let answer = try await program.run(["sync", "status", "--home", home, "--json"])
    let found = try answer.read(Status.self).attention
    #expect(answer.status == (found.isEmpty ? 0 : 2))
    return found
  }
}

/// A stick that is carried between a hub and nodes without a line.
struct Stick {
  let region: TestRegion

  func file(_ name: String) -> String { region.folder.path("\(name).iscan") }

  /// The hub's operator fills it for a partnership.
  @discardableResult
  func fromHub(to partnership: TestPartnership, _ name: String, _ more: [String] = []) async throws
    -> String
  {
    try await region.run(
      ["sync", "export", "--home", region.hubHome, "--to", partnership.reference, "--output"]
        + [file(name)] + more)
    return file(name)
  }

  /// A partnership fills it for the hub; something may wait for the admission of its log.
  @discardableResult
  func fromNode(_ partnership: TestPartnership, _ name: String, _ more: [String] = []) async throws
    -> String
  {
    let answer = try await region.program.run(
      ["sync", "export", "--output", file(name), "--home", region.home(partnership)] + more)
    try #require([0, 2].contains(answer.status), "\(answer.errors)")
    return file(name)
  }

  @discardableResult
  func intoHub(_ path: String) async throws -> BundleReport {
    try await region.run(["sync", "import", path, "--home", region.hubHome, "--json"])
      .read(BundleReport.self)
  }

  @discardableResult
  func intoNode(_ partnership: TestPartnership, _ path: String) async throws -> BundleReport {
    try await region.at(partnership, ["sync", "import", path, "--json"]).read(BundleReport.self)
  }

  /// Partnerships without a line join: the hub introduces itself and the members, and each node answers
  /// with its new logs.
  func join(_ partnerships: [TestPartnership]) async throws {
    for partnership in partnerships {
      try await region.initialise(partnership)
      try await region.enrol(partnership)
      try await intoNode(
        partnership, try await fromHub(to: partnership, "\(partnership.reference)-welcome"))
      try await roundTrip(partnership, "\(partnership.reference)-joins")
    }
  }

  /// There and back once: what the node has goes to the hub, what the hub has comes to the node.
  func roundTrip(_ partnership: TestPartnership, _ name: String) async throws {
    try await intoHub(try await fromNode(partnership, name + "-there"))
    try await intoNode(partnership, try await fromHub(to: partnership, name + "-back"))
  }
}
