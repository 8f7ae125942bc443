import Intake
import PartnershipRecords
import Testing

@Suite("Names of police files")
struct PoliceFileNameTests {
  @Test(
    "a name says month, force and kind",
    arguments: [
      ("2021-09-northumbria-street.csv", "northumbria", PoliceFileKind.street),
      ("2021-09-devon-and-cornwall-outcomes.csv.gz", "devon-and-cornwall", .outcomes),
      ("2021-09-city-of-london-stop-and-search.csv", "city-of-london", .stopAndSearch),
    ])
  func reads(name: String, force: String, kind: PoliceFileKind) throws {
    let read = try #require(PoliceFileName(name))
    #expect(read.month == Month("2021-09"))
    #expect(read.force == force)
    #expect(read.kind == kind)
  }

  @Test(
    "other names say nothing",
    arguments: [
      "street.csv", "2021-09-street.csv", "2021-9-durham-street.csv", "", "2021-09-x.csv",
    ])
  func refuses(name: String) { #expect(PoliceFileName(name) == nil) }

  @Test(
    "a force's name becomes its short name",
    arguments: zip(
      ["Northumbria Police", "Durham Constabulary", "Devon & Cornwall Police", "northumbria"],
      ["northumbria", "durham", "devon-and-cornwall", "northumbria"]))
  func slugs(name: String, slug: String) { #expect(PoliceFileName.slug(ofForce: name) == slug) }
}
