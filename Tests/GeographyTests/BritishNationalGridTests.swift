import Foundation
import Testing

@testable import Geography

@Suite("The British National Grid")
struct BritishNationalGridTests {
  @Test("the Ordnance Survey's worked example, to the millimetre")
  func workedExample() {
    let found = BritishNationalGrid.projected(
      latitude: 52 + 39 / 60.0 + 27.2531 / 3_600, longitude: 1 + 43 / 60.0 + 4.5177 / 3_600)
    #expect(abs(found.easting - 651_409.903) < 5e-4)
    #expect(abs(found.northing - 313_177.270) < 5e-4)
  }

  @Test(
    "there and back again within two millimetres, all over the country: the height above the ball is not kept"
  )
  func roundTrip() {
    for longitude in stride(from: -6.0, through: 1.5, by: 0.5) {
      for latitude in stride(from: 50.0, through: 58, by: 0.5) {
        let start = Coordinate(longitude: longitude, latitude: latitude)
        let position = BritishNationalGrid.position(of: start)
        let again = BritishNationalGrid.position(
          of: BritishNationalGrid.coordinate(of: position))
        #expect(abs(again.easting - position.easting) < 2e-3)
        #expect(abs(again.northing - position.northing) < 2e-3)
      }
    }
  }

  @Test(
    "places that are published in both systems agree within the stated error, and distances with them",
    .enabled(if: RealData.folder != nil, "ISCAN_DATA does not name the folder of real data"))
  func published() throws {
    let text = String(
      decoding: try RealData.unpacked(
        "other-agencies/stats19-collisions-2022-london-excerpt.csv.gz"), as: UTF8.self)
    var shifts: [(Double, Double)] = []
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let values = line.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
      guard let easting = values[3], let northing = values[4], let longitude = values[5],
        let latitude = values[6]
      else { continue }
      let found = BritishNationalGrid.position(
        of: Coordinate(longitude: longitude, latitude: latitude))
      shifts.append((found.easting - easting, found.northing - northing))
    }
    #expect(shifts.count > 1_000)
    let farthest = shifts.map { ($0.0 * $0.0 + $0.1 * $0.1).squareRoot() }.max() ?? .infinity
    #expect(farthest < BritishNationalGrid.errorMetres)
    // All of London is off alike: what is left is less than a metre.
    let east = shifts.map(\.0).reduce(0, +) / Double(shifts.count)
    let north = shifts.map(\.1).reduce(0, +) / Double(shifts.count)
    #expect(shifts.allSatisfy { abs($0.0 - east) < 1 && abs($0.1 - north) < 1 })
  }
}
