import Foundation
import HTTPTypes
import PartnershipRecords
import Testing

@testable import WebPages

@Suite("What needs a person is said where that person looks")
struct AttentionTests {
  private static let words = "A log has two different commits in one place."

  @Test(
    "a fork is said at the head of every page, with what to do", arguments: ["/sync", "/tasks"])
  func node(_ path: String) async throws {
    let page = try await SampleSites.node(as: "analyst-1") { try await $0.get(path) }.page
    #expect(page.text.contains("This needs a person \(Self.words) Ask the regional office"))
    #expect(PageFaults.all(of: page) == [])
  }

  @Test("the hub's office sees it too, and a councillor is not alarmed")
  func who() async throws {
    let hub = try await SampleSites.hub(as: "office-1") { try await $0.get("/members") }
    #expect(hub.page.text.contains(Self.words))
    let councillor = try await SampleSites.node(as: "councillor-1") { try await $0.get("/scan") }
    #expect(!councillor.page.text.contains(Self.words))
  }

  private static let redactions = (1...5).map {
    PageAlert(
      words: "The words withdrawn from change 1.\($0) are not known to be erased at DUR.",
      remedy: "They erase them when they next synchronise.", code: "redaction")
  }

  @Test("several of one kind are one sentence with their number and a way to all of them")
  func grouped() async throws {
    let fork = PageAlert(words: Self.words, remedy: "Ask.", code: "fork")
    let node = SampleNode(alerts: [fork] + Self.redactions)
    let page = try await SampleSites.node(node, as: "analyst-1") { try await $0.get("/tasks") }.page
    let banner = page.element("section") { $0.attributes["class"] == "alerts" }
    #expect(banner.filter { $0.name == "li" && !$0.isEnd }.count == 2)
    let text = banner.map(\.text).joined(separator: " ")
    #expect(text.contains(Self.words) && text.contains("Words that were withdrawn, 5 of them,"))
    #expect(!text.contains("change 1.3"))
    let links = banner.filter { $0.name == "a" && !$0.isEnd }
    #expect(links.map(\.text) == ["See all 5"])
    #expect(links.first?.attributes["href"] == "/attention#kind-redaction")
  }

  @Test("one sentence of several groups still says what happened")
  func cause() {
    let alerts = ["Tarn", "Coast"].map {
      PageAlert(
        words: "\"\($0)\": the database is an older copy of itself. It holds 3 of \($0.count).",
        remedy: "Next: iscan sync run.", code: "recovery")
    }
    let words = AlertGroup.groups(of: alerts).first?.values["alertWords"] as? String
    #expect(
      words
        == "The database is an older copy of itself. In 2 groups this machine goes on with a new "
        + "log.")
  }

  @Test("the page of all has each by itself, and is for those who see the banner")
  func all() async throws {
    let node = SampleNode(alerts: Self.redactions)
    let page = try await SampleSites.node(node, as: "keys-1") { try await $0.get("/attention") }
      .page
    #expect(PageFaults.all(of: page) == [])
    #expect((1...5).allSatisfy { page.text.contains("change 1.\($0) are") })
    #expect(page.tags.contains { $0.attributes["id"] == "kind-redaction" })
    #expect(!page.text.contains("This needs a person"))
    let councillor = try await SampleSites.node(node, as: "councillor-1") {
      try await $0.get("/attention")
    }
    #expect(councillor.status == .forbidden)
    let hub = try await SampleSites.hub(as: "office-1") { try await $0.get("/attention") }
    #expect(hub.page.text.contains(Self.words) && PageFaults.all(of: hub.page) == [])
  }

  @Test("a page comes without the banner if the banner cannot be made")
  func unmade() async throws {
    let page = try await SampleSites.node(
      SampleNode(alertTrouble: PageRefusal.outOfDate(what: "this")), as: "analyst-1"
    ) { try await $0.get("/sync") }
    #expect(page.status == .ok)
    #expect(!page.page.text.contains("This needs a person"))
  }

  @Test("the list of parallel updates shows base, both sides, who, when and since when")
  func disagreements() async throws {
    let text = try await SampleSites.node(as: "analyst-1") { try await $0.get("/conflicts") }.page
      .text
    #expect(text.contains("1 update waits for a decision, the oldest first."))
    #expect(text.contains("(3 hours ago). To be decided by the tactical chair of Gateshead."))
    #expect(text.contains("Before in progress what both had seen"))
    #expect(text.contains("Gateshead done GAT/coordinator-1, 14 April 2024, 21:30 by their clock"))
    #expect(text.contains("Look at the Status of") && !text.contains("Decide the Status of"))
  }

  @Test("only the one entitled is led to the desk; at the hub nobody is")
  func entitled() async throws {
    let chair = try await SampleSites.node(as: "chair-1") { try await $0.get("/conflicts") }
    #expect(chair.page.text.contains("Decide the Status of"))
    let hub = try await SampleSites.hub(as: "office-1") { try await $0.get("/conflicts") }
    #expect(hub.page.text.contains("at the partnership\u{2019}s own node"))
    #expect(!hub.page.text.contains("Decide the") && !hub.page.text.contains("Look at the"))
  }

  @Test(
    "the hub says how far behind each member is, and the node what of ours others have not seen")
  func behind() async throws {
    let members = try await SampleSites.hub(as: "office-1") {
      try await $0.get("/members")
    }
    .page.text
    #expect(members.contains("402 12 2 decisions to hear of, 3 to erase 0"))
    #expect(members.contains("last exchange: cut off"))
    #expect(members.contains("Hub above: England") && members.contains("All regions 31 4"))
    let sync = try await SampleSites.node(as: "analyst-1") { try await $0.get("/sync") }.page.text
    #expect(sync.contains("Durham DUR 402 0 7"))
    #expect(sync.contains("waits for the next contact Run iscan sync run."))
  }

  @Test("a line that is open is said to be open, instead of when the last one ended")
  func openLine() {
    let since = Date(timeIntervalSince1970: 1_764_000_000)
    let open = SyncSummary(lineSince: since, lastContact: since, waitingToSend: 0, behindHub: 0)
    let values = open.values(now: since)
    #expect(values["contact"] as? String == "now: a line is open since \(PlainMoment.words(since))")
    #expect(values["contactAt"] as? String == "")
  }
}
