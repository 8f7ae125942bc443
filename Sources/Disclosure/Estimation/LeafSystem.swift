/// The normal equations of one month's least squares, solved exactly.
///
/// The unknowns are the counts x(zone, category). With weights w from the received slots the matrix
/// is w₁·I⊗I + w₂·I⊗J + w₃·M⊗I + w₄·D⊗I + w₅·D⊗J, where J is all ones over the categories and
/// M and D are the blocks of ``NestedBlocks``. J only knows the mean over the categories, so the
/// problem falls apart into one nested-block system for the zones' means and one, the same for
/// every category, for the departures from them. Both have closed solutions: no iteration, no
/// tolerance, and exact variances of any zones × categories.
struct LeafSystem {
  private let means: NestedBlocks
  private let departures: NestedBlocks
  private let categories = DisclosureScheme.categories.count

  /// What stands for "not measured at all" on the diagonal: a standard deviation of 1,000.
  ///
  /// The sensitive tier's provisional slot has no table of zones by category; single cells of it
  /// then come out as good as unknown, and every sum that was measured as measured.
  private static let leastWeight = 1e-6

  init(scheme: DisclosureScheme, slots: [ReleaseSlot]) {
    let weights = QueryWeights(scheme: scheme, slots: slots)
    let leaf = max(weights.zoneByCategory, Self.leastWeight)
    let count = Double(categories)
    departures = NestedBlocks(
      scheme: scheme, diagonal: leaf, middle: weights.middleByCategory,
      district: weights.districtByCategory)
    means = NestedBlocks(
      scheme: scheme, diagonal: leaf + count * weights.zone, middle: weights.middleByCategory,
      district: weights.districtByCategory + count * weights.district)
  }

  /// The estimates for a right-hand side, by zone, then category.
  func solve(_ right: [Double]) -> [Double] {
    let zones = right.count / categories
    let count = Double(categories)
    let mean = (0..<zones).map { zone in
      right[(zone * categories)..<((zone + 1) * categories)].reduce(0, +) / count
    }
    let solvedMean = means.solve(mean)
    var solution = [Double](repeating: 0, count: right.count)
    for category in 0..<categories {
      let departure = departures.solve(
        (0..<zones).map { right[$0 * categories + category] - mean[$0] })
      for zone in 0..<zones {
        solution[zone * categories + category] = solvedMean[zone] + departure[zone]
      }
    }
    return solution
  }

  /// The exact variance of the estimated sum over some zones and some categories.
  ///
  /// - Parameters:
  ///   - zonesOfMiddle: For each middle area that has any of the zones, their number.
  ///   - categories: How many of the categories; which ones does not matter.
  /// - Returns: The variance.
  func variance(zonesOfMiddle: [(middle: Int, zones: Double)], categories: Int) -> Double {
    let share = Double(categories)
    let all = Double(self.categories)
    return means.form(zonesOfMiddle: zonesOfMiddle) * share * share / all
      + departures.form(zonesOfMiddle: zonesOfMiddle) * (share - share * share / all)
  }
}
