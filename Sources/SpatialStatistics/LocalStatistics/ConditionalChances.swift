internal import Foundation

/// Exact chances of the sum over a place's neighbours, its own count staying where it is.
struct ConditionalChances {
  let chances: LocalChances

  /// Gives `nil` if the laws would take more than `LocalChances.stepsMax` steps.
  ///
  /// - Parameters:
  ///   - counts: Of each place, none below 0.
  ///   - neighbourhoods: Whether a place stands in its own makes no difference.
  init?(_ counts: [Int], in neighbourhoods: Neighbourhoods) {
    let others = counts.indices.map { place in neighbourhoods[place].filter { Int($0) != place } }
    let draws = others.map(\.count).max() ?? 0
    let histogram = CountHistogram(counts)
    let rounds = max(1, log2(Double(max(1, histogram.entries.count))))
    guard histogram.isExact(draws: draws, rounds: rounds) else { return nil }
    var high = [Double?](repeating: nil, count: counts.count)
    var low = high
    let byValue = Dictionary(grouping: counts.indices) { counts[$0] }
    histogram.forEachLeavingOneOut(draws: draws) { value, table in
      var laws: [Int: SumLaw] = [:]
      for place in byValue[value] ?? [] where !others[place].isEmpty {
        let size = others[place].count
        let law = laws[size] ?? table.law(of: size)
        laws[size] = law
        let sum = others[place].reduce(0) { $0 + counts[Int($1)] }
        high[place] = law.chance(ofAtLeast: sum)
        low[place] = law.chance(ofAtMost: sum)
      }
    }
    chances = LocalChances(ofAtLeast: high, ofAtMost: low)
  }
}
