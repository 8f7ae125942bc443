import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import WebPages

@Suite("Only requests that are addressed to this machine are answered")
struct HostCheckTests {
  private static let check = HostCheck(
    configuration: WebConfiguration(port: 8080, title: "", allowedHosts: ["Node.Example"]))

  @Test(
    "a name of this machine is taken, with or without a port",
    arguments: [
      "localhost", "localhost:8080", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:8080", "[::1]",
      "[::1]:8080", "node.example:8080",
    ])
  func ours(_ authority: String) { #expect(Self.check.accepts(authority: authority)) }

  @Test(
    "any other is refused",
    arguments: [
      nil, "", "example.org", "example.org:8080", "localhost.example.org", "127.0.0.1.example.org",
      "localhost:80:80", "localhost:port", "[::1", "[::1]x", "127.0.0.2", "localhost@example.org",
    ])
  func foreign(_ authority: String?) { #expect(!Self.check.accepts(authority: authority)) }

  @Test("a server on a socket refuses a wrong Host header, before anything else")
  func live() async throws {
    let application = try NodeWebServer.makeApplication(
      pages: SampleNode(), signIn: SamplePeople.node,
      configuration: SampleSites.configuration(isOpen: true, clock: SampleClock()),
      logger: SampleSites.silent)
    try await application.test(.live) { client in
      let port = try #require(client.port)
      try await TestClient.withClient(host: "localhost", port: port) { raw in
        for (authority, status) in [
          ("localhost:\(port)", 200), ("127.0.0.1", 200), ("evil.example", 421),
          ("evil.example:\(port)", 421),
        ] {
          let reply = try await raw.execute(
            TestClient.Request("/scan", method: .get, authority: authority))
          #expect(reply.status.code == status)
        }
      }
    }
  }

  @Test("the pages are served on loopback only", arguments: ["0.0.0.0", "::", "example.org"])
  func loopback(_ host: String) {
    #expect(throws: WebPagesError.notLoopback(host: host)) {
      _ = try Site(
        face: .node, configuration: WebConfiguration(host: host, port: 0, title: ""),
        signIn: SamplePeople.node, alerts: { _ in [] })
    }
  }
}
