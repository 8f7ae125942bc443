import Foundation
import SpatialStatistics
import Testing

@testable import Geography

/// Benchmark sets whose results are known, from the folder that `ISCAN_DATA` names.
enum BenchmarkData {
  static let folder = ProcessInfo.processInfo.environment["ISCAN_DATA"]
    .map { URL(fileURLWithPath: $0).appendingPathComponent("benchmarks") }

  /// Whether there is such a folder; tests that need it are skipped otherwise, and say so.
  static var isThere: Bool { folder != nil }

  static func text(_ path: String) throws -> String {
    let folder = try #require(folder)
    return try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
  }

  /// The rows of a comma-separated file without commas in its values, by the names in its first line.
  static func table(_ path: String) throws -> [[String: String]] {
    let lines = try text(path).split(whereSeparator: \.isNewline).map { line in
      line.split(separator: ",", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "\"")) }
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  /// Places and days of Burkitt's lymphoma, from the dBASE file: columns X, Y and T.
  static func burkitt() throws -> [(place: PlanePoint, day: Int)] {
    let folder = try #require(folder)
    let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent("burkitt/burkitt.dbf")))
    func number(_ at: Int, _ size: Int) -> Int {
      (0..<size).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    }
    var columns: [(name: String, offset: Int, width: Int)] = []
    var (place, offset) = (32, 1)
    while bytes[place] != 13 {
      let name = bytes[place..<place + 11].prefix { $0 != 0 }
      columns.append((String(decoding: name, as: UTF8.self), offset, Int(bytes[place + 16])))
      offset += Int(bytes[place + 16])
      place += 32
    }
    return (0..<number(4, 4)).map { row in
      let start = number(8, 2) + row * number(10, 2)
      func value(_ name: String) -> Double {
        guard let column = columns.first(where: { $0.name == name }) else { return .nan }
        let from = start + column.offset
        let text = String(decoding: bytes[from..<from + column.width], as: UTF8.self)
        return Double(text.trimmingCharacters(in: .whitespaces)) ?? .nan
      }
      return (PlanePoint(x: value("X"), y: value("Y")), Int(value("T")))
    }
  }

  /// Neighbourhoods of a GAL file whose places are numbered from 1.
  static func neighbourhoods(_ path: String) throws -> Neighbourhoods {
    let numbers = try text(path).split(whereSeparator: \.isWhitespace).map { Int($0) ?? 0 }
    var lists = [[Int]](repeating: [], count: numbers[0])
    var position = 1
    while position + 1 < numbers.count {
      let size = numbers[position + 1]
      lists[numbers[position] - 1] = numbers[position + 2..<position + 2 + size].map { $0 - 1 }
      position += 2 + size
    }
    return Neighbourhoods(lists)
  }
}

/// Robberies in Memphis in 2019 on the plane of UTM zone 15 north, and 500 m cells over them.
struct MemphisRobberies {
  let points: [PlanePoint]
  let months: [Int]
  static let grid = CellGrid(
    origin: PlanePoint(x: 762_000, y: 3_876_500), width: 500, columns: 71, rows: 59)

  init() throws {
    let rows = try BenchmarkData.table("memphis/memphis_robberies.csv")
    points = rows.map { row in
      utm15(
        longitude: Double(row["longitude"] ?? "") ?? .nan,
        latitude: Double(row["latitude"] ?? "") ?? .nan)
    }
    months = rows.map { Int(($0["date"] ?? "").dropFirst(5).prefix(2)) ?? 0 }
  }

  var counts: [Int] {
    points.reduce(into: [Int](repeating: 0, count: Self.grid.count)) { counts, point in
      if let cell = Self.grid.cell(at: point) { counts[cell] += 1 }
    }
  }

  static var queen: Neighbourhoods {
    Neighbourhoods.queen(
      cells: (0..<grid.count).map { (column: $0 % grid.columns, row: $0 / grid.columns) })
  }
}

/// UTM zone 15 north of WGS 84, in metres.
private func utm15(longitude: Double, latitude: Double) -> PlanePoint {
  let zone = TransverseMercator(
    .wgs84, scale: 0.9996, latitude: 0, longitude: -93, falseEasting: 500_000, falseNorthing: 0)
  let found = zone.project(latitude: latitude * .pi / 180, longitude: longitude * .pi / 180)
  return PlanePoint(x: found.easting, y: found.northing)
}
