import Foundation
import Testing

@Suite("What answers in the place of the hub above is another", .serialized)
struct OtherHubAboveTests {
  @Test("It is a refusal, with its code, and stands at the head of what the hub says of itself")
  func other() async throws {
    let country = try await Country.founded()
    let region = country.regions[0]
    try await country.enrol(region, "RGA", "E07000910")
    // The same name and address, but other keys.
    let other = try await TestRegion(Country.name, port: country.above.port)
    try await other.whileServing {
      let answer = try await region.program.run([
        "hub", "sync", "--once", "--home", region.hubHome, "--json",
      ])
      expect(answer, status: 3, code: "hub-not-of-region")
    }
    let attention = try await region.attentionAtHub()
    #expect(attention.map(\.kind) == ["refused"])
    #expect(attention.first?.words.contains("the hub above, \(Country.name)") == true)
    #expect(attention.first?.remedy.contains("telephone its operator") == true)
    let status = try await region.program.run([
      "sync", "status", "--home", region.hubHome, "--json",
    ])
    #expect(status.status == 2)
    let above = try status.read(ShownUpperState.self).above
    #expect(above?.lastOutcome == "refused" && above?.lastCode == "hub-not-of-region")
    // An exchange that succeeds settles it.
    try await country.above.whileServing {
      try await region.run(["hub", "sync", "--once", "--home", region.hubHome])
    }
    #expect(try await region.attentionAtHub() == [])
  }
}
