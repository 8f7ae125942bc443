import HTTPTypes
import Testing

@testable import WebPages

@Suite("The desk for parallel updates")
struct ConflictDeskTests {
  private static let path = "/conflicts/\(SampleWords.taskReference)/status"

  @Test("shows what both started from, both sides, who wrote them and when")
  func sides() async throws {
    let text = try await SampleSites.node(as: "analyst-1") { try await $0.get(Self.path) }.page.text
    #expect(text.contains("Before in progress what both had seen"))
    #expect(text.contains("Gateshead done GAT/coordinator-1, 14 Apr 2024, 21:30 by their clock"))
    #expect(text.contains("Durham blocked DUR/coordinator-1, 15 Apr 2024, 17:30 by their clock"))
    #expect(text.contains("Until somebody decides, blocked holds."))
    #expect(text.contains("To be decided by the tactical chair of Gateshead."))
    #expect(!text.contains("Mark as decided"))
  }

  @Test(
    "the chair decides for one side or for another value, with a reason",
    arguments: [
      (["choice": "side:done", "comment": "The gate is shut."], "done"),
      (["choice": "other", "other": "in-progress", "comment": "Half."], "in-progress"),
    ])
  func decide(_ filled: [String: String], _ value: String) async throws {
    let node = SampleNode()
    let reply = try await SampleSites.node(node, as: "chair-1") {
      try await $0.submit(Self.path, on: Self.path, filled)
    }
    #expect(reply.header("Location") == "/conflicts")
    #expect(
      node.deeds.decisions == [
        ConflictResolution(
          taskReference: SampleWords.taskReference, fieldName: "status", value: value,
          comment: filled["comment"] ?? "", seen: "seen-2")
      ])
  }

  @Test(
    "a decision without a choice, a reason or a side that is there is not taken",
    arguments: [
      (["comment": "Why."], 400), (["choice": "side:done", "comment": "  "], 400),
      (["choice": "other", "other": "", "comment": "Why."], 400),
      (["choice": "side:gone", "comment": "Why."], 409),
    ])
  func unreadable(_ filled: [String: String], _ status: Int) async throws {
    let node = SampleNode()
    let reply = try await SampleSites.node(node, as: "chair-1") {
      try await $0.submit(Self.path, on: Self.path, filled)
    }
    #expect(reply.status.code == status)
    #expect(node.deeds.isEmpty)
  }

  @Test("somebody who is not the decider is refused")
  func notDecider() async throws {
    let node = SampleNode()
    try await SampleSites.node(node, as: "analyst-1") { browser async throws in
      let token = try await browser.formToken()
      let reply = try await browser.post(
        Self.path, [("choice", "side:done"), ("comment", "Why."), ("form-token", token)])
      #expect(reply.status == .forbidden)
      #expect(reply.page.text.contains("Only the tactical chair of Gateshead may."))
    }
    #expect(node.deeds.isEmpty)
  }

  @Test("an error of the node is shown with its remedy, and a field without conflict is not found")
  func trouble() async throws {
    let node = SampleNode(trouble: PageRefusal.outOfDate(what: "this field"))
    let reply = try await SampleSites.node(node, as: "chair-1") {
      try await $0.submit(Self.path, on: Self.path, ["choice": "side:done", "comment": "Why."])
    }
    #expect(reply.status == .conflict)
    #expect(reply.page.text.contains(PageRefusal.outOfDate(what: "this field").remedy))
    let none = try await SampleSites.node(as: "chair-1") {
      try await $0.get("/conflicts/\(SampleWords.taskReference)/due")
    }
    #expect(none.status == .notFound)
  }
}
