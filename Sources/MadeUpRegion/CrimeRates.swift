import PartnershipRecords

/// How many crimes are to be expected where, when and of what kind.
struct CrimeRates {
  private let seed: UInt64
  /// Crimes a month without season, by area number and category.
  private let base: [[Double]]
  private let planted: [(areas: Set<Int>, months: Set<Month>, planting: Planting)]

  /// Street rows a month in the whole region at scale 1.
  static let rowsAMonth = 8_330.0

  /// Spreads the region's crimes over its areas.
  init(_ region: MadeUpRegion, _ map: RegionMap) {
    let seed = region.seed
    self.seed = seed
    planted = Planting.allCases.map { planting in
      (
        Set(planting.areas(in: map).map(\.number)), Set(planting.months(of: region.months)),
        planting
      )
    }
    var base = map.areas.map { area in
      Self.weights(of: area, seed: seed)
    }
    for (areas, _, planting) in planted {
      for area in areas { base[area][Int(planting.category.rawValue)] *= planting.standingFactor }
    }
    for category in CrimeCategory.allCases {
      let column = Int(category.rawValue)
      let total = base.reduce(0) { $0 + $1[column] }
      let wanted = Self.rowsAMonth * region.scale * Self.perMille(category) / 1_000
      for area in base.indices { base[area][column] *= wanted / total }
    }
    self.base = base
  }

  /// The number expected.
  func mean(area: Int, _ category: CrimeCategory, in month: Month) -> Double {
    var mean =
      base[area][Int(category.rawValue)]
      * Double(Self.season(category)[month.monthOfYear - 1]) / 100
    for (areas, months, planting) in planted
    where planting.category == category && areas.contains(area) && months.contains(month) {
      mean *= planting.factor
    }
    return mean
  }

  /// The stream of one area's crimes of one kind in one month; the first draw from it is their
  /// number.
  func draws(area: Int, _ category: CrimeCategory, in month: Month) -> SeededDraws {
    SeededDraws(seed: seed, .crimes, month.index, area, Int(category.rawValue))
  }

  /// The number of crimes drawn.
  func count(area: Int, _ category: CrimeCategory, in month: Month) -> Int {
    var draws = draws(area: area, category, in: month)
    return draws.negativeBinomial(mean: mean(area: area, category, in: month))
  }

  /// Whether a crime is of those that happen near the bars of the Quayside.
  func isQuaysideViolence(area: Int, _ category: CrimeCategory) -> Bool {
    planted.contains {
      $0.planting == .quaysideViolence && $0.planting.category == category
        && $0.areas.contains(area)
    }
  }

  /// Residents, the district's character, and what is particular about the area.
  private static func weights(of area: SmallArea, seed: UInt64) -> [Double] {
    var draws = SeededDraws(seed: seed, .areaFactor, area.number)
    let factor = Double(draws.one(of: areaFactors)) / 100
    let level = Double(RegionPlan.districts[area.district].character.crimeLevel) / 100
    return CrimeCategory.allCases.map { category in
      Double(area.population) * level * factor * (isConcentrated(category) ? factor : 1)
    }
  }

  /// In hundredths: most areas are quiet, few are busy.
  private static let areaFactors = [35, 45, 55, 60, 70, 75, 80, 90, 100, 110, 130, 160, 220, 400]

  /// Crimes of town centres.
  private static func isConcentrated(_ category: CrimeCategory) -> Bool {
    switch category {
    case .shoplifting, .robbery, .theftFromThePerson, .drugs, .bicycleTheft: true
    default: false
    }
  }

  /// The share of each category, as in Northumbria in September 2021.
  private static func perMille(_ category: CrimeCategory) -> Double {
    switch category {
    case .violenceAndSexualOffences: 304
    case .antiSocialBehaviour: 249
    case .criminalDamageAndArson: 105
    case .publicOrder: 104
    case .otherTheft: 62
    case .shoplifting: 43
    case .vehicleCrime: 38
    case .burglary: 35
    case .otherCrime: 17
    case .drugs: 14
    case .bicycleTheft: 13
    case .theftFromThePerson, .possessionOfWeapons: 6
    case .robbery: 4
    }
  }

  /// January to December against the year's mean, in hundredths.
  private static func season(_ category: CrimeCategory) -> [Int] {
    switch category {
    case .antiSocialBehaviour: [78, 82, 94, 102, 108, 112, 134, 132, 106, 98, 80, 74]
    case .burglary: [124, 102, 94, 88, 86, 84, 86, 90, 94, 104, 122, 126]
    case .bicycleTheft: [60, 68, 84, 98, 112, 126, 134, 132, 122, 108, 86, 70]
    case .violenceAndSexualOffences: [96, 94, 98, 98, 102, 104, 106, 104, 100, 100, 98, 100]
    default: [97, 96, 99, 99, 101, 102, 103, 102, 101, 101, 100, 99]
    }
  }
}
