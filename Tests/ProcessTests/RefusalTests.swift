import CausalHistory
import Foundation
import GRDB
import NodeStore
import ReplicaStore
import SignedLogs
import SyncProtocol
import SyncTransport
import Testing

@testable import NodeService

@Suite("The hub refuses, each time with its own reason, and writes it down", .serialized)
struct RefusalTests {
  @Test("A client without a certificate", .enabled(if: OpenSSLClient.isInstalled))
  func withoutCertificate() async throws {
    let region = try await TestRegion()
    try await region.whileServing {
      let words = try await OpenSSLClient.connect(port: region.port)
      #expect(words.contains("certificate required"), "\(words.suffix(600))")
      let refusals = try await region.refusals(1)
      #expect(refusals.map(\.code) == ["tls-no-certificate"])
      #expect(refusals.first?.member == nil)
    }
  }

  @Test("A certificate of another region's authority")
  func otherAuthority() async throws {
    let region = try await TestRegion()
    // The same name and address, but other keys: a copy of the hub in all that can be copied.
    let other = try await TestRegion(port: region.port)
    try await other.initialise(.upperFells)
    try await other.enrol(.upperFells)
    try await region.whileServing {
      // The node is the first to notice that this is not its hub.
      let honest = try await other.attempt(.upperFells, ["sync", "run"])
      #expect(honest.status == 3)
      #expect(honest.errorCode == "hub-not-of-region")
      // It goes on saying so, as of any refusal, wherever somebody looks.
      let home = other.home(.upperFells)
      let attention = try await other.attention(home: home)
      #expect(attention.map(\.kind) == ["refused"])
      #expect(attention.first?.words.contains("no certificate of this region's authority") == true)
      #expect(attention.first?.remedy.contains("telephone the hub's operator") == true)
      struct Status: Decodable { let lastOutcome: String; let lastCode: String }
      let status = try await other.attempt(.upperFells, ["sync", "status"]).read(Status.self)
      #expect(status.lastOutcome == "refused" && status.lastCode == "hub-not-of-region")
      let log = try await other.at(.upperFells, ["sync", "log", "--refused"])
      #expect(log.text.contains("hub-not-of-region"), "\(log.text)")
      #expect(!log.text.contains("disconnected"), "\(log.text)")
      // A node that trusts the hub all the same is noticed by the hub.
      try Self.trust(region, at: other.home(.upperFells))
      let forged = try await other.attempt(.upperFells, ["sync", "run"])
      #expect(forged.status == 3)
      #expect(forged.errorCode == "tls-unknown-authority")
      let refusals = try await region.refusals(2)
      #expect(refusals.map(\.code) == ["tls-unknown-authority", "tls-handshake"])
      #expect(refusals.allSatisfy { $0.member == nil })
    }
  }

  @Test("A member that was revoked, while the others go on")
  func revoked() async throws {
    let region = try await TestRegion()
    try await region.whileServing {
      try await region.join([.millbridge, .upperFells])
      try await region.run([
        "hub", "revoke", "FEL", "--reason", "laptop stolen", "--yes", "--home", region.hubHome,
      ])
      let answer = try await region.attempt(.upperFells, ["sync", "run"])
      #expect(answer.status == 3)
      #expect(answer.errorCode == "tls-revoked")
      #expect(answer.errors.contains("laptop stolen"))
      let refusals = try await region.refusals(1)
      #expect(refusals.map(\.code) == ["tls-revoked"])
      #expect(refusals.first?.member == "FEL")
      try await region.synchronise(.millbridge)
    }
  }

  @Test("A node that was revoked says so wherever somebody looks, and what to do")
  func revokedNodeSaysSo() async throws {
    let region = try await TestRegion()
    let home = region.home(.upperFells)
    try await region.whileServing {
      try await region.join([.millbridge, .upperFells])
      try await region.run([
        "hub", "revoke", "FEL", "--reason", "laptop stolen", "--yes", "--home", region.hubHome,
      ])
      let task = try await region.at(
        .upperFells, ["task", "new", "--title", "Light the path", "--as", "analyst", "--json"]
      ).read(ShownTask.self).reference
      try await region.at(.upperFells, ["task", "share", task, "--as", "analyst"])
      #expect(try await region.attempt(.upperFells, ["sync", "run"]).status == 3)

      let attention = try await region.attention(home: home)
      #expect(attention.map(\.kind) == ["refused"])
      #expect(attention.allSatisfy { $0.words.contains("laptop stolen") }, "\(attention)")
      #expect(attention.allSatisfy { $0.remedy.contains("Ask the regional office") })
      let queue = try await region.program.run(["sync", "queue", "--home", home])
      #expect(queue.text.contains("Ask the regional office"), "\(queue.text)")
      #expect(!queue.text.contains("Run iscan sync run"), "\(queue.text)")
      struct Told: Decodable {
        let standing: String
        let remedies: [String]
      }
      let told = try await region.attempt(.upperFells, ["sync", "explain", task])
      #expect(told.status == 2)
      let found = try told.read([Told].self)
      #expect(found.map(\.standing) == ["refused"])
      #expect(found.flatMap(\.remedies).contains { $0.contains("Ask the regional office") })

      // A server that stays connected says it once, and leaves the hub alone.
      let server = try region.program.start(["serve", "--home", home, "--page-port", "0"])
      _ = try await server.line(beginning: "Pages: ")
      try await Task.sleep(for: .seconds(6))
      let log = server.printed
      await server.stop()
      #expect(log.components(separatedBy: "tls-revoked").count == 2, "\(log)")
    }
  }

