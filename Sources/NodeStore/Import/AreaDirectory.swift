internal import PartnershipRecords

/// Finds the area of a place: its LSOA 2011 and its district.
typealias Locate = (AreaKind, Double, Double) -> AreaCode?

/// Which district each LSOA 2011 is in, and numbers for the LSOAs that are met.
struct AreaDirectory {
  let districts: Set<AreaCode>
  private let districtOfArea: [AreaCode: AreaCode]
  private var numbers: [AreaCode: Int32] = [:]
  /// The LSOAs met, in the order of their numbers.
  private(set) var areas: [AreaCode] = []

  init(districts: Set<AreaCode>, districtOfArea: [AreaCode: AreaCode]) {
    self.districts = districts
    self.districtOfArea = districtOfArea
  }

  func district(of area: AreaCode) -> AreaCode? { districtOfArea[area] }

  mutating func number(of area: AreaCode) -> Int32 {
    if let known = numbers[area] { return known }
    let number = Int32(areas.count)
    areas.append(area)
    numbers[area] = number
    return number
  }
}
