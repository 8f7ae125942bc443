/// How much the received slots say about each query together: the sum of 1/σ².
struct QueryWeights: Hashable {
  private(set) var zoneByCategory = 0.0
  private(set) var zone = 0.0
  private(set) var middleByCategory = 0.0
  private(set) var districtByCategory = 0.0
  private(set) var district = 0.0

  init(scheme: DisclosureScheme, slots: [ReleaseSlot]) {
    for slot in slots {
      for (query, variance) in scheme.queries(of: slot) {
        add(variance.precision, to: query)
      }
    }
  }

  private mutating func add(_ precision: Double, to query: ReleaseQuery) {
    switch query {
    case .zoneByCategory: zoneByCategory += precision
    case .zone: zone += precision
    case .middleByCategory: middleByCategory += precision
    case .districtByCategory: districtByCategory += precision
    case .district: district += precision
    }
  }
}

extension NoiseVariance {
  /// 1/σ², the weight of a measurement in an estimate.
  var precision: Double { Double(denominator) / Double(numerator) }
}
