import Testing

@testable import WebPages

@Suite("Every answer tells the browser how little the pages need")
struct SecurityHeadersTests {
  @Test(
    "pages, errors, redirects, data and the style sheet",
    arguments: ["/scan", "/nowhere", "/sign-in", "/scan.json", "/assets/style.css", "/releases"])
  func headers(_ path: String) async throws {
    let reply = try await SampleSites.node(as: "councillor-1") { try await $0.get(path) }
    let policy = try #require(reply.header("Content-Security-Policy"))
    for rule in [
      "default-src 'self'", "script-src 'none'", "object-src 'none'", "frame-ancestors 'none'",
      "form-action 'self'", "base-uri 'none'",
    ] {
      #expect(policy.contains(rule))
    }
    #expect(reply.header("X-Content-Type-Options") == "nosniff")
    #expect(reply.header("X-Frame-Options") == "DENY")
    #expect(reply.header("Referrer-Policy") == "same-origin")
    let isStyle = path.hasSuffix(".css")
    #expect(reply.header("Cache-Control") == (isStyle ? "no-cache" : "no-store"))
  }

  @Test("a cookie is for this site's requests only and not for scripts")
  func cookie() async throws {
    let reply = try await SampleSites.node { try await $0.signIn("chair-1") }
    let cookie = try #require(reply.header("Set-Cookie"))
    #expect(cookie.hasPrefix("iscan-session-0="))
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] { #expect(cookie.contains(part)) }
    #expect(!cookie.contains("Expires"))
  }
}
