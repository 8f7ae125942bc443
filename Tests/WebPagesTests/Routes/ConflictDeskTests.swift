import Foundation
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
    #expect(text.contains("Gateshead done GAT/coordinator-1, 14 April 2024, 21:30 by their clock"))
    #expect(text.contains("Durham blocked DUR/coordinator-1, 15 April 2024, 17:30 by their clock"))
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

  @Test("a ticked update and another value as well are asked about, and nothing of either is lost")
  func twoAnswers() async throws {
    let node = SampleNode()
    let filled = ["choice": "side:done", "other": "in-progress", "comment": "Half of it."]
    let reply = try await SampleSites.node(node, as: "chair-1") {
      try await $0.submit(Self.path, on: Self.path, filled)
    }
    #expect(reply.status == .badRequest && node.deeds.isEmpty)
    let page = reply.page
    #expect(PageFaults.all(of: page) == [])
    #expect(page.text.contains("Not clear: You chose one of the updates and gave another value"))
    #expect(
      page.starts("a").contains {
        $0.attributes["href"] == "#other" && $0.text.contains("Choose \u{201C}Another value")
      })
    let ticked = page.starts("input").filter { $0.attributes["checked"] != nil }
    #expect(ticked.map { $0.attributes["value"] } == ["side:done"])
    let chosen = page.starts("option").filter { $0.attributes["selected"] != nil }
    #expect(chosen.map { $0.attributes["value"] } == ["in-progress"])
    #expect(page.starts("textarea").contains { $0.text == "Half of it." })
    // The same value twice is one answer.
    let same = ["choice": "side:done", "other": "done", "comment": "It is."]
    let taken = try await SampleSites.node(node, as: "chair-1") {
      try await $0.submit(Self.path, on: Self.path, same)
    }
    #expect(taken.header("Location") == "/conflicts")
    #expect(node.deeds.decisions.map(\.value) == ["done"])
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

  @Test("the desk says since when the sides are apart, and who decides")
  func age() async throws {
    let chair = try await SampleSites.node(as: "chair-1") { try await $0.get(Self.path) }.page.text
    #expect(chair.contains("Apart since 17 April 2024, 06:30 (3 hours ago)"))
    #expect(chair.contains("Who decides the tactical chair of Gateshead (you)"))
    let analyst = try await SampleSites.node(as: "analyst-1") { try await $0.get(Self.path) }.page
    #expect(analyst.text.contains("Who decides the tactical chair of Gateshead Who wrote what"))
  }

  private static let missing: [(filled: [String: String], place: String, words: String)] = [
    (["comment": "The gate is shut."], "choice", "Choose what shall hold"),
    (["choice": "other", "comment": "The gate is shut."], "other", "Give the other value"),
    (["choice": "side:done", "comment": "  "], "comment", "Say why in a few words"),
  ]

  @Test(
    "what is missing is said at its place and at the head, and what was typed stays",
    arguments: missing.indices)
  func incomplete(_ number: Int) async throws {
    let (filled, place, words) = Self.missing[number]
    let reply = try await SampleSites.node(as: "chair-1") {
      try await $0.submit(Self.path, on: Self.path, filled)
    }
    let page = reply.page
    #expect(reply.status == .badRequest)
    #expect(PageFaults.all(of: page) == [])
    let said = page.tags.first { $0.attributes["id"] == "\(place)-problem" }
    #expect(said != nil && page.text.contains("Missing: \(words)"))
    let entry = page.tags.first { !$0.isEnd && $0.attributes["aria-invalid"] == "true" }
    let described = entry?.attributes["aria-describedby"]?.split(separator: " ") ?? []
    #expect(described.contains("\(place)-problem"))
    // The head of the page leads to the place.
    let target = place == "choice" ? "#side-1" : "#\(place)"
    #expect(
      page.starts("a").contains { $0.attributes["href"] == target && $0.text.contains(words) })
    #expect(page.starts("title").first?.text.hasPrefix("Not saved yet: Status of") == true)
    let chosen = page.starts("input").filter { $0.attributes["checked"] != nil }
      .map { $0.attributes["value"] }
    #expect(chosen == (filled["choice"].map { [$0] } ?? []))
    let comment = page.starts("textarea").first { $0.attributes["name"] == "comment" }?.text
    #expect(comment == filled["comment"]?.trimmingCharacters(in: .whitespaces))
  }

  @Test("what somebody else changed meanwhile is said on the desk as it is now")
  func outOfDate() async throws {
    let reply = try await SampleSites.node(as: "chair-1") {
      try await $0.submit(Self.path, on: Self.path, ["choice": "side:gone", "comment": "Why."])
    }
    #expect(reply.status == .conflict)
    #expect(reply.page.text.contains("Your decision is not saved yet Somebody changed this field"))
    #expect(reply.page.starts("textarea").contains { $0.text == "Why." })
    #expect(PageFaults.all(of: reply.page) == [])
  }

  @Test("the address of what is settled says how, by whom and when")
  func settled() async throws {
    let path = "/conflicts/\(SampleWords.taskReference)/owner"
    let reply = try await SampleSites.node(as: "analyst-1") { try await $0.get(path) }
    #expect(reply.status == .ok)
    let text = reply.page.text
    #expect(text.contains("This is settled: partners had written different values"))
    #expect(text.contains("What holds parks manager"))
    #expect(text.contains("Decided by GAT/chair-1 Gateshead"))
    #expect(text.contains("When 16 April 2024, 07:30 by their clock (26 hours ago)"))
    #expect(text.contains("Why It is the parks\u{2019} fence."))
    let none = try await SampleSites.node(as: "analyst-1") {
      try await $0.get("/conflicts/\(SampleWords.taskReference)/due")
    }
    #expect(none.page.text.contains("Nothing waits to be decided here"))
  }

  @Test("a decision that comes after another is not taken, and what was written is not lost")
  func overtaken() async throws {
    let node = SampleNode()
    let path = "/conflicts/\(SampleWords.taskReference)/owner"
    let reply = try await SampleSites.node(node, as: "chair-1") { browser async throws in
      let token = try await browser.formToken()
      return try await browser.post(
        path, [("choice", "side:a"), ("comment", "My reason."), ("form-token", token)])
    }
    #expect(reply.status == .conflict)
    #expect(reply.page.text.contains("Your decision was not saved"))
    #expect(reply.page.text.contains("You had written: My reason."))
    #expect(node.deeds.isEmpty)
  }

  @Test("what a rule decided stands apart from what waits for a person, with what holds")
  func byRule() async throws {
    let page = try await SampleSites.node(as: "analyst-1") { try await $0.get("/conflicts") }.page
    #expect(page.starts("h2").map(\.text) == ["To be decided by a person", "Decided by a rule"])
    let section = page.element("section") { $0.attributes["aria-labelledby"] == "settled" }
    let text = section.map(\.text).joined(separator: " ")
    #expect(text.contains("1 update needs no decision"))
    #expect(text.contains("The earlier date holds.") && text.contains("3 hours ago"))
  }

  @Test("an error of the node is shown with its remedy, and a field that there is not is not found")
  func trouble() async throws {
    let node = SampleNode(trouble: PageRefusal.outOfDate(what: "this field"))
    let reply = try await SampleSites.node(node, as: "chair-1") {
      try await $0.submit(Self.path, on: Self.path, ["choice": "side:done", "comment": "Why."])
    }
    #expect(reply.status == .conflict)
    #expect(reply.page.text.contains(PageRefusal.outOfDate(what: "this field").remedy))
    let none = try await SampleSites.node(as: "chair-1") {
      try await $0.get("/conflicts/\(SampleWords.taskReference)/nothing")
    }
    #expect(none.status == .notFound)
  }
}
