import PartnershipRecords

/// One district of the made-up region as it was thought up.
struct DistrictPlan {
  enum Character {
    case city, town, seaside, rural

    /// Crimes for each resident against a town's, in hundredths.
    var crimeLevel: Int {
      switch self {
      case .city: 140
      case .town: 100
      case .seaside: 110
      case .rural: 50
      }
    }
  }

  let name: String
  let reference: String
  let character: Character
  let force: PoliceForce
  /// The place in the region: block columns from the west, block rows from the south.
  let column: Int
  let row: Int
}

/// The region "Tarn & Coast": invented names, on a plane that lies in the North Sea.
enum RegionPlan {
  static let fellshire = PoliceForce(slug: "fellshire", name: "Fellshire Constabulary")
  static let harrowick = PoliceForce(slug: "harrowick", name: "Harrowick Police")
  static let saltcoast = PoliceForce(slug: "saltcoast", name: "Saltcoast Police")
  static let forces = [fellshire, harrowick, saltcoast]
  /// The names of the forces' areas, in the order of `forces`.
  static let areaNames = ["Fellshire", "Harrowick", "Saltcoast"]

  /// In order of district code, E06000901 to E06000912. The first five are those of the
  /// demonstration's story.
  static let districts: [DistrictPlan] = [
    plan("Harrowick City", "HAR", .city, harrowick, 2, 1),
    plan("Saltmarsh & Dunes", "SAL", .seaside, saltcoast, 3, 1),
    plan("Millbridge", "MIL", .town, fellshire, 1, 2),
    plan("Upper Fells", "FEL", .rural, fellshire, 0, 2),
    plan("Castlegate", "CAS", .city, harrowick, 1, 1),
    plan("Tarnhead", "TRN", .rural, fellshire, 0, 1),
    plan("Ravensgill", "RVG", .rural, fellshire, 0, 0),
    plan("Kelderwick", "KLD", .town, harrowick, 1, 0),
    plan("Aldermere", "ALM", .town, harrowick, 2, 0),
    plan("Brackwater", "BRK", .town, saltcoast, 2, 2),
    plan("Port Garrow", "PGR", .seaside, saltcoast, 3, 2),
    plan("Cragfoot", "CRG", .seaside, saltcoast, 3, 0),
  ]

  /// Cells of each block column from the west, and their width in millionths of a degree.
  static let columns = [(5, 50_000), (8, 25_000), (7, 16_000), (6, 22_000)]
  /// Cells of each block row from the south, and their height in millionths of a degree.
  static let rows = [(6, 20_000), (7, 12_000), (4, 35_000)]
  static let southWest = MapPoint(longitude: -900_000, latitude: 55_000_000)

  /// The lines of the lattice.
  static func lattice(seed: UInt64) -> Lattice {
    Lattice(
      seed: seed, longitudes: lines(from: southWest.longitude, columns),
      latitudes: lines(from: southWest.latitude, rows))
  }

  /// The cells from west to east of a block column, or from south to north of a block row.
  static func cells(of block: Int, in blocks: [(Int, Int)]) -> Range<Int> {
    let first = blocks[..<block].reduce(0) { $0 + $1.0 }
    return first..<first + blocks[block].0
  }

  private static func lines(from start: Int, _ blocks: [(Int, Int)]) -> [Int] {
    var lines = [start]
    for (count, size) in blocks {
      for _ in 0..<count { lines.append(lines[lines.count - 1] + size) }
    }
    return lines
  }

  private static func plan(
    _ name: String, _ reference: String, _ character: DistrictPlan.Character,
    _ force: PoliceForce, _ column: Int, _ row: Int
  ) -> DistrictPlan {
    DistrictPlan(
      name: name, reference: reference, character: character, force: force, column: column,
      row: row)
  }
}

extension RegionPlan {
  /// The code of a district by its place in the list, from 0.
  static func districtCode(_ number: Int) -> String { RegionMap.code("E06", 901 + number) }

  /// The places of districts by reference.
  static func district(_ reference: String) -> Int? {
    districts.firstIndex { $0.reference == reference }
  }
}
