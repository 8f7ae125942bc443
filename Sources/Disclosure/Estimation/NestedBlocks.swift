/// The symmetric matrix a·I + b·M + c·D over the zones, where M has a 1 for every pair of zones in
/// one middle area and D for every pair in one district; solved exactly, without building it.
///
/// Because middle areas nest in districts, two steps of the Sherman–Morrison formula invert it:
/// first each middle area's block, then each district's.
struct NestedBlocks {
  private let scheme: DisclosureScheme
  private let diagonal: Double
  private let middleWeight: Double
  /// For each middle area, 1/(a + b·n) with n its number of zones.
  private let middleInverse: [Double]
  /// For each district, c/(1 + c·s) with s the sum over its middle areas of n/(a + b·n).
  private let districtFactor: [Double]

  /// - Parameters:
  ///   - scheme: The nesting.
  ///   - diagonal: a, positive.
  ///   - middle: b, 0 or more.
  ///   - district: c, 0 or more.
  init(scheme: DisclosureScheme, diagonal: Double, middle: Double, district: Double) {
    self.scheme = scheme
    self.diagonal = diagonal
    middleWeight = middle
    var size = [Double](repeating: 0, count: scheme.middleAreas.count)
    for area in scheme.middleOfZone { size[area] += 1 }
    middleInverse = size.map { 1 / (diagonal + middle * $0) }
    var sums = [Double](repeating: 0, count: scheme.districts.count)
    for (area, parent) in scheme.districtOfMiddle.enumerated() {
      sums[parent] += size[area] * middleInverse[area]
    }
    districtFactor = sums.map { district / (1 + district * $0) }
  }

  /// The solution for one right-hand side, a value for each zone.
  func solve(_ right: [Double]) -> [Double] {
    var middleSums = [Double](repeating: 0, count: middleInverse.count)
    for (zone, area) in scheme.middleOfZone.enumerated() { middleSums[area] += right[zone] }
    var districtSums = [Double](repeating: 0, count: districtFactor.count)
    for (area, parent) in scheme.districtOfMiddle.enumerated() {
      // The sum over the area of the block's solution.
      districtSums[parent] += middleSums[area] * middleInverse[area]
    }
    let corrections = middleInverse.indices.map { area -> Double in
      let parent = scheme.districtOfMiddle[area]
      return middleInverse[area]
        * (middleWeight * middleSums[area] / diagonal
          + districtFactor[parent] * districtSums[parent])
    }
    return right.indices.map { right[$0] / diagonal - corrections[scheme.middleOfZone[$0]] }
  }

  /// The quadratic form 1ᵀ·A⁻¹·1 over some zones: what the inverse says about their sum.
  ///
  /// - Parameter zonesOfMiddle: For each middle area that has any of the zones, their number.
  /// - Returns: The form, the variance of the sum if A is the matrix of weights.
  func form(zonesOfMiddle: [(middle: Int, zones: Double)]) -> Double {
    var form = 0.0
    var districtSums = [Double](repeating: 0, count: districtFactor.count)
    for (area, zones) in zonesOfMiddle {
      let inverse = middleInverse[area]
      form += zones / diagonal - middleWeight * inverse * zones * zones / diagonal
      districtSums[scheme.districtOfMiddle[area]] += zones * inverse
    }
    for (parent, sum) in districtSums.enumerated() {
      form -= districtFactor[parent] * sum * sum
    }
    return form
  }
}
