import Foundation
import Geography
import Intake
import PartnershipRecords
import Testing

@testable import NodeStore

/// The region's open data, where a machine has it.
enum RegionData {
  static let folder = ProcessInfo.processInfo.environment["ISCAN_DATA"].map {
    URL(fileURLWithPath: $0)
  }
  static var isThere: Bool { folder != nil }
  static let absence: Comment = "needs the region's open data: set ISCAN_DATA to its folder"

  static let northumbria = codes([
    "E06000057", "E08000021", "E08000022", "E08000023", "E08000024", "E08000037",
  ])
  static let allDistricts = northumbria.union(
    codes(["E06000001", "E06000002", "E06000003", "E06000004", "E06000005", "E06000047"]))

  static func url(_ path: String) throws -> URL {
    try #require(folder).appendingPathComponent(path)
  }

  /// The unpacked bytes of a file.
  static func bytes(_ path: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try ArchiveReader.forEachMember(of: url(path)) { member in
      try member.read { chunk, _ in bytes += chunk }
    }
    return bytes
  }

  /// Which district each LSOA of 2011 in England and Wales is in.
  static func lookup() throws -> [AreaLink] {
    let text = String(decoding: try bytes("lookups/lsoa11-lad21.csv.gz"), as: UTF8.self)
    return text.split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: "\",\"", omittingEmptySubsequences: false)
      guard fields.count == 4, let child = AreaCode(String(fields[1])),
        let parent = AreaCode(String(fields[3].prefix(9)))
      else { return nil }
      return AreaLink(
        child: child, childKind: .lowerSuperOutputArea2011, parent: parent, parentKind: .district)
    }
  }

  static func boundaries(_ kind: AreaKind) throws -> [Boundary] {
    try allDistricts.sorted().flatMap { district in
      try BoundaryFile.parse(
        bytes("boundaries/\(kind.rawValue)/\(district).geojson.gz"), kind: kind
      ).boundaries
    }
  }

  /// Finds areas by their boundaries.
  static func locate() throws -> (AreaKind, Double, Double) -> AreaCode? {
    let index11 = BoundaryIndex(try boundaries(.lowerSuperOutputArea2011))
    let index21 = BoundaryIndex(try boundaries(.lowerSuperOutputArea2021))
    return { kind, longitude, latitude in
      switch kind {
      case .lowerSuperOutputArea2011: index11.area(longitude: longitude, latitude: latitude)
      case .lowerSuperOutputArea2021: index21.area(longitude: longitude, latitude: latitude)
      default: nil
      }
    }
  }

  static func codes(_ texts: [String]) -> Set<AreaCode> { Set(texts.compactMap { AreaCode($0) }) }
}
