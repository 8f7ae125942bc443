import HTTPTypes
import Testing

@testable import WebPages

@Suite("Text that people or partners wrote stays text")
struct HostileTextTests {
  private static let words = SampleWords(hostile: SampleWords.attack)

  @Test("a page of the node shows hostile text and is not changed by it", arguments: SitePath.node)
  func nodePage(_ place: SitePath) async throws {
    let node = SampleNode(words: Self.words)
    let reply = try await SampleSites.node(node, as: place.handle) {
      try await $0.get(place.path)
    }
    #expect(reply.status == .ok)
    #expect(PageFaults.all(of: reply.page) == [])
    #expect(!reply.text.lowercased().contains("<script"))
    #expect(reply.page.source.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
  }

  @Test("a page of the hub shows hostile text and is not changed by it", arguments: SitePath.hub)
  func hubPage(_ place: SitePath) async throws {
    let hub = SampleHub(words: Self.words)
    let reply = try await SampleSites.hub(hub, as: place.handle) { try await $0.get(place.path) }
    #expect(reply.status == .ok)
    #expect(PageFaults.all(of: reply.page) == [])
    #expect(!reply.text.lowercased().contains("<script"))
    #expect(reply.page.source.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
  }

  @Test("a conflict's value comes back from the form exactly as it was written")
  func conflictValue() async throws {
    let node = SampleNode(words: Self.words)
    let path = "/conflicts/\(SampleWords.taskReference)/status"
    let page = try await SampleSites.node(node, as: "chair-1") { try await $0.get(path) }.page
    let values = page.starts("input").filter { $0.attributes["name"] == "choice" }
      .map { $0.attributes["value"] }
    #expect(values == ["side:\(SampleWords.attack)", "side:\(SampleWords.attack)", "other"])
  }

  @Test("an address and a handle that somebody typed are escaped too")
  func typed() async throws {
    let page = try await SampleSites.node {
      try await $0.get("/sign-in?next=/%22%3E%3Cscript%3E")
    }
    #expect(PageFaults.all(of: page.page) == [])
    let again = try await SampleSites.node {
      try await $0.submit("/sign-in", on: "/sign-in", ["handle": SampleWords.attack])
    }
    #expect(PageFaults.all(of: again.page) == [])
    #expect(again.page.form(to: "/sign-in")?.contains { $0.value == SampleWords.attack } == true)
  }

  @Test("a quotation mark under a combining accent is escaped")
  func combining() {
    #expect(PageText.escape("\"\u{301} onload=x") == "&quot;\u{301} onload=x")
    #expect(PageText.escape("<\u{338}b>&'") == "&lt;\u{338}b&gt;&amp;&#39;")
  }
}
