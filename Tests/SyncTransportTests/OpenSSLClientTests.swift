import Foundation
import SyncProtocol
import Testing

@testable import SyncTransport

@Suite(
  "The hub as another TLS implementation sees it", .serialized, .enabled(if: OpenSSL.isInstalled))
struct OpenSSLClientTests {
  private func connect(
    _ region: TestRegion, port: Int, identity: TransportIdentity?, protocols: String = "h2",
    options: [String] = []
  ) async throws -> String {
    let folder = try TemporaryFolder()
    let file = { (name: String, text: String) in
      try text.write(toFile: "\(folder.path)/\(name)", atomically: true, encoding: .utf8)
      return "\(folder.path)/\(name)"
    }
    var arguments = [
      "s_client", "-connect", "127.0.0.1:\(port)", "-servername", TestRegion.hubName,
      "-verify_hostname", TestRegion.hubName, "-verify_return_error", "-alpn", protocols,
      "-CAfile", try file("authority.pem", region.authority.certificate.pem),
    ]
    if let identity {
      arguments += ["-cert", try file("node.pem", identity.certificate.pem)]
      arguments += ["-key", try file("node.key", identity.key.pem)]
    }
    return try await OpenSSL.converse(arguments + options).text
  }

  @Test("A node's certificate is accepted, with TLS 1.3 and h2")
  func accepted() async throws {
    let region = try TestRegion()
    let node = try region.node()
    let refusals = Notebook<Refusal>()
    try await withHub(region, refusals: refusals) { _, port in
      let text = try await connect(region, port: port, identity: node)
      #expect(text.contains("Verify return code: 0 (ok)"))
      #expect(text.contains("TLSv1.3"))
      #expect(text.contains("ALPN protocol: h2"))
    }
    #expect(refusals.entries.isEmpty)
  }

  @Test("Without a certificate the handshake ends with the alert for it")
  func withoutCertificate() async throws {
    let region = try TestRegion()
    let refusals = Notebook<Refusal>()
    try await withHub(region, refusals: refusals) { _, port in
      // A session ticket would be awaited before reading the alert; reading ends when it comes.
      let text = try await connect(region, port: port, identity: nil, options: ["-ign_eof"])
      #expect(text.contains("certificate required"), "\(text.suffix(600))")
      #expect(try await refusals.waitFor(1).map(\.reason) == [.noCertificate])
    }
  }

  @Test("With another authority's certificate the handshake ends with an alert")
  func otherAuthority() async throws {
    let region = try TestRegion()
    let stranger = try TestRegion(name: "Elsewhere").node()
    let refusals = Notebook<Refusal>()
    try await withHub(region, refusals: refusals) { _, port in
      let text = try await connect(region, port: port, identity: stranger, options: ["-ign_eof"])
      #expect(text.contains("certificate unknown"), "\(text.suffix(600))")
      #expect(try await refusals.waitFor(1).map(\.reason) == [.unknownAuthority])
    }
  }

  @Test("A revoked certificate is logged though no session is asked for, and cut off")
  func revoked() async throws {
    let region = try TestRegion()
    let node = try region.node()
    let refusals = Notebook<Refusal>()
    try await withHub(region, isRevoked: { _ in "left" }, refusals: refusals) { _, port in
      let start = ContinuousClock.now
      _ = try await connect(region, port: port, identity: node, options: ["-ign_eof"])
      #expect(ContinuousClock.now - start < .seconds(9))
      #expect(refusals.entries.map(\.reason) == [.revoked])
    }
  }

  @Test("A client that does not offer HTTP/2 is refused")
  func otherProtocol() async throws {
    let region = try TestRegion()
    let node = try region.node()
    let refusals = Notebook<Refusal>()
    try await withHub(region, refusals: refusals) { _, port in
      _ = try await connect(
        region, port: port, identity: node, protocols: "http/1.1", options: ["-ign_eof"])
      #expect(try await refusals.waitFor(1).map(\.reason) == [.handshakeFailed])
    }
    #expect(refusals.entries.first?.detail == "The client does not offer HTTP/2 (ALPN h2).")
  }

  @Test("TLS 1.2 is refused, with the alert for it")
  func oldVersion() async throws {
    let region = try TestRegion()
    let node = try region.node()
    let refusals = Notebook<Refusal>()
    try await withHub(region, refusals: refusals) { _, port in
      let text = try await connect(
        region, port: port, identity: node, options: ["-tls1_2", "-ign_eof"])
      #expect(text.contains("alert protocol version"), "\(text.suffix(600))")
      #expect(try await refusals.waitFor(1).map(\.reason) == [.protocolVersion])
    }
  }
}
