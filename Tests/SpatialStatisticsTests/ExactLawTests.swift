import SpatialStatistics
import Testing

@Suite("Exact chances of neighbourhood sums")
struct ExactLawTests {
  /// Every map of up to so many places with counts 0 to 3, up to the order of its places.
  private func histograms(places: Int) -> [[Int]] {
    var maps: [[Int]] = []
    for ones in 0...places {
      for twos in 0...places - ones {
        for threes in 0...places - ones - twos {
          let zeros = places - ones - twos - threes
          maps.append(
            [Int](repeating: 0, count: zeros) + [Int](repeating: 1, count: ones)
              + [Int](repeating: 2, count: twos) + [Int](repeating: 3, count: threes))
        }
      }
    }
    return maps
  }

  /// How many of the ways to choose so many places come to each sum, one choice at a time.
  private func enumerated(_ counts: [Int], draws: Int) -> [Int] {
    var ways = [Int](repeating: 0, count: 3 * draws + 1)
    for choice in 0..<(1 << counts.count) where choice.nonzeroBitCount == draws {
      var sum = 0
      for place in counts.indices where choice >> place & 1 == 1 { sum += counts[place] }
      ways[sum] += 1
    }
    return ways
  }

  /// One place whose neighbourhood is the first `size` places, all others alone with theirs.
  private func oneNeighbourhood(of size: Int, among places: Int) -> Neighbourhoods {
    Neighbourhoods((0..<places).map { $0 == 0 ? Array(0..<size) : [$0] })
  }

  @Test("every map of 2 to 12 places with counts up to 3, every neighbourhood, every sum")
  func everyMap() throws {
    var compared = 0
    for places in 2...12 {
      for counts in histograms(places: places) {
        for draws in 2...min(9, places) {
          let ways = enumerated(counts, draws: draws)
          let all = Double(ways.reduce(0, +))
          // The same counts, ordered so that the neighbourhood holds the lowest, then the highest.
          for order in [counts, counts.reversed()] {
            let chances = try #require(
              GetisOrd.exactChances(order, in: oneNeighbourhood(of: draws, among: places)))
            let sum = order.prefix(draws).reduce(0, +)
            let high = Double(ways[sum...].reduce(0, +)) / all
            let low = Double(ways[...sum].reduce(0, +)) / all
            guard agrees(chances.ofAtLeast[0] ?? -1, high, within: 1e-13),
              agrees(chances.ofAtMost[0] ?? -1, low, within: 1e-13)
            else {
              Issue.record("\(order), \(draws): \(chances.ofAtLeast[0] ?? -1) is not \(high)")
              return
            }
            compared += 1
          }
        }
      }
    }
    #expect(compared == 26_548)
  }

  @Test(
    "all permutations of all maps of 2 × 3 cells with counts up to 2, each cell held fast in turn")
  func conditional() throws {
    let cells = (0..<6).map { (column: $0 % 3, row: $0 / 3) }
    let queen = Neighbourhoods.queen(cells: cells)
    let orders = permutations(of: 5)
    for code in 0..<729 {
      let counts = (0..<6).map { code / [1, 3, 9, 27, 81, 243][$0] % 3 }
      let chances = try #require(GetisOrd.exactConditionalChances(counts, in: queen))
      for place in 0..<6 {
        let others = (0..<6).filter { $0 != place }
        let sum = queen[place].reduce(0) { $0 + counts[Int($1)] }
        var high = 0
        for order in orders {
          var dealt = counts
          for (target, source) in zip(others, order) { dealt[target] = counts[others[source]] }
          if queen[place].reduce(0, { $0 + dealt[Int($1)] }) >= sum { high += 1 }
        }
        let expected = Double(high) / Double(orders.count)
        guard agrees(chances.ofAtLeast[place] ?? -1, expected, within: 1e-13) else {
          Issue.record(
            "\(counts) at \(place): \(chances.ofAtLeast[place] ?? -1) is not \(expected)")
          return
        }
      }
    }
  }

  private func permutations(of count: Int) -> [[Int]] {
    guard count > 0 else { return [[]] }
    return permutations(of: count - 1).flatMap { shorter in
      (0...shorter.count).map { place in
        shorter.prefix(place) + [count - 1] + shorter.dropFirst(place)
      }
    }
  }

  @Test("a place without neighbours is not tested")
  func islands() throws {
    let chances = try #require(
      GetisOrd.exactChances([5, 0, 0], in: Neighbourhoods([[0], [1, 2], [1, 2]])))
    #expect(chances.ofAtLeast[0] == nil)
    #expect(chances.ofAtLeast[1] == 1)
    #expect(falseDiscoveryAdjusted(chances.ofAtLeast) == [nil, 1, 1])
  }

  @Test("where the counts are too many for an exact law it is refused, not approximated")
  func tooMany() {
    let counts = (0..<3_000).map { $0 * 37 }
    let ring = Neighbourhoods(
      counts.indices.map { place in (0..<40).map { (place + $0) % counts.count } })
    #expect(GetisOrd.exactChances(counts, in: ring) == nil)
  }
}
