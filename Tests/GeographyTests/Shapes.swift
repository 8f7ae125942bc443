import Foundation
import Geography
import PartnershipRecords
import Testing

/// An area code, or a failed test.
func area(_ text: String) throws -> AreaCode { try #require(AreaCode(text)) }

/// A closed ring through the given longitudes and latitudes.
func ring(_ places: [(Double, Double)]) -> [Coordinate] {
  (places + places.prefix(1)).map { Coordinate(longitude: $0.0, latitude: $0.1) }
}

/// A square with its lower left corner at a place.
func square(_ west: Double, _ south: Double, side: Double = 1) -> [Coordinate] {
  ring([
    (west, south), (west + side, south), (west + side, south + side), (west, south + side),
  ])
}

func boundary(_ code: String, _ polygons: [[[Coordinate]]]) throws -> Boundary {
  Boundary(
    code: try area(code), kind: .lowerSuperOutputArea2011, name: code,
    polygons: polygons.map { Polygon(rings: $0) })
}

/// The folder of real data that the environment variable names.
enum RealData {
  static let folder = ProcessInfo.processInfo.environment["ISCAN_DATA"]

  /// The content of a file, unpacked by gzip.
  static func unpacked(_ path: String) throws -> [UInt8] {
    let gzip = Process()
    let output = Pipe()
    gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    gzip.arguments = ["gzip", "-dc", try #require(folder) + "/" + path]
    gzip.standardOutput = output
    try gzip.run()
    let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
    gzip.waitUntilExit()
    try #require(gzip.terminationStatus == 0, "gzip could not read \(path)")
    return bytes
  }

  static let districts = [
    "E06000001", "E06000002", "E06000003", "E06000004", "E06000005", "E06000047", "E06000057",
    "E08000021", "E08000022", "E08000023", "E08000024", "E08000037",
  ]
}
