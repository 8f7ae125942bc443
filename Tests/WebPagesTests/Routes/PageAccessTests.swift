import HTTPTypes
import PartnershipRecords
import Testing

@testable import WebPages

@Suite("Who may open which part of the site")
struct PageAccessTests {
  /// Each part with those who may not, of the samples' people.
  @Test(
    "a page is refused to a role that it is not for",
    arguments: [
      ("/scan", "keys-1"), ("/tasks", "councillor-1"), ("/tasks", "keys-1"),
      ("/conflicts", "councillor-1"), ("/releases", "councillor-1"), ("/releases", "keys-1"),
      ("/imports", "chair-1"), ("/imports", "keys-1"), ("/sync", "councillor-1"),
      ("/releases/\(SampleWords.awaiting)", "chair-1"), ("/scan.json", "keys-1"),
    ])
  func refused(_ path: String, _ handle: String) async throws {
    let reply = try await SampleSites.node(as: handle) { try await $0.get(path) }
    #expect(reply.status == .forbidden)
    #expect(reply.text.contains("Your role may not"))
  }

  @Test(
    "a page of the hub is refused to a role that it is not for",
    arguments: [("/picture", "keys-9"), ("/tasks", "keys-9"), ("/conflicts", "keys-9")])
  func refusedAtHub(_ path: String, _ handle: String) async throws {
    let reply = try await SampleSites.hub(as: handle) { try await $0.get(path) }
    #expect(reply.status == .forbidden)
  }

  @Test("keys give no right to content, and nobody but the regional office sees the picture")
  func separation() {
    let keys = SignedInPerson(handle: "a", role: .nodeAdministrator)
    #expect(
      PageArea.allCases.filter { PagePermissions.isOpen($0, to: keys) } == [.home, .sync])
    let hubKeys = SignedInPerson(handle: "a", role: .hubAdministrator)
    #expect(
      PageArea.allCases.filter { PagePermissions.isOpen($0, to: hubKeys) } == [.members, .refusals])
    #expect(PagePermissions.readers(of: .picture) == [.regionalOffice, .regionalAnalyst])
  }

  @Test("no role sees a part of the other program")
  func faces() {
    for role in Role.allCases where !role.isRegional {
      let person = SignedInPerson(handle: "a", role: role)
      #expect(!PagePermissions.isOpen(.picture, to: person))
      #expect(!PagePermissions.isOpen(.refusals, to: person))
    }
  }

  @Test(
    "an address that cannot be read is refused with what was expected",
    arguments: [
      "/scan?what=magic", "/scan?where=here", "/scan?when=2024-13",
      "/releases/\(SampleWords.awaiting)?page=x",
    ])
  func unreadable(_ path: String) async throws {
    let reply = try await SampleSites.node(as: "analyst-1") { try await $0.get(path) }
    #expect(reply.status == .badRequest)
    #expect(reply.page.text.contains("was expected"))
  }

  @Test("the home page links only to what one may open")
  func home() async throws {
    let keys = try await SampleSites.node(as: "keys-1") { try await $0.get("/") }.page
    #expect(!keys.starts("a").contains { $0.attributes["href"] == "/releases" })
    #expect(keys.text.contains("2 releases to approve"))
    let officer = try await SampleSites.node(as: "liaison-1") { try await $0.get("/") }.page
    #expect(officer.starts("a").contains { $0.attributes["href"] == "/releases" })
    #expect(officer.text.contains("1 parallel update waits for a decision by this partnership"))
    #expect(officer.text.contains("Last import that kept rows 30 hours ago (16 April 2024, 03:30)"))
    #expect(officer.text.contains("Last contact 3 hours ago (17 April 2024, 06:30)"))
  }
}
