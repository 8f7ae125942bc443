import PartnershipRecords

/// A made-up lower super output area of 2011.
struct SmallArea {
  /// Its place among all of the region, from 0.
  let number: Int
  let code: String
  let name: String
  /// Its district's place in `RegionPlan.districts`.
  let district: Int
  let middleArea: MiddleArea
  let column: Int
  let row: Int
  let ring: Ring
  let population: Int
  /// The anonymous map points that its crimes are put on, the busiest first.
  var streets: [Street]
}

/// A map point with the words of the police files' column "Location".
struct Street {
  let place: MapPoint
  let name: String
}

/// A made-up middle super output area of 2011.
struct MiddleArea {
  let code: String
  let name: String
  let district: Int
  let columns: Range<Int>
  let rows: Range<Int>
}

/// All areas of the region with their shapes.
struct RegionMap {
  let lattice: Lattice
  let middleAreas: [MiddleArea]
  /// In order of code; so those of a district and of a middle area follow each other.
  private(set) var areas: [SmallArea]

  /// Draws the map for a seed.
  init(seed: UInt64) {
    let lattice = RegionPlan.lattice(seed: seed)
    var middleAreas: [MiddleArea] = []
    var areas: [SmallArea] = []
    for (district, plan) in RegionPlan.districts.enumerated() {
      let columns = RegionPlan.cells(of: plan.column, in: RegionPlan.columns)
      let rows = RegionPlan.cells(of: plan.row, in: RegionPlan.rows)
      var numberInDistrict = 0
      for rowPair in Self.pairs(rows) {
        for columnPair in Self.pairs(columns) {
          numberInDistrict += 1
          let middle = MiddleArea(
            code: Self.code("E02", 900_001 + middleAreas.count),
            name: "\(plan.name) \(Self.digits(numberInDistrict, 3))", district: district,
            columns: columnPair, rows: rowPair)
          middleAreas.append(middle)
          Self.append(middle, lattice, seed, to: &areas)
        }
      }
    }
    self.lattice = lattice
    self.middleAreas = middleAreas
    self.areas = areas
    nameWaterfronts()
  }

  /// Gives the busiest map points of the places with a planted truth names that people will know.
  private mutating func nameWaterfronts() {
    for planting in Planting.allCases {
      for area in planting.areas(in: self) {
        for (place, name) in planting.streetNames.enumerated() {
          areas[area.number].streets[place] = Street(
            place: area.streets[place].place, name: "On or near \(name)")
        }
      }
    }
  }

  /// The areas of a district.
  func areas(of district: Int) -> [SmallArea] { areas.filter { $0.district == district } }

  /// The areas whose district a force polices, in order of code.
  func areas(of force: PoliceForce) -> [SmallArea] {
    areas.filter { RegionPlan.districts[$0.district].force == force }
  }

  private static func append(
    _ middle: MiddleArea, _ lattice: Lattice, _ seed: UInt64, to areas: inout [SmallArea]
  ) {
    var letters = ["A", "B", "C", "D", "E", "F", "G", "H", "I"].makeIterator()
    for row in middle.rows {
      for column in middle.columns {
        let number = areas.count
        let ring = lattice.ring(columns: column..<column + 1, rows: row..<row + 1)
        var draws = SeededDraws(seed: seed, .population, number)
        areas.append(
          SmallArea(
            number: number, code: code("E01", 900_001 + number),
            name: middle.name + (letters.next() ?? ""), district: middle.district,
            middleArea: middle, column: column, row: row, ring: ring,
            population: 1_000 + draws.below(1_200) + draws.below(800),
            streets: StreetNames.streets(seed: seed, area: number, in: ring)))
      }
    }
  }

  /// Runs of two; of an odd number the last is a run of three.
  private static func pairs(_ range: Range<Int>) -> [Range<Int>] {
    let starts = stride(from: range.lowerBound, to: range.upperBound - 1, by: 2)
    return starts.map { start in
      start..<(start + 3 >= range.upperBound ? range.upperBound : start + 2)
    }
  }

  /// A code such as `E01900001`: an entity and six digits.
  static func code(_ entity: String, _ number: Int) -> String { entity + digits(number, 6) }

  static func digits(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
