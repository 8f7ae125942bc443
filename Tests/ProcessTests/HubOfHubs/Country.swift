import Foundation
import HubService
import Logging
import SyncTransport
import Testing

/// A hub of hubs: two regions, each with its hub and one node, below a third hub.
struct Country {
  let above: TestRegion
  let regions: [TestRegion]
  let partnerships = [TestPartnership.millbridge, .upperFells]

  static let name = "Both Coasts"

  /// The three hubs, which do not know each other yet.
  static func founded() async throws -> Country {
    Country(
      above: try await TestRegion(name),
      regions: [try await TestRegion("Tarn and Coast"), try await TestRegion("Fells and Coast")])
  }

  /// Sets all of it up; every hub serves while `body` runs.
  ///
  /// - Parameters:
  ///   - aboveWatches: Whether the hub above looks for what other processes write into its database,
  ///     as `iscan serve` does every second. A hub that does not stands for one that is busy.
  ///   - body: What to do.
  /// - Throws: What `body` throws, or if the country cannot be set up.
  static func whileServing(
    aboveWatches: Bool = true, _ body: (Country) async throws -> Void
  ) async throws {
    let country = try await founded()
    try await country.above.whileServing(watching: aboveWatches) {
      try await country.regions[0].whileServing {
        try await country.regions[1].whileServing {
          try await country.join()
          try await body(country)
        }
      }
    }
  }

  private func join() async throws {
    for (place, region) in regions.enumerated() {
      try await region.join([partnerships[place]])
      try await enrol(region, ["RGA", "RGB"][place], "E0700091\(place)")
      let file = region.folder.path("introduction.json")
      try await region.run([
        "hub", "introduce", partnerships[place].reference, "--home", region.hubHome, "--output",
        file,
      ])
      try await above.run(["hub", "admit", file, "--home", above.hubHome])
    }
    // Up, down to the nodes, up with the logs that they began, and down with their admission.
    for _ in 0..<2 {
      try await exchangeAbove()
      for place in regions.indices { try await regions[place].synchronise(partnerships[place]) }
    }
    try await exchangeAbove()
    for place in regions.indices { try await regions[place].synchronise(partnerships[place]) }
  }

  /// What the operators of two hubs do by post and telephone.
  func enrol(_ region: TestRegion, _ reference: String, _ district: String) async throws {
    let post = ["invitation", "request", "reply"].map { region.folder.path("upper-\($0).json") }
    try await above.run([
      "hub", "invite", "--home", above.hubHome, "--name", "Hub \(reference)", "--reference",
      reference, "--district", district, "--output", post[0],
    ])
    struct Request: Decodable { let fingerprint: String }
    let request = try await region.run([
      "hub", "enrol", "--home", region.hubHome, "--invitation", post[0], "--output", post[1],
      "--json",
    ]).read(Request.self)
    try await above.run([
      "hub", "accept", post[1], "--home", above.hubHome, "--fingerprint", request.fingerprint,
      "--output", post[2],
    ])
    try await region.run(["hub", "enrol", "--home", region.hubHome, "--reply", post[2]])
  }

  /// Every region exchanges with the hub above, twice, so that what one brings the others get.
  func exchangeAbove() async throws {
    for region in regions + regions {
      try await region.run(["hub", "sync", "--once", "--home", region.hubHome])
    }
  }

  /// From one node to the other: up through its hub, down through the other's.
  func pass(from place: Int) async throws {
    try await regions[place].synchronise(partnerships[place])
    try await exchangeAbove()
    try await regions[1 - place].synchronise(partnerships[1 - place])
  }

  @discardableResult
  func at(_ place: Int, _ words: [String]) async throws -> ProgramAnswer {
    try await regions[place].at(partnerships[place], words)
  }
}

/// How a hub stands with the one above, as `iscan sync status --json` prints it.
struct ShownUpperState: Decodable {
  struct Scope: Decodable {
    let name: String
    let held: Int
    let waiting: Int
    let logsWaiting: Int
  }

  struct Above: Decodable {
    let region: String
    let lastBundle: Date?
    let lastOutcome: String?
    let lastCode: String?
    let scopes: [Scope]
  }

  let above: Above?
}

extension TestRegion {
  fileprivate func whileServing(
    watching: Bool, _ body: () async throws -> Void
  ) async throws {
    guard !watching else { return try await whileServing(body) }
    let hub = try HubService(home: HubHome(URL(filePath: hubHome)))
    let server = try hub.makeSyncServer(
      host: "127.0.0.1", port: port,
      logger: Logger(label: "hub") { _ in SwiftLogNoOpLogHandler() })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      _ = try await server.boundPort
      defer {
        hub.endLiveSessions()
        server.beginShutdown()
      }
      try await body()
    }
  }
}