  @Test("A member in good standing that asks for another's scope, and gets nothing of it")
  func anothersScope() async throws {
    let region = try await TestRegion()
    try await region.whileServing {
      try await region.join([.millbridge, .upperFells])
      try await region.deliverRelease(from: .upperFells)
      let scope = try HubReplica(region).pair(of: "FEL")
      try Self.plant(scope, of: region, at: region.home(.millbridge))
      // The product does not even ask for it.
      let answer = try await region.attempt(.millbridge, ["sync", "run"])
      #expect(answer.status == 0)
      try await Self.expectNothing(of: scope, for: region.home(.millbridge))
      let refusals = try await region.refusals(1)
      #expect(refusals.map(\.code) == ["sync-scope-not-entitled"])
      #expect(refusals.first?.member == "MIL")
      try await region.synchronise(.upperFells)
    }
  }
}

// MARK: - Forgeries

extension RefusalTests {
  /// Has a node believe that a hub of another region is its own.
  private static func trust(_ region: TestRegion, at home: String) throws {
    let authority = try HubReplica(region).authority()
    let node = try NodeService(home: NodeHome(URL(filePath: home)))
    try node.database.pool.write { db in
      let stored = try #require(try SettingsTable.value("enrolment", in: db))
      var enrolment = try #require(
        try JSONSerialization.jsonObject(with: Data(stored.utf8)) as? [String: Any])
      enrolment["authorityCertificatePEM"] = authority
      let forged = try JSONSerialization.data(withJSONObject: enrolment)
      try SettingsTable.set("enrolment", to: String(decoding: forged, as: UTF8.self), in: db)
    }
  }

  /// Gives a node the control log of a scope that is not its own, as if it had found the hub's
  /// backup: it will ask for the rest.
  private static func plant(_ scope: ScopeID, of region: TestRegion, at home: String) throws {
    let loaded = try HubReplica(region).read {
      try $0.load(.control(scope, first: 1, last: 1_000, limit: 1_000, byteLimit: 1 << 20))
    }
    guard case .control(_, let genesis, let first, let records)? = loaded else {
      throw ProgramUnderTest.Failure(description: "The hub has no control log of that scope.")
    }
    let node = try NodeService(home: NodeHome(URL(filePath: home)))
    try node.database.pool.write {
      try ScopeRecords($0).apply(control: records, first: first, genesis: genesis, of: scope)
    }
  }

  /// Asks as a node would that somebody has changed to, and looks at every message that the hub sends
  /// back.
  private static func expectNothing(of scope: ScopeID, for home: String) async throws {
    let received = Notebook<[UInt8]>()
    let node = try NodeService(home: NodeHome(URL(filePath: home)))
    let tap = WireTap { direction, message in
      if direction == .received { received.note(message) }
    }
    let outcome = try await ask(for: scope, node, tap)
    guard case .refusedByPeer(let error) = outcome else {
      Issue.record("The hub went on: \(outcome)")
      return
    }
    #expect(error.code == "sync-refused-scope-not-entitled")
    let messages = received.entries
    // Its greeting, its proof of who it is, and why it ends.
    #expect(messages.count == 3)
    #expect(messages.allSatisfy { !ByteSearch.finds(scope.bytes, in: $0) })
    let held = try await node.database.pool.read { try ScopeRecords($0).frontier(of: scope) }
    #expect(held.isEmpty)
  }

  /// Runs a session in which the node takes itself for a member of a scope.
  private static func ask(
    for scope: ScopeID, _ node: NodeService, _ tap: WireTap
  ) async throws -> SessionOutcome {
    let enrolment = try #require(try node.enrolment())
    let identity = try node.transportIdentity(enrolment)
    let client = try enrolment.client(identity, now: node.now, tap: tap)
    return try await client.connect { peer, inbound, outbound in
      var setup = try node.sessionSetup(identity, peer, expecting: enrolment.hubNode)
      setup.scopes = setup.scopes.map { standing in
        guard standing.control.scope == scope else { return standing }
        return ScopeStanding(control: standing.control, positions: [:], access: .full)
      }
      return try await SessionDriver(setup, keeper: node.keeper(Notices())).run(inbound, outbound)
        .outcome
    }
  }
}
