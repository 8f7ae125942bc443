import Geography
import PartnershipRecords
import Testing

@testable import MadeUpRegion

@Suite("The made-up region's map")
struct RegionGeographyTests {
  static func index(_ layer: String) throws -> BoundaryIndex {
    BoundaryIndex(try boundaries(layer))
  }

  static func boundaries(_ layer: String) throws -> [Boundary] {
    try SmallRegion.files.filter { $0.path.hasPrefix("boundaries/\(layer)/") }.flatMap { file in
      let read = try BoundaryFile.parse(file.contents)
      #expect(read.rejected.isEmpty)
      return read.boundaries
    }
  }

  @Test("The stated small area of every crime is the polygon that its place lies in")
  func placesLieInTheirAreas() throws {
    let index = try Self.index("lsoa11")
    for row in SmallRegion.rows("street") + SmallRegion.rows("outcomes") where !row[7].isEmpty {
      let longitude = try #require(Double(row[4]))
      let latitude = try #require(Double(row[5]))
      #expect(index.area(longitude: longitude, latitude: latitude)?.description == row[7])
    }
  }

  @Test("Twelve districts have 20 to 56 small areas each, grouped in middle areas")
  func sizes() throws {
    let lookup = try SmallRegion.lookup("lookups/lsoa11-lad21.csv")
    let counts = Dictionary(grouping: lookup) { $0[3] }.mapValues(\.count)
    #expect(counts.count == 12)
    #expect(counts.values.allSatisfy { (20...56).contains($0) })
    #expect(try Self.index("lsoa11").count == lookup.count)
    #expect(try Self.index("msoa11").count == 96)
  }

  @Test("A ring holds what is inside it, and neither its edges nor its corners")
  func ring() {
    let corners = [(0, 0), (10, 0), (10, 10), (5, 5), (0, 10)]
    let ring = Ring(points: corners.map { MapPoint(longitude: $0.0, latitude: $0.1) })
    func holds(_ longitude: Int, _ latitude: Int) -> Bool {
      ring.holds(MapPoint(longitude: longitude, latitude: latitude))
    }
    #expect(holds(5, 4) && holds(1, 8) && holds(9, 8) && holds(1, 5) && holds(9, 5))
    #expect(!holds(5, 6) && !holds(-1, 5) && !holds(11, 5) && !holds(5, 11))
    #expect(!holds(5, 0) && !holds(0, 5) && !holds(5, 5) && !holds(7, 7) && !holds(10, 10))
  }

  @Test("Areas tile the region: every place of a fine grid lies in exactly the layers it should")
  func tiling() throws {
    let map = RegionMap(seed: MadeUpRegion.defaultSeed)
    let rings = map.areas.map(\.ring)
    let west = RegionPlan.southWest
    var inside = 0
    for step in 0..<3_000 {
      var draws = SeededDraws(seed: 5, .mapPoint, step)
      let place = MapPoint(
        longitude: west.longitude + 10_000 + draws.below(670_000),
        latitude: west.latitude + 10_000 + draws.below(320_000))
      let holders = rings.indices.filter { rings[$0].holds(place) }
      // A place may be on an edge, which no ring holds; never in two.
      #expect(holders.count <= 1)
      inside += holders.count
    }
    #expect(inside > 2_990)
  }

  @Test("Middle areas and the areas of 2021 cover the same ground as the look-ups say")
  func layersAgree() throws {
    let middle = try Self.index("msoa11")
    let recent = try Self.index("lsoa21")
    let middleOf = Dictionary(
      uniqueKeysWithValues: try SmallRegion.lookup("lookups/lsoa11-msoa11.csv").map {
        ($0[1], $0[3])
      })
    let recentOf = Dictionary(
      grouping: try SmallRegion.lookup("lookups/lsoa11-lsoa21-lad22.csv"), by: { $0[1] }
    ).mapValues { Set($0.map { $0[4] }) }
    for row in SmallRegion.rows("street").prefix(1_500) where !row[7].isEmpty {
      let longitude = try #require(Double(row[4]))
      let latitude = try #require(Double(row[5]))
      #expect(
        middle.area(longitude: longitude, latitude: latitude)?.description == middleOf[row[7]])
      let found = try #require(recent.area(longitude: longitude, latitude: latitude))
      #expect(try #require(recentOf[row[7]]).contains(found.description))
    }
  }

  @Test("In each district one small area was split and two were joined by 2021")
  func changes() throws {
    let rows = try SmallRegion.lookup("lookups/lsoa11-lsoa21-lad22.csv")
    let counts = Dictionary(grouping: rows) { $0[2] }.mapValues(\.count)
    #expect(counts["S"] == 24)
    #expect(counts["M"] == 24)
    #expect(Set(rows.filter { $0[2] == "M" }.map { $0[4] }).count == 12)
    let codes = Set(rows.map { $0[4] })
    #expect(codes == Set(try Self.boundaries("lsoa21").map(\.code.description)))
  }

  @Test("Codes have the right form and lie outside those in use; the region lies in the sea")
  func codes() throws {
    for boundary in try Self.boundaries("lsoa11") {
      #expect(boundary.code.description.hasPrefix("E01900"))
      let box = try #require(boundary.box)
      #expect(box.west > -1 && box.east < 0 && box.south > 54.9 && box.north < 55.5)
    }
    #expect(
      SmallRegion.region.partnerships.map(\.code.description).allSatisfy {
        $0.hasPrefix("E060009")
      })
  }

  @Test("Look-ups and population have the headers of the real files")
  func headers() throws {
    let headers = [
      ("lookups/lsoa11-lad21.csv", #""lsoa11_name","lsoa11_code","ltla21_name","ltla21_code""#),
      ("lookups/lsoa11-msoa11.csv", #""lsoa11_name","lsoa11_code","msoa11_name","msoa11_code""#),
      (
        "lookups/lsoa11-lsoa21-lad22.csv",
        #""lsoa11_name","lsoa11_code","change_code","lsoa21_name","lsoa21_code","ltla22_name","#
          + #""ltla22_code""#
      ),
      (
        "lookups/lad24-csp24-pfa24.csv",
        #""ltla24_code","ltla24_name","csp24_code","csp24_name","pfa24_code","pfa24_name""#
      ),
      (
        "population/lsoa11-mid-2020-england-wales.csv",
        #""lsoa11_code","lsoa11_name","total_population""#
      ),
    ]
    for (path, header) in headers {
      #expect(try SmallRegion.text(path).components("\n").first == header)
    }
    let population = try SmallRegion.lookup("population/lsoa11-mid-2020-england-wales.csv")
    #expect(population.allSatisfy { (Int($0[2]) ?? 0) >= 1_000 })
  }
}
