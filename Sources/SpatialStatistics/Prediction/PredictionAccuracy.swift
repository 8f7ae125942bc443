/// How much of what came later lay in the places that were pointed out.
///
/// - Source: accuracy index: S. Chainey, L. Tompson and S. Uhlig, Security Journal 21, 2008; efficiency index:
///   J. Hunt, dissertation, Rutgers, 2016; search efficiency: K. Bowers, S. Johnson and K. Pease, British
///   Journal of Criminology 44, 2004. Checked against: ptools 2.0 `pai`.
public struct PredictionAccuracy: Hashable, Sendable, Codable {
  /// The share of events over the share of area (PAI): 1 is no better than anywhere.
  public let index: Double
  /// The same over the best that any choice of as many places could have reached (PEI), 0 to 1.
  public let efficiency: Double
  /// Events in the places chosen.
  public let hits: Int
  /// The index, least and greatest, over all ways to break ties of the score at the last place chosen.
  public let overTies: Interval

  /// Looks at the places with the highest scores; of places with one score the first counts as higher.
  ///
  /// Gives `nil` if nothing came.
  ///
  /// - Parameters:
  ///   - scores: What was foreseen for each place, all places of one size.
  ///   - later: What came, for each place; some events in all.
  ///   - chosen: How many places, at least 1.
  public init?(scores: [Double], later: [Int], chosen: Int) {
    precondition(scores.count == later.count && (1...scores.count).contains(chosen), "Some places.")
    let all = later.reduce(0, +)
    guard all > 0 else { return nil }
    let order = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
    let picked = order.prefix(chosen)
    hits = picked.reduce(0) { $0 + later[$1] }
    let best = later.sorted(by: >).prefix(chosen).reduce(0, +)
    efficiency = Double(hits) / Double(best)
    let share = Double(chosen) / Double(scores.count)
    func index(_ hits: Int) -> Double { Double(hits) / Double(all) / share }
    self.index = index(hits)
    let bound = scores[order[chosen - 1]]
    let sure = order.filter { scores[$0] > bound }
    let tied = order.filter { scores[$0] == bound }.map { later[$0] }.sorted()
    let held = sure.reduce(0) { $0 + later[$1] }
    let open = chosen - sure.count
    overTies = Interval(
      lower: index(held + tied.prefix(open).reduce(0, +)),
      upper: index(held + tied.suffix(open).reduce(0, +)))
  }

  /// Events found for each square kilometre searched (SER).
  ///
  /// - Parameters:
  ///   - chosen: How many places.
  ///   - area: Of one place, in square kilometres.
  /// - Returns: Events.
  public func searchEfficiency(chosen: Int, area: Double) -> Double {
    Double(hits) / (Double(chosen) * area)
  }
}
