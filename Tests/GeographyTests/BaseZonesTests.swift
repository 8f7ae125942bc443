import Foundation
import Geography
import PartnershipRecords
import Testing

@Suite("The hierarchy of areas and the base zones")
struct BaseZonesTests {
  private func links(_ rows: [(String, String, String)]) throws -> [AreaLink] {
    try rows.flatMap { zone, middle, district in
      [
        AreaLink(
          child: try area(zone), childKind: .lowerSuperOutputArea2011, parent: try area(middle),
          parentKind: .middleSuperOutputArea2011),
        AreaLink(
          child: try area(zone), childKind: .lowerSuperOutputArea2011, parent: try area(district),
          parentKind: .district),
      ]
    }
  }

  private let rows = [
    ("E01000003", "E02000002", "E06000001"), ("E01000001", "E02000001", "E06000001"),
    ("E01000002", "E02000001", "E06000001"), ("E01000004", "E02000003", "E06000002"),
  ]

  @Test("children come in order of code, parents by kind")
  func hierarchy() throws {
    let hierarchy = try AreaHierarchy(try links(rows + rows))
    let zones = hierarchy.children(
      of: try area("E06000001"), kind: .lowerSuperOutputArea2011)
    #expect(zones.map(\.description) == ["E01000001", "E01000002", "E01000003"])
    #expect(
      hierarchy.parent(of: try area("E01000003"), kind: .middleSuperOutputArea2011)
        == (try area("E02000002")))
    #expect(hierarchy.parent(of: try area("E01000003"), kind: .ward2025) == nil)
    #expect(hierarchy.children(of: try area("E06000009"), kind: .district).isEmpty)
  }

  @Test("the zones of a partnership come in order of code with their parents beside them")
  func zones() throws {
    let hierarchy = try AreaHierarchy(try links(rows))
    let zones = try BaseZones(
      districts: [try area("E06000002"), try area("E06000001")], in: hierarchy)
    #expect(
      zones.zones.map(\.description) == ["E01000001", "E01000002", "E01000003", "E01000004"])
    #expect(
      zones.middle.map(\.description) == ["E02000001", "E02000001", "E02000002", "E02000003"])
    #expect(
      zones.district.map(\.description) == ["E06000001", "E06000001", "E06000001", "E06000002"])
    #expect(zones.index(of: try area("E01000004")) == 3)
    #expect(zones.index(of: try area("E01000001")) == 0)
    #expect(zones.index(of: try area("E01000009")) == nil)
    #expect(zones.districts.count == 2)
    #expect(zones.middleAreas.count == 3)
    let again = try JSONDecoder().decode(BaseZones.self, from: JSONEncoder().encode(zones))
    #expect(again == zones)
  }

  @Test("a zone without a middle area, a district without zones and a torn middle area are errors")
  func errors() throws {
    let district = try area("E06000001")
    let bare = try AreaHierarchy([
      AreaLink(
        child: try area("E01000001"), childKind: .lowerSuperOutputArea2011, parent: district,
        parentKind: .district)
    ])
    #expect(
      throws: GeographyError.noParent(
        child: try area("E01000001"), kind: .middleSuperOutputArea2011)
    ) {
      try BaseZones(districts: [district], in: bare)
    }
    #expect(throws: GeographyError.noZones(districts: [try area("E06000009")])) {
      try BaseZones(districts: [try area("E06000009")], in: bare)
    }
    let torn = try AreaHierarchy(
      try links([
        ("E01000001", "E02000001", "E06000001"), ("E01000002", "E02000001", "E06000002"),
      ]))
    #expect(
      throws: GeographyError.twoParents(
        child: try area("E02000001"), kind: .district, first: district,
        second: try area("E06000002"))
    ) {
      try BaseZones(districts: [district, try area("E06000002")], in: torn)
    }
    #expect(throws: GeographyError.noZones(districts: [])) { try BaseZones([]) }
  }

  @Test("two parents of one kind are refused, naming both and what to do")
  func twoParents() throws {
    let conflict = try links(rows + [("E01000001", "E02000009", "E06000001")])
    #expect(
      throws: GeographyError.twoParents(
        child: try area("E01000001"), kind: .middleSuperOutputArea2011,
        first: try area("E02000001"), second: try area("E02000009"))
    ) {
      try AreaHierarchy(conflict)
    }
    let error = GeographyError.noParent(
      child: try area("E01000001"), kind: .middleSuperOutputArea2011)
    #expect(
      error.description == "geography-no-parent: Area E01000001 belongs to no area of kind msoa11. "
        + "Import the look-up from that area's kind to msoa11 and try again.")
  }
}
