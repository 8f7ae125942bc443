import Foundation
import Geography
import PartnershipRecords
import Testing

@Suite("Finding the area of a place")
struct BoundaryIndexTests {
  /// Two unit squares side by side, the higher code first in the list.
  private func neighbours() throws -> BoundaryIndex {
    BoundaryIndex([
      try boundary("E01000002", [[square(1, 0)]]), try boundary("E01000001", [[square(0, 0)]]),
    ])
  }

  @Test(
    "a place is in the square around it, and on a border in the one with the lowest code",
    arguments: [
      (0.5, 0.5, "E01000001"), (1.5, 0.5, "E01000002"),
      (1.0, 0.5, "E01000001"), (1.0, 1.0, "E01000001"), (1.0, 0.0, "E01000001"),
      (0.0, 0.0, "E01000001"), (2.0, 1.0, "E01000002"), (1.5, 1.0, "E01000002"),
      (1.5, 0.0, "E01000002"), (0.0, 0.5, "E01000001"),
      (2.000001, 0.5, nil), (-0.000001, 0.5, nil), (0.5, 1.000001, nil),
    ] as [(Double, Double, String?)])
  func squares(longitude: Double, latitude: Double, expected: String?) throws {
    let found = try neighbours().area(longitude: longitude, latitude: latitude)
    #expect(found?.description == expected)
  }

  @Test("a hole belongs to the area that fills it, its edge to the lowest code")
  func hole() throws {
    let index = BoundaryIndex([
      try boundary("E01000001", [[square(0, 0, side: 3), square(1, 1)]]),
      try boundary("E01000002", [[square(1, 1)]]),
    ])
    #expect(index.area(longitude: 1.5, latitude: 1.5) == (try area("E01000002")))
    #expect(index.area(longitude: 0.5, latitude: 1.5) == (try area("E01000001")))
    #expect(index.area(longitude: 1, latitude: 1.5) == (try area("E01000001")))
  }

  @Test("an area of two islands is found on both and not between them")
  func islands() throws {
    let index = BoundaryIndex([try boundary("E01000001", [[square(0, 0)], [square(5, 0)]])])
    #expect(index.area(longitude: 5.5, latitude: 0.5) != nil)
    #expect(index.area(longitude: 0.5, latitude: 0.5) != nil)
    #expect(index.area(longitude: 3, latitude: 0.5) == nil)
  }

  @Test("a ring that touches itself at a point holds both its halves")
  func selfTouching() throws {
    // A bow tie through (1, 1).
    let bow = ring([(0, 0), (1, 1), (2, 0), (2, 2), (1, 1), (0, 2)])
    let index = BoundaryIndex([try boundary("E01000001", [[bow]])])
    #expect(index.area(longitude: 0.2, latitude: 1) != nil)
    #expect(index.area(longitude: 1.8, latitude: 1) != nil)
    #expect(index.area(longitude: 1, latitude: 1) != nil)
    #expect(index.area(longitude: 1, latitude: 0.2) == nil)
  }

  @Test("a ray through vertices crosses each corner once")
  func verticesOnTheRay() throws {
    let diamond = ring([(0, 0), (1, -1), (2, 0), (1, 1)])
    let index = BoundaryIndex([try boundary("E01000001", [[diamond]])])
    #expect(index.area(longitude: 1, latitude: 0) != nil)
    #expect(index.area(longitude: 0.5, latitude: 0.9) == nil)
    #expect(index.area(longitude: 1.5, latitude: 0.9) == nil)
  }

  @Test("a grid of a hundred squares leaves no place between them, and gives every place one")
  func noGaps() throws {
    var squares: [Boundary] = []
    for number in 0..<100 {
      let west = Double(number % 10) / 10
      let south = Double(number / 10) / 10
      let east = Double(number % 10 + 1) / 10
      let north = Double(number / 10 + 1) / 10
      let corners = [(west, south), (east, south), (east, north), (west, north)]
      squares.append(try boundary("E010000" + String(10 + number).suffix(2), [[ring(corners)]]))
    }
    let index = BoundaryIndex(squares)
    for step in 0..<10_000 {
      let place = (Double(step % 100) / 99, Double(step / 100) / 99)
      #expect(index.area(longitude: place.0, latitude: place.1) != nil, "at \(place)")
    }
  }

  @Test("without boundaries, or for a place that is not a number, nothing is found")
  func nothing() throws {
    #expect(BoundaryIndex([]).area(longitude: 0, latitude: 0) == nil)
    #expect(BoundaryIndex([]).count == 0)
    let index = try neighbours()
    #expect(index.area(longitude: .nan, latitude: 0.5) == nil)
    #expect(index.area(longitude: 0.5, latitude: .infinity) == nil)
    #expect(BoundaryIndex([try boundary("E01000001", [])]).count == 0)
  }
}
