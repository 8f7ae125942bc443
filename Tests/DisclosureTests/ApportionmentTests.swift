import Testing

@testable import Disclosure

@Suite("Apportionment")
struct ApportionmentTests {
  @Test(
    "divides a whole number by values, the largest remainder first and the earlier on a tie",
    arguments: [
      (10, [5.0, 3.0, 2.0], [5, 3, 2]), (3, [1.0, 1.0], [2, 1]), (0, [4.0, -2.0], [0, 0]),
      (4, [-5.0, 2.0, 2.0], [0, 2, 2]), (7, [7.0], [7]), (1, [-3.0, -3.0, -2.0], [0, 0, 1]),
      (5, [1.2, 1.3, 2.5], [1, 1, 3]), (0, [], []),
    ])
  func division(total: Int, values: [Double], parts: [Int]) {
    #expect(Apportionment.divide(total, by: values) == parts)
  }

  @Test("always gives parts of 0 or more that add up")
  func always() {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<2_000 {
      let count = Int.random(in: 1...30, using: &generator)
      let values = (0..<count).map { _ in Double.random(in: -20...40, using: &generator) }
      let total = Int.random(in: 0...500, using: &generator)
      let parts = Apportionment.divide(total, by: values)
      #expect(parts.allSatisfy { $0 >= 0 })
      #expect(parts.reduce(0, +) == total)
    }
  }

  @Test("projects on the nearest point with the wanted sum")
  func projection() {
    let point = Apportionment.project([3, -1, 1], sum: 2)
    #expect(point == [2, 0, 0])
    let moved = Apportionment.project([3, 2, 1], sum: 9)
    #expect(moved == [4, 3, 2])
  }
}
