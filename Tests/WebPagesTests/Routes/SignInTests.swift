import HTTPTypes
import PartnershipRecords
import Testing

@testable import WebPages

@Suite("Signing in")
struct SignInTests {
  @Test("who has not signed in is sent to do so and then to the page that was asked for")
  func redirect() async throws {
    try await SampleSites.node { browser async throws in
      let first = try await browser.get("/scan?what=burglary")
      #expect(first.page.starts("h1").map(\.text) == ["Sign in"])
      let fields = ["handle": "chair-1", "passphrase": "chair-1 chair-1"]
      let reply = try await browser.submit("/sign-in", on: browser.path, fields)
      #expect(reply.status == .seeOther)
      #expect(reply.header("Location") == "/scan?what=burglary")
      #expect(
        try await browser.get("/").page.text.contains("chair-1 (tactical chair)"))
    }
  }

  @Test("data for other programs is refused, not redirected")
  func data() async throws {
    let reply = try await SampleSites.node { try await $0.get("/scan.json") }
    #expect(reply.status == .forbidden)
    #expect(reply.text.contains("\"code\" : \"page-not-allowed\""))
  }

  @Test(
    "only a path of this site is gone to afterwards",
    arguments: [
      ("/scan?what=drugs", "/scan?what=drugs"), ("https://example.org", "/"),
      ("//example.org", "/"), ("/\\example.org", "/"), ("/a\r\nSet-Cookie: b=c", "/"), ("", "/"),
    ])
  func next(_ asked: String, _ given: String) {
    #expect(SignInRoutes.safePath(asked) == given)
  }

  @Test("a wrong passphrase and an unknown name are told the same")
  func wrong() async throws {
    for handle in ["chair-1", "nobody"] {
      let reply = try await SampleSites.node {
        try await $0.submit(
          "/sign-in", on: "/sign-in", ["handle": handle, "passphrase": "guess"])
      }
      #expect(reply.status == .unprocessableContent)
      #expect(reply.page.text.contains("The name or the passphrase is not right. Try again."))
      #expect(!reply.text.contains("guess"))
    }
  }

  @Test("after five wrong passphrases even the right one is refused, for a minute")
  func throttle() async throws {
    let clock = SampleClock()
    try await SampleSites.node(clock: clock) { browser async throws in
      for _ in 0..<5 {
        let reply = try await browser.submit(
          "/sign-in", on: "/sign-in", ["handle": "chair-1", "passphrase": "guess"])
        #expect(reply.status == .unprocessableContent)
      }
      let refused = try await browser.signIn("chair-1")
      #expect(refused.status == .tooManyRequests)
      #expect(refused.page.text.contains("It is refused for a minute."))
      #expect(try await browser.signIn("analyst-1").status == .seeOther)
      clock.advance(61)
      #expect(try await browser.signIn("chair-1").status == .seeOther)
    }
  }

  @Test("a session ends after half an hour without a request, and after twelve hours in any case")
  func end() async throws {
    let clock = SampleClock()
    try await SampleSites.node(as: "chair-1", clock: clock) { browser async throws in
      clock.advance(29 * 60)
      #expect(try await browser.get("/").page.starts("h1").map(\.text) != ["Sign in"])
      clock.advance(31 * 60)
      #expect(try await browser.get("/").page.starts("h1").map(\.text) == ["Sign in"])
      _ = try await browser.signIn("chair-1")
      for _ in 0..<36 {
        clock.advance(20 * 60)
        _ = try await browser.get("/")
      }
      #expect(try await browser.get("/").page.starts("h1").map(\.text) == ["Sign in"])
    }
  }

  @Test("signing out ends the session on the server, not only in the browser")
  func signOut() async throws {
    let clock = SampleClock()
    let sessions = SessionStore(lifetime: 60)
    let person = SignedInPerson(handle: "chair-1", role: .tacticalChair)
    let session = await sessions.open(for: person, at: clock.now)
    #expect(await sessions.find(session.identifier, at: clock.now) != nil)
    await sessions.close(session.identifier)
    #expect(await sessions.find(session.identifier, at: clock.now) == nil)
    try await SampleSites.node(as: "chair-1") { browser async throws in
      let token = try await browser.formToken()
      #expect(
        try await browser.post("/sign-out", [("form-token", token)]).header("Location")
          == "/sign-in")
      #expect(try await browser.get("/").page.starts("h1").map(\.text) == ["Sign in"])
    }
  }

  @Test("signing in needs the value of the page's own cookie")
  func signInToken() async throws {
    try await SampleSites.node { browser async throws in
      let fields = [("handle", "chair-1"), ("passphrase", "chair-1 chair-1")]
      #expect(try await browser.post("/sign-in", fields).status == .forbidden)
      _ = try await browser.get("/sign-in")
      #expect(
        try await browser.post("/sign-in", fields + [("form-token", "x")]).status == .forbidden)
    }
  }
}
