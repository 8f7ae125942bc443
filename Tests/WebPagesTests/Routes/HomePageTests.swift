import Testing

@testable import WebPages

@Suite("The pages of what is here")
struct HomePageTests {
  @Test("the questions come first and the import figures last")
  func order() async throws {
    let page = try await SampleSites.node(as: "chair-1") { try await $0.get("/") }.page
    let headings = page.starts("h2").map(\.text)
    #expect(headings.first == "Look at a kind of crime")
    #expect(headings.last == "Records on this machine")
    #expect(page.text.contains("SUN has shared nothing with this group yet"))
  }

  @Test("a councillor reads how many tasks there are and how they stand, and nothing of them")
  func councillor() async throws {
    let page = try await SampleSites.node(as: "councillor-1") { try await $0.get("/") }.page
    let text = page.text
    #expect(text.contains("Open tasks 7 Open and past their date 2"))
    #expect(text.contains("By state proposed 3 in progress 4 done 5"))
    #expect(text.contains("Your role sees how many tasks there are and how they stand"))
    #expect(!page.starts("a").contains { $0.attributes["href"]?.hasPrefix("/tasks") == true })
    #expect(!text.contains("Close quarry access"))
    let chair = try await SampleSites.node(as: "chair-1") { try await $0.get("/") }.page
    #expect(chair.starts("a").contains { $0.text == "Open the tasks" })
    #expect(!chair.text.contains("Your role sees how many"))
  }

  @Test("files of which nothing was kept are folded away")
  func folded() async throws {
    let page = try await SampleSites.node(as: "analyst-1") { try await $0.get("/imports") }.page
    #expect(page.starts("summary").map(\.text).contains("1 file of which no row was kept"))
    let folded = page.element("details") { _ in true }
    let rows = folded.filter { $0.name == "th" && $0.attributes["scope"] == "row" && !$0.isEnd }
    #expect(rows.count == 1)
    #expect(rows.first?.text.hasPrefix("GAT-I-0002") == true)
    #expect(page.text.contains("the month is not a month: 8"))
  }
}
