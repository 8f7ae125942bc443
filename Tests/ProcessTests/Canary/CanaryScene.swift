import Foundation
import HubService
import Logging
import NodeService
import SyncProtocol
import SyncTransport
import Testing

/// A node full of planted records that does everything by which something could leave.
///
/// The node's commands run as processes; the exchange runs in this one, where the messages can be
/// seen before they are encrypted.
struct CanaryScene {
  let region: TestRegion
  private let district = SmallDistrict(.millbridge)
  let planted: PlantedFiles

  /// What a person wrote for others to read.
  static let sharedWords: [Canary] = [
    .words("Shutter the brimble gate"), .words("brimble journal entry"),
  ]
  /// What a person wrote for this node alone.
  static let privateWords: [Canary] = [
    .words("Unshared vormish task"), .words("reason of the vormish ledger"),
  ]

  init() async throws {
    region = try await TestRegion()
    planted = try PlantedFiles(district, in: region.folder)
    try await region.initialise(.millbridge)
    try await region.enrol(.millbridge)
    try await region.run(
      ["import", "lookups", "--home", region.hubHome] + district.lookups(in: region.folder))
  }

  func importAndScan() async throws {
    try await node(["import", "lookups"] + district.lookups(in: region.folder))
    try await node(["import", "boundaries", district.boundaries(in: region.folder)])
    try await node(["import", "population", district.population(in: region.folder)])
    try await node(["import", "premises", planted.premises])
    let imported = try await region.attempt(
      .millbridge, ["import", "police", planted.street] + planted.others)
    #expect(imported.status == 2, "one row is to be set aside: \(imported.errors)")
    let scan = try await node(["scan", "--category", "drugs", "--period", "2021-09", "--json"])
    struct Scan: Decodable {
      struct Answer: Decodable { let count: Int }
      let answer: Answer
    }
    #expect(try scan.read(Scan.self).answer.count == 1)
  }

  func prepareToLeave() async throws {
    let reason = "reason of the vormish ledger"
    try await node([
      "release", "build", "--period", "2021-09", "--slot", "F", "--reason", reason, "--as",
      "analyst",
    ])
    try await node(["release", "preview", "--all", "--as", "liaison-officer"])
    try await node([
      "release", "approve", "--all", "--reason", reason, "--as", "liaison-officer",
    ])
    try await node(["task", "new", "--title", "Unshared vormish task", "--as", "analyst"])
    try await node(["task", "new", "--title", "Shutter the brimble gate", "--as", "analyst"])
  }

  @discardableResult
  private func node(_ words: [String]) async throws -> ProgramAnswer {
    try await region.at(.millbridge, words)
  }
}

// MARK: - The exchange

extension CanaryScene {
  /// What passed between node and hub, and what the hub's log said of it.
  struct Wire {
    let messages: [UInt8]
    let logLines: [UInt8]
  }

  func synchroniseWithTaps() async throws -> Wire {
    let messages = Notebook<[UInt8]>()
    let log = Notebook<[UInt8]>()
    // Runs travel packed: what they hold is searched too.
    let tap = WireTap { _, message in messages.note(message + PackedContent.of(message)) }
    let hub = try HubService(home: HubHome(URL(filePath: region.hubHome)))
    let logger = Logger(label: "hub") { _ in RecordingLog(lines: log) }
    let server = try hub.makeSyncServer(
      host: "127.0.0.1", port: region.port, logger: logger, tap: tap)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      _ = try await server.boundPort
      try await exchange(tap)
      server.beginShutdown()
      try await group.waitForAll()
    }
    return Wire(
      messages: Array(messages.entries.joined(separator: [10])),
      logLines: Array(log.entries.joined(separator: [10])))
  }

  private func exchange(_ tap: WireTap) async throws {
    let node = try NodeService(home: NodeHome(URL(filePath: region.home(.millbridge))))
    _ = try await node.synchronise(tap: tap)
    try await self.node(["task", "share", "MIL-T-0002", "--as", "analyst"])
    try await self.node([
      "task", "update", "MIL-T-0002", "--note", "brimble journal entry", "--as", "analyst",
    ])
    _ = try await node.synchronise(tap: tap)
    struct Release: Decodable { let step: String }
    let releases = try await self.node(["release", "list", "--json"]).read([Release].self)
    #expect(releases.map(\.step) == ["acknowledged"])
    let picture = try await region.run([
      "hub", "picture", "--period", "2021-09", "--home", region.hubHome,
    ])
    #expect(!picture.text.contains("no return"))
  }
}
