import HTTPTypes
import Testing

@testable import WebPages

@Suite("Every page can be used by keyboard, by ear and without scripts")
struct PageStructureTests {
  @Test(
    "a page of the node has one h1, a language, labels, scopes and sound nesting",
    arguments: SitePath.node)
  func nodePage(_ place: SitePath) async throws {
    let reply = try await SampleSites.node(as: place.handle) { try await $0.get(place.path) }
    #expect(reply.status == .ok)
    #expect(PageFaults.all(of: reply.page) == [])
  }

  @Test(
    "a page of the hub has one h1, a language, labels, scopes and sound nesting",
    arguments: SitePath.hub)
  func hubPage(_ place: SitePath) async throws {
    let reply = try await SampleSites.hub(as: place.handle) { try await $0.get(place.path) }
    #expect(reply.status == .ok)
    #expect(PageFaults.all(of: reply.page) == [])
  }

  @Test(
    "the pages to sign in and of errors do too", arguments: ["/sign-in", "/nowhere", "/tasks/X"])
  func otherPage(_ path: String) async throws {
    let unknown = try await SampleSites.node { try await $0.get(path) }
    #expect(PageFaults.all(of: unknown.page) == [])
    let known = try await SampleSites.node(as: "chair-1") { try await $0.get(path) }
    #expect(PageFaults.all(of: known.page) == [])
    #expect(known.page.source.contains("Parts of the site"))
  }

  @Test("the menu names the page on which one is, and only what one may see")
  func menu() async throws {
    let reply = try await SampleSites.node(as: "councillor-1") { try await $0.get("/scan") }
    let menu = reply.page.element("nav") { _ in true }
    #expect(menu.filter { $0.name == "a" && !$0.isEnd }.map(\.text) == ["Home", "Scan"])
    #expect(menu.filter { $0.attributes["aria-current"] == "page" }.map(\.text) == ["Scan"])
  }

  @Test(
    "on a telephone each cell of a table has the words of its column beside it",
    arguments: [
      SitePath(path: "/sync", handle: "keys-1"), SitePath(path: "/tasks", handle: "analyst-1"),
      SitePath(path: "/conflicts", handle: "chair-1"), SitePath(path: "/", handle: "chair-1"),
    ])
  func stackedAtNode(_ place: SitePath) async throws {
    let page = try await SampleSites.node(as: place.handle) { try await $0.get(place.path) }.page
    expectLabels(page)
  }

  @Test("so it is at the hub", arguments: ["/members", "/refusals"])
  func stackedAtHub(_ path: String) async throws {
    expectLabels(try await SampleSites.hub(as: "keys-9") { try await $0.get(path) }.page)
  }

  /// A block is no cell to whoever hears the page, unless its role says so.
  private func expectLabels(_ page: HTMLPage) {
    let tables = page.starts("table")
    #expect(!tables.isEmpty)
    #expect(tables.allSatisfy { $0.attributes["class"] == "stacked" })
    #expect(tables.allSatisfy { $0.attributes["role"] == "table" })
    let cells = page.starts("td")
    #expect(!cells.isEmpty)
    #expect(cells.allSatisfy { $0.attributes["role"] == "cell" })
    let heads = page.starts("th").filter { $0.attributes["scope"] == "col" }.map(\.text)
    for cell in cells {
      let label = cell.attributes["data-label"] ?? ""
      #expect(heads.contains { label.hasPrefix($0) && !$0.isEmpty }, "\(label)")
    }
  }

  @Test("the checks find what they look for")
  func faults() {
    let page = HTMLPage(
      """
      <!DOCTYPE html><html lang="en-GB"><title>t</title><main><h1>a</h1><h3>b</h3>
      <input name="x"><th>c</th><p id="i" style="color:red"></p><p id="i"></p>
      <a href="https://example.org">d</a><script></script></main></div></html>
      """)
    #expect(
      PageFaults.all(of: page) == [
        "h3 follows h1", "</div> does not close what is open", "no label for x",
        "a header without scope: c", "an id is given twice", "attribute style",
        "the address https://example.org", "<script>",
      ])
  }
}
