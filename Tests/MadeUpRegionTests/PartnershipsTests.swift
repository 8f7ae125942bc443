import MadeUpRegion
import PartnershipRecords
import Testing

@Suite("The made-up partnerships and premises")
struct PartnershipsTests {
  @Test("Twelve partnerships have names, references and districts of their own")
  func twelve() {
    let partnerships = SmallRegion.region.partnerships
    #expect(partnerships.count == 12)
    #expect(Set(partnerships.map(\.name)).count == 12)
    #expect(Set(partnerships.map(\.reference)).count == 12)
    #expect(partnerships.map(\.code) == partnerships.map(\.code).sorted())
    #expect(partnerships.prefix(5).map(\.reference) == ["HAR", "SAL", "MIL", "FEL", "CAS"])
    let forces = Set(SmallRegion.region.policedPartnerships.map(\.force.slug))
    #expect(forces.sorted() == ["fellshire", "harrowick", "saltcoast"])
  }

  @Test("No made-up partnership has the reference or the code of a real one")
  func notReal() {
    for partnership in SmallRegion.region.partnerships {
      #expect(NorthEastPartnerships.named(partnership.reference) == nil)
      #expect(NorthEastPartnerships.named(partnership.code.description) == nil)
    }
  }

  @Test("Premises say how many they are, and write an ampersand as XML must")
  func premises() throws {
    let files = SmallRegion.files.filter { $0.path.hasPrefix("premises/") }
    #expect(files.count == 12)
    for file in files {
      let text = String(decoding: file.contents, as: UTF8.self)
      let count = text.components("<EstablishmentDetail>").count - 1
      #expect(count > 20)
      #expect(text.contains("<ItemCount>\(count)</ItemCount>"))
      #expect(!text.contains("& "))
      #expect(text.contains("<BusinessTypeID>7843</BusinessTypeID>"))
    }
    let seaside = try SmallRegion.text("premises/fhrs-2020-11/FHRS902en-GB.xml")
    #expect(seaside.contains("<LocalAuthorityName>Saltmarsh &amp; Dunes</LocalAuthorityName>"))
  }
}
