import Foundation
import SyncProtocol
import Testing

@testable import SyncTransport

@Suite("Who is refused, and why", .serialized)
struct RefusalTests {
  /// A client that the hub must refuse.
  struct Stranger: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let reason: RefusalReason
    /// Whether the refusal names the certificate's bearer.
    let isNamed: Bool
    let identity: @Sendable (TestRegion) throws -> TransportIdentity?
  }

  static let strangers = [
    Stranger(testDescription: "without a certificate", reason: .noCertificate, isNamed: false) {
      _ in nil
    },
    Stranger(testDescription: "of another region", reason: .unknownAuthority, isNamed: false) {
      _ in try TestRegion(name: "Test Region").node()
    },
    Stranger(testDescription: "with an expired one", reason: .expired, isNamed: true) {
      try $0.node(now: Date() - 900 * 86_400)
    },
    Stranger(testDescription: "with one not yet valid", reason: .expired, isNamed: true) {
      try $0.node(now: Date() + 10 * 86_400)
    },
    Stranger(testDescription: "with a revoked one", reason: .revoked, isNamed: true) {
      try $0.node("Revoked")
    },
    Stranger(testDescription: "with the hub's own", reason: .notANode, isNamed: true) { $0.hub },
  ]

  @Test("A client is refused with its own reason, told to it and logged once", arguments: strangers)
  func refused(stranger: Stranger) async throws {
    let region = try TestRegion(now: Date() - 1_000 * 86_400).withHubCertificate()
    let identity = try stranger.identity(region)
    let revoked = identity.map { $0.certificate.name == "Revoked" ? $0.transportKeyHash : [] }
    let refusals = Notebook<Refusal>()
    let reached = Notebook<Peer>()
    try await withHub(
      region, isRevoked: { $0 == revoked ? "laptop stolen on 3 May" : nil }, refusals: refusals,
      handler: { peer, _, _ in reached.note(peer) }
    ) { _, port in
      let client = SyncClient(region, port: port, identity: identity)
      let error = await #expect(throws: TransportError.self) { try await client.exchange() }
      #expect(error?.code == stranger.reason.rawValue)
      #expect(error?.remedy.isEmpty == false)
      _ = try await refusals.waitFor(1)
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(refusals.entries.map(\.reason) == [stranger.reason])
    #expect(reached.entries.isEmpty)
    let refusal = try #require(refusals.entries.first)
    #expect(refusal.remoteAddress.hasPrefix("127.0.0.1:"))
    let shownHash = stranger.isNamed ? identity?.transportKeyHash : nil
    #expect(refusal.transportKeyHash == shownHash)
    if stranger.reason == .revoked {
      #expect(refusal.certificateSubject == "Revoked")
      #expect(refusal.detail == "The node's key has been revoked: laptop stolen on 3 May.")
    }
  }

  @Test("A node whose key is revoked between two sessions is refused at the second")
  func revokedLater() async throws {
    let region = try TestRegion()
    let node = try region.node()
    let revoked = Notebook<[UInt8]>()
    let refusals = Notebook<Refusal>()
    try await withHub(
      region, isRevoked: { revoked.entries.contains($0) ? "left" : nil }, refusals: refusals
    ) { _, port in
      let client = SyncClient(region, port: port, identity: node)
      let answer = try await client.exchange([1])
      #expect(answer == [1])
      revoked.note(node.transportKeyHash)
      #expect(await code { try await client.exchange() } == "tls-revoked")
    }
    #expect(refusals.entries.map(\.reason) == [.revoked])
  }

  @Test("A node refuses what is not its region's hub, each time with its own code")
  func wrongHubs() async throws {
    let region = try TestRegion()
    let other = try TestRegion(name: "Test Region")
    let node = try region.node()
    try await withHub(region) { _, port in
      let foreign = SyncClient(region, port: port, identity: node, trusting: other)
      #expect(await code { try await foreign.exchange() } == "hub-not-of-region")
      let misnamed = SyncClient(region, port: port, identity: node, serverName: "b.example.org")
      #expect(await code { try await misnamed.exchange() } == "hub-name-other")
      let byAddress = SyncClient(region, port: port, identity: node, serverName: "127.0.0.1")
      let answer = try await byAddress.exchange([5])
      #expect(answer == [5])
      let later = SyncClient(
        region, port: port, identity: node, now: { Date() + 900 * 86_400 })
      let expired = await #expect(throws: TransportError.self) { try await later.exchange() }
      #expect(expired?.code == "hub-certificate-expired")
      let day = (Date() + 900 * 86_400).formatted(.iso8601).prefix(10)
      #expect(expired?.detail.contains("this machine's clock says \(day)") == true)
      let early = SyncClient(
        region, port: port, identity: node, now: { Date(timeIntervalSince1970: -1) })
      #expect(await code { try await early.exchange() } == "clock-before-1970")
    }
  }

  @Test("A hub that does not answer is unreachable, with the reason")
  func unreachable() async throws {
    let region = try TestRegion()
    let node = try region.node()
    let client = SyncClient(region, port: 1, identity: node)
    let error = await #expect(throws: TransportError.self) { try await client.exchange() }
    #expect(error == .hubUnreachable("127.0.0.1:1", "Connection refused"))
  }

  @Test("The reasons are those that the protocol's text lists")
  func reasons() throws {
    let text = try protocolText("Transport.md")
    for reason in RefusalReason.allCases { #expect(text.contains("| `\(reason.rawValue)` |")) }
    #expect(
      RefusalReason.allCases.map(\.rawValue) == [
        "tls-no-certificate", "tls-unknown-authority", "tls-expired", "tls-revoked",
        "tls-not-a-node", "tls-version", "tls-handshake",
      ])
  }
}

extension TestRegion {
  /// The same region with a hub certificate that is valid today.
  func withHubCertificate() throws -> TestRegion {
    var generator = SystemRandomNumberGenerator()
    return TestRegion(
      authority: authority,
      hub: try TransportIdentity(
        key: hub.key,
        certificate: authority.issueHubCertificate(
          hubKey: hub.key, hubName: Self.hubName, now: Date(), using: &generator)))
  }

  private init(authority: RegionalAuthority, hub: TransportIdentity) {
    self.authority = authority
    self.hub = hub
  }
}
