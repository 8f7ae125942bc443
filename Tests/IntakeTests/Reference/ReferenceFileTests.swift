import Foundation
import Geography
import Intake
import PartnershipRecords
import Testing

private func parse(_ text: String) throws -> ReferenceFile {
  try ReferenceFile.parse(Array(text.utf8))
}

private func lookup(_ text: String) throws -> AreaLookup {
  guard case .lookup(let lookup) = try parse(text) else {
    throw IntakeError.unknownReferenceHeader(columns: 0)
  }
  return lookup
}

private func population(_ text: String) throws -> PopulationTable {
  guard case .population(let table) = try parse(text) else {
    throw IntakeError.unknownReferenceHeader(columns: 0)
  }
  return table
}

private func premises(_ text: String) throws -> PremisesList {
  guard case .premises(let list) = try parse(text) else {
    throw IntakeError.unknownReferenceHeader(columns: 0)
  }
  return list
}

@Suite("Reading look-ups")
struct AreaLookupTests {
  private let text = """
    "lsoa11_name","lsoa11_code","change_code","lsoa21_code","ltla22_name","ltla22_code"
    "Hartlepool 009B","E01011950","S","E01035183","Hartlepool","E06000001"
    "Hartlepool 009A","E01011949","U","E01011949","Hartlepool","E06000001"
    "Hartlepool 009B","E01011950","S","E01035184","Hartlepool","E06000001"
    "Nowhere 001A","E0101195","U","E01011951","Nowhere, ""the"" place","E06000001"
    "Short","E01011951"
    """

  @Test("columns that hold area codes are layers; a change code is none")
  func layers() throws {
    let lookup = try lookup(text)
    #expect(lookup.layers.map(\.description) == ["lsoa11", "lsoa21", "ltla22"])
    #expect(
      lookup.layers.map(\.kind) == [
        .lowerSuperOutputArea2011, .lowerSuperOutputArea2021, .district,
      ])
    #expect(lookup.rows.count == 3)
  }

  @Test("bad rows are told by line and reason")
  func rejected() throws {
    #expect(
      try lookup(text).rejected == [
        ReferenceRejection(line: 5, reason: .badAreaCode),
        ReferenceRejection(line: 6, reason: .columnCount),
      ])
  }

  @Test("areas come once each, in order of code, with their names")
  func areas() throws {
    let areas = try lookup(text).areas(of: AreaLayer("lsoa11"))
    #expect(areas.map(\.code.description) == ["E01011949", "E01011950"])
    #expect(areas.map(\.name) == ["Hartlepool 009A", "Hartlepool 009B"])
    #expect(try lookup(text).areas(of: AreaLayer("ward17")).isEmpty)
  }

  @Test("links join small areas to larger ones, never two layers of the same size")
  func links() throws {
    let links = try lookup(text).links
    #expect(links.count == 5)
    #expect(links.allSatisfy { $0.parentKind == .district })
    let hierarchy = try AreaHierarchy(links)
    let district = try #require(AreaCode("E06000001"))
    #expect(
      hierarchy.children(of: district, kind: .lowerSuperOutputArea2011).map(\.description)
        == ["E01011949", "E01011950"])
  }

  @Test("spaces around a code are no part of it")
  func spaces() throws {
    let lookup = try lookup("ltla21_code,fra21_code\nE07000084,E31000048 \n")
    #expect(lookup.rows.first?.codes.last??.description == "E31000048")
    #expect(lookup.rejected.isEmpty)
  }

  @Test("a missing code leaves the row's other areas usable")
  func missing() throws {
    let lookup = try lookup("ltla21_code,ltla22_code\nE06000001,NA\nE06000002,E06000002\nNA,\n")
    #expect(
      lookup.rows.map { $0.codes.map { $0?.description } } == [
        ["E06000001", nil], ["E06000002", "E06000002"],
      ])
    #expect(lookup.rejected == [ReferenceRejection(line: 4, reason: .badAreaCode)])
    #expect(lookup.links.isEmpty)
  }
}

@Suite("Reading population tables")
struct PopulationTableTests {
  @Test("residents and ages are read, also after a byte-order mark and with CRLF")
  func content() throws {
    let table = try population(
      "\u{FEFF}lsoa11_code,total_population,0,1,2+\r\nE01011949,1500,20,30,1450\r\n\r\n")
    #expect(table.layer.kind == .lowerSuperOutputArea2011)
    #expect(table.rows.map(\.residents) == [1500])
    #expect(table.rows.map(\.byAge) == [[20, 30, 1450]])
    #expect(table.total == 1500)
  }

