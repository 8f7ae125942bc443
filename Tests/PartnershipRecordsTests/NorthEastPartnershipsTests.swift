import Foundation
import PartnershipRecords
import Testing

@Suite("The partnerships of the North East")
struct NorthEastPartnershipsTests {
  @Test("Twelve districts, each with its name, reference and force")
  func twelve() {
    let lines = NorthEastPartnerships.all.map {
      "\($0.partnership.code) \($0.partnership.name) \($0.partnership.reference) \($0.force.slug)"
    }
    #expect(
      lines == [
        "E06000001 Hartlepool HPL cleveland", "E06000002 Middlesbrough MBR cleveland",
        "E06000003 Redcar and Cleveland RDC cleveland",
        "E06000004 Stockton-on-Tees STK cleveland", "E06000005 Darlington DRL durham",
        "E06000047 County Durham DUR durham", "E06000057 Northumberland NBL northumbria",
        "E08000021 Newcastle upon Tyne NEW northumbria",
        "E08000022 North Tyneside NTY northumbria", "E08000023 South Tyneside STY northumbria",
        "E08000024 Sunderland SUN northumbria", "E08000037 Gateshead GAT northumbria",
      ])
  }

  @Test("A partnership is found by its reference or its district", arguments: ["GAT", "E08000037"])
  func named(word: String) {
    #expect(NorthEastPartnerships.named(word)?.partnership.name == "Gateshead")
    #expect(NorthEastPartnerships.named("Gateshead") == nil)
  }

  @Test(
    "The published look-up says the same",
    .enabled(if: RealData.folder != nil, "ISCAN_DATA is not set"))
  func lookup() throws {
    let folder = try #require(RealData.folder)
    let lines = try RealData.text(folder, "lookups/lad24-csp24-pfa24.csv").split(separator: "\n")
    for policed in NorthEastPartnerships.all {
      let line = try #require(lines.first { $0.contains(policed.partnership.code.description) })
      let fields = line.split(separator: ",").map { $0.filter { $0 != "\"" } }
      #expect(fields[1] == policed.partnership.name)
      #expect(fields[5].lowercased() == policed.force.slug)
    }
  }

  @Test(
    "The street files name the forces so",
    .enabled(if: RealData.folder != nil, "ISCAN_DATA is not set"),
    arguments: [
      NorthEastPartnerships.cleveland, NorthEastPartnerships.durham,
      NorthEastPartnerships.northumbria,
    ])
  func forces(force: PoliceForce) throws {
    let folder = try #require(RealData.folder)
    let text = try RealData.text(folder, "police/2021-09/2021-09-\(force.slug)-street.csv")
    #expect(text.contains(",2021-09,\(force.name),\(force.name),"))
  }
}
