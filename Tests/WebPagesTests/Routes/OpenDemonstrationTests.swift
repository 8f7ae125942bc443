import HTTPTypes
import Testing

@testable import WebPages

@Suite("An open demonstration needs no sign-in and lets one act as anybody")
struct OpenDemonstrationTests {
  private static let release = "/releases/\(SampleWords.awaiting)"

  @Test("a visitor reads scans at a node and the picture at the hub, and no more")
  func visitor() async throws {
    try await SampleSites.node(isOpen: true) { browser async throws in
      #expect(try await browser.get("/scan").status == .ok)
      #expect(try await browser.get("/scan.json").status == .ok)
      let refused = try await browser.get("/releases")
      #expect(refused.status == .forbidden)
      #expect(refused.page.form(to: "/act-as") != nil)
      #expect(PageFaults.all(of: refused.page) == [])
    }
    let picture = try await SampleSites.hub(isOpen: true) { try await $0.get("/") }
    #expect(picture.page.text.contains("Regional picture"))
  }

  @Test("the acting person is switched on the page, which stays where it is")
  func actAs() async throws {
    let node = SampleNode()
    try await SampleSites.node(node, isOpen: true) { browser async throws in
      let reply = try await browser.submit("/act-as", on: Self.release, ["handle": "liaison-1"])
      #expect(reply.header("Location") == Self.release)
      let page = try await browser.get(Self.release)
      #expect(page.status == .ok)
      #expect(page.page.text.contains("You now act as liaison-1, liaison officer for data."))
      #expect(page.page.form(to: "/act-as")?.contains { $0 == ("handle", "liaison-1") } == true)
      _ = try await browser.submit("\(Self.release)/approve", on: Self.release, ["looked": "yes"])
      _ = try await browser.submit("/act-as", on: "/", ["handle": "visitor"])
      #expect(try await browser.get(Self.release).status == .forbidden)
    }
    #expect(node.deeds.approved == [SampleWords.awaiting])
  }

  @Test("separation of duties holds there too")
  func separation() async throws {
    let node = SampleNode()
    try await SampleSites.node(node, isOpen: true) { browser async throws in
      _ = try await browser.submit("/act-as", on: "/", ["handle": "liaison-1"])
      let own = "/releases/\(SampleWords.builtByLiaison)"
      #expect(try await browser.get(own).page.form(to: "\(own)/approve") == nil)
    }
  }

  @Test("switching needs the token, and a person who is there")
  func refused() async throws {
    try await SampleSites.node(isOpen: true) { browser async throws in
      #expect(try await browser.post("/act-as", [("handle", "chair-1")]).status == .forbidden)
      _ = try await browser.get("/")
      #expect(try await browser.post("/act-as", [("handle", "chair-1")]).status == .forbidden)
      #expect(
        try await browser.submit("/act-as", on: "/", ["handle": "nobody"]).status == .notFound)
    }
  }

  @Test("otherwise there is no such thing, on the page or behind it")
  func closed() async throws {
    try await SampleSites.node(as: "councillor-1") { browser async throws in
      #expect(try await browser.get("/").page.form(to: "/act-as") == nil)
      let token = try await browser.formToken()
      let reply = try await browser.post("/act-as", [("handle", "chair-1"), ("form-token", token)])
      #expect(reply.status == .notFound)
    }
  }
}