  @Test("bad numbers, bad codes and areas that come again are rejected")
  func rejected() throws {
    let table = try population(
      """
      lsoa21_code,total_residents
      E01011949,-1
      E01011949,12
      E01011949,13
      x,5
      E01011950,1.5
      E01011951,"7
      """)
    #expect(table.rows.map(\.residents) == [12])
    #expect(table.rejected.map(\.line) == [2, 4, 5, 6, 7])
    #expect(
      table.rejected.map(\.reason)
        == [.badNumber, .repeatedArea, .badAreaCode, .badNumber, .openQuote])
  }
}

@Suite("Reading premises")
struct PremisesTests {
  private func entry(_ inside: String) -> String {
    "<EstablishmentDetail><BusinessTypeID>7843</BusinessTypeID>\(inside)</EstablishmentDetail>"
  }

  private func file(_ entries: String...) -> String {
    #"<?xml version="1.0"?><FHRSEstablishment><Header><ItemCount>1</ItemCount></Header>"#
      + "<EstablishmentCollection>\(entries.joined())</EstablishmentCollection></FHRSEstablishment>"
  }

  @Test("names, types and places are read from the agency's XML")
  func xml() throws {
    let list = try premises(
      file(
        entry(
          "<BusinessName>Caf\u{E9} &amp; Bar</BusinessName><BusinessType>Pub/bar/nightclub"
            + "</BusinessType><Geocode><Longitude>-1.2150</Longitude><Latitude>54.676</Latitude>"
            + "</Geocode>"),
        entry("<BusinessName>The Ship</BusinessName><Geocode />")))
    #expect(
      list.premises == [
        Premises(
          name: "Caf\u{E9} & Bar", type: "Pub/bar/nightclub",
          coordinate: Coordinate(longitude: -1.215, latitude: 54.676)),
        Premises(name: "The Ship", type: "", coordinate: nil),
      ])
    #expect(list.rejected.isEmpty)
  }

  @Test("an entry without a name or with half a place is rejected")
  func rejected() throws {
    let list = try premises(
      file(
        entry("<BusinessName> </BusinessName>"),
        entry("<BusinessName>A</BusinessName><Geocode><Latitude>54</Latitude></Geocode>"),
        entry("<BusinessName>B</BusinessName>")))
    #expect(list.premises.map(\.name) == ["B"])
    #expect(
      list.rejected == [
        ReferenceRejection(line: 1, reason: .noName),
        ReferenceRejection(line: 2, reason: .badCoordinate),
      ])
  }

  @Test("a table of premises needs no types")
  func table() throws {
    let list = try premises(
      """
      ,businessname,ratingvalue,latitude,longitude
      1,"Bar, the",5,54.6,-1.58
      2,Gone,5,,
      3,Lost,5,954.6,-1.58
      """)
    #expect(list.premises.map(\.name) == ["Bar, the", "Gone"])
    #expect(list.premises[0].coordinate == Coordinate(longitude: -1.58, latitude: 54.6))
    #expect(list.premises[1].coordinate == nil)
    #expect(list.rejected == [ReferenceRejection(line: 4, reason: .badCoordinate)])
  }
}

@Suite("Refusing files that are no reference data")
struct ReferenceErrorTests {
  @Test(
    "a file of another kind is refused",
    arguments: [
      ("", IntakeError.emptyFile), ("\n\r\n", .emptyFile),
      ("Crime ID,Month\na,b\n", .unknownReferenceHeader(columns: 2)),
      ("lsoa11_code,ruc11_code\nE01000001,A1\n", .unknownReferenceHeader(columns: 2)),
      ("<html><body>", .notFoodHygieneXML(line: 1)),
      ("<FHRSEstablishment><a>", .notFoodHygieneXML(line: 1)),
    ])
  func refused(text: String, error: IntakeError) {
    #expect(throws: error) { try parse(text) }
  }

  @Test("bytes that are not text are refused with what to do")
  func notText() {
    #expect(throws: IntakeError.notText) { try ReferenceFile.parse([0x1F, 0x8B, 0x08, 0xFF]) }
    #expect(
      IntakeError.notText.description
        == "intake-not-text: The file is not text in UTF-8. "
        + "Save the table as CSV in UTF-8; if the file is compressed, unpack it first.")
  }
}
