import Foundation
import PartnershipRecords
import Testing

@Suite("Partnerships, roles and actors")
struct PartnershipTests {
  private func code(_ text: String) throws -> AreaCode { try #require(AreaCode(text)) }

  @Test("Districts are sorted and not repeated; the first is the partnership's code")
  func districts() throws {
    let first = try code("E06000001")
    let second = try code("E06000002")
    let partnership = try #require(
      Partnership(name: "Two Towns", reference: "TWO", districts: [second, first, second]))
    #expect(partnership.districts == [first, second])
    #expect(partnership.code == first)
  }

  @Test(
    "A name, three capitals and a district are needed",
    arguments: ["", "GA", "GATE", "gat", "G1T", "GÄT"])
  func references(reference: String) throws {
    let district = try code("E08000037")
    #expect(Partnership(name: "Gateshead", reference: reference, districts: [district]) == nil)
    #expect(Partnership(name: "", reference: "GAT", districts: [district]) == nil)
    #expect(Partnership(name: "Gateshead", reference: "GAT", districts: []) == nil)
  }

  @Test("JSON brings a partnership back, and does not let a wrong one in")
  func json() throws {
    let partnership = NorthEastPartnerships.all[11].partnership
    let data = try JSONEncoder().encode(partnership)
    #expect(try JSONDecoder().decode(Partnership.self, from: data) == partnership)
    for text in [
      #"{"name":"Gateshead","reference":"GAT","districts":[]}"#,
      #"{"name":"Gateshead","reference":"gateshead","districts":["E08000037"]}"#,
    ] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(Partnership.self, from: Data(text.utf8))
      }
    }
  }

  @Test(
    "Handles are lower-case letters, digits, dots and hyphens",
    arguments: ["a", "analyst-1", "j.smith"])
  func handles(handle: String) throws {
    let actor = try #require(Actor(handle: handle, role: .analyst))
    let data = try JSONEncoder().encode(actor)
    #expect(try JSONDecoder().decode(Actor.self, from: data) == actor)
  }

  @Test(
    "Other handles are refused, in JSON too",
    arguments: ["", "1a", "-a", "A", "a b", "a_b", "ä", "a/b", String(repeating: "a", count: 33)])
  func badHandles(handle: String) {
    #expect(Actor(handle: handle, role: .analyst) == nil)
    let json = #"{"handle":"\#(handle)","role":"analyst"}"#
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Actor.self, from: Data(json.utf8))
    }
  }

  @Test("Three roles belong to the hub")
  func regionalRoles() {
    #expect(
      Role.allCases.filter(\.isRegional) == [.regionalOffice, .regionalAnalyst, .hubAdministrator])
  }

  @Test("An error is told as code, finding and remedy")
  func errors() {
    struct Broken: RemediedError {
      let code = "lamp-broken"
      let detail = "The lamp gives no light."
      let remedy = "Change the bulb."
    }
    #expect("\(Broken())" == "lamp-broken: The lamp gives no light. Change the bulb.")
  }
}
