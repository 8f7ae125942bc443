import PartnershipRecords
import HTTPTypes
import Testing

@testable import WebPages

@Suite("A release is approved by a liaison officer who did not build it")
struct ReleaseApprovalTests {
  private static let awaiting = "/releases/\(SampleWords.awaiting)"
  private static let own = "/releases/\(SampleWords.builtByLiaison)"
  private static let button = "Approve this release"

  @Test("who did not build it has a button, and pressing it approves")
  func approve() async throws {
    let node = SampleNode()
    try await SampleSites.node(node, as: "liaison-1") { browser async throws in
      #expect(try await browser.get(Self.awaiting).text.contains(Self.button))
      let reply = try await browser.submit(
        "\(Self.awaiting)/approve", on: Self.awaiting, ["looked": "yes"])
      #expect(reply.header("Location") == "/releases")
      let next = try await browser.get("/releases")
      #expect(next.page.text.contains("Release \(SampleWords.awaiting) is approved"))
      #expect(try await !browser.get("/releases").page.text.contains("is approved and"))
    }
    #expect(node.deeds.approved == [SampleWords.awaiting])
  }

  @Test("who built it has no button and is refused")
  func ownWork() async throws {
    let node = SampleNode()
    try await SampleSites.node(node, as: "liaison-1") { browser async throws in
      let page = try await browser.get(Self.own)
      #expect(!page.text.contains(Self.button))
      #expect(page.page.text.contains("You built this release, so somebody else approves it."))
      let token = try await browser.formToken()
      let reply = try await browser.post(
        "\(Self.own)/approve", [("looked", "yes"), ("form-token", token)])
      #expect(reply.status == .forbidden)
      #expect(reply.page.text.contains("Only a liaison officer who did not build it may."))
    }
    #expect(node.deeds.approved == [])
  }

  @Test("the other liaison officer may approve what the first one built")
  func otherOfficer() async throws {
    let node = SampleNode()
    try await SampleSites.node(node, as: "liaison-2") {
      _ = try await $0.submit("\(Self.own)/approve", on: Self.own, ["looked": "yes"])
    }
    #expect(node.deeds.approved == [SampleWords.builtByLiaison])
  }

  @Test(
    "nobody else may, whatever they send",
    arguments: ["analyst-1", "chair-1", "councillor-1", "keys-1"])
  func others(_ handle: String) async throws {
    let node = SampleNode()
    try await SampleSites.node(node, as: handle) { browser async throws in
      #expect(try await !browser.get(Self.awaiting).text.contains(Self.button))
      let token = try await browser.formToken()
      let reply = try await browser.post(
        "\(Self.awaiting)/approve", [("looked", "yes"), ("form-token", token)])
      #expect(reply.status == .forbidden)
    }
    #expect(node.deeds.approved == [])
  }

  @Test("what is not waiting, not looked at or not there is not approved")
  func otherStates() async throws {
    let node = SampleNode()
    try await SampleSites.node(node, as: "liaison-1") { browser async throws in
      let token = try await browser.formToken()
      let cases = [
        ("/releases/\(SampleWords.accepted)/approve", "yes", 409),
        ("\(Self.awaiting)/approve", "", 400), ("/releases/none/approve", "yes", 404),
      ]
      for (path, looked, status) in cases {
        let reply = try await browser.post(path, [("looked", looked), ("form-token", token)])
        #expect(reply.status.code == status)
      }
      #expect(
        try await !browser.get("/releases/\(SampleWords.accepted)").text.contains(Self.button))
    }
    #expect(node.deeds.approved == [])
  }

  @Test("the preview shows of every cell the true count, the noise and what leaves")
  func preview() async throws {
    let node = SampleNode()
    let reply = try await SampleSites.node(node, as: "analyst-1") {
      try await $0.get("\(Self.awaiting)?table=district&where=E08000037&what=burglary&page=2")
    }
    let rows = reply.page.text
    #expect(rows.contains("Burglary 114 +3 117"))
    #expect(rows.contains("Bicycle theft 1 \u{2212}3 \u{2212}2"))
    #expect(rows.contains("Drugs 42 0 42"))
    #expect(rows.contains("1,412 cells, page 2 of 29"))
    #expect(
      node.deeds.filters == [
        PreviewFilter(table: "district", area: area("E08000037"), category: .burglary, page: 2)
      ])
    let next = "\(Self.awaiting)?table=district&where=E08000037&what=burglary&page=3"
    #expect(reply.page.starts("a").contains { $0.attributes["href"] == next })
  }
}
