import Geography
import PartnershipRecords
import Testing

@Suite("Reading boundary files")
struct BoundaryFileTests {
  private let ringText = "[[[0,0],[1,0],[1,1,9],[0,1],[0,0]]]"

  private func file(_ features: String..., crs: String = "") -> [UInt8] {
    Array(
      #"{"type":"FeatureCollection",\#(crs)"features":[\#(features.joined(separator: ","))]}"#.utf8)
  }

  private func feature(
    _ fields: String, type: String = "Polygon", coordinates: String? = nil
  ) -> String {
    #"{"type":"Feature","properties":{\#(fields)},"#
      + #""geometry":{"type":"\#(type)","coordinates":\#(coordinates ?? ringText)}}"#
  }

  @Test(
    "the kind of area is that of the smallest layer whose code the feature has",
    arguments: [
      (#""LSOA11CD":"E01011949","LSOA11NM":"Hartlepool 009A""#, AreaKind.lowerSuperOutputArea2011),
      (#""FID":1,"MSOA21CD":"E02002483","LADCD_ACTIVE":"E06000001""#, .middleSuperOutputArea2021),
      (#""WD25CD":"E05013038","LAD25CD":"E06000001""#, .ward2025),
      (#""WD13CD":"E05008942","WD13NMW":null"#, .ward2013),
      (#""ltla21_code":"E06000001","ltla21_name":"Hartlepool""#, .district),
      (#""LAD22CD":"E06000001""#, .district),
    ])
  func kinds(fields: String, kind: AreaKind) throws {
    let read = try BoundaryFile.parse(file(feature(fields)))
    #expect(read.rejected.isEmpty)
    #expect(read.boundaries.map(\.kind) == [kind])
  }

  @Test("name, code and rings are kept, and heights ignored")
  func content() throws {
    let read = try BoundaryFile.parse(
      file(
        feature(
          #""LSOA11CD":"E01011949","LSOA11NM":"Hartlepool 009A""#, type: "MultiPolygon",
          coordinates: "[\(ringText),\(ringText)]")))
    let boundary = try #require(read.boundaries.first)
    #expect(boundary.code.description == "E01011949")
    #expect(boundary.name == "Hartlepool 009A")
    #expect(boundary.polygons.count == 2)
    #expect(boundary.polygons[0].rings == [square(0, 0)])
    #expect(boundary.box?.east == 1)
  }

  @Test("a feature that cannot be used is rejected with its number and reason; the others stay")
  func rejected() throws {
    let code = #""LSOA11CD":"E01011949""#
    let read = try BoundaryFile.parse(
      file(
        feature(#""PFA16CD":"E23000013""#), feature(code), feature(#""LSOA11CD":"Hartlepool""#),
        feature(code, type: "Point", coordinates: "[0,0]"),
        feature(code, coordinates: "[[[0,0],[1,0],[0,0]]]"),
        feature(code, coordinates: "[[[0,0],[1,0],[1,1],[0,1]]]"),
        feature(code, coordinates: "[[[449773,531399],[1,0],[1,1],[449773,531399]]]"),
        feature(code, coordinates: #"[["x"]]"#),
        #"{"type":"Feature","properties":{\#(code)},"geometry":null}"#, "7"))
    #expect(read.boundaries.count == 1)
    #expect(read.rejected.map(\.number) == [1, 3, 4, 5, 6, 7, 8, 9, 10])
    #expect(
      read.rejected.map(\.reason) == [
        "it has no field with an area code of a known kind",
        "its area code is not one letter and eight digits",
        "its geometry is neither a polygon nor a multipolygon",
        "it has a ring of fewer than four coordinates or one that is not closed",
        "it has a ring of fewer than four coordinates or one that is not closed",
        "its coordinates are not lists of longitude and latitude in degrees",
        "its coordinates are not lists of longitude and latitude in degrees",
        "it has no geometry",
        "it has no field with an area code of a known kind",
      ])
  }

  @Test("a feature without the wanted kind's field is rejected")
  func wantedKind() throws {
    let ward = feature(#""WD25CD":"E05013038","LAD25CD":"E06000001""#)
    let districts = try BoundaryFile.parse(file(ward), kind: .district).boundaries
    #expect(districts.map(\.code.description) == ["E06000001"])
    #expect(
      try BoundaryFile.parse(file(ward), kind: .lowerSuperOutputArea2011).rejected.count == 1)
  }

  @Test("a file that is no feature collection, or in metres, is refused with a remedy")
  func refused() {
    #expect(throws: GeographyError.notGeoJSON(reason: "it is not JSON with a list of features")) {
      try BoundaryFile.parse(Array("Crime ID,Month".utf8))
    }
    #expect(throws: GeographyError.notGeoJSON(reason: "its type is not FeatureCollection")) {
      try BoundaryFile.parse(Array(#"{"type":"Topology","features":[]}"#.utf8))
    }
    let metres = #""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::27700"}},"#
    #expect(throws: GeographyError.otherCoordinates(stated: "urn:ogc:def:crs:EPSG::27700")) {
      try BoundaryFile.parse(file(crs: metres))
    }
    #expect(
      GeographyError.otherCoordinates(stated: "urn:ogc:def:crs:EPSG::27700").description
        == "geography-other-coordinates: The file says its coordinates are "
        + "'urn:ogc:def:crs:EPSG::27700', not longitude and latitude in WGS 84. "
        + "Download the boundaries as GeoJSON in WGS 84 (EPSG:4326).")
  }
}
