import Geography
public import PartnershipRecords

/// One month in whole numbers for a page: none negative, and every total the sum of its parts.
///
/// Only for showing a month. Sums over months and rankings come from ``MonthEstimate``: the
/// rounding here would add up to a bias.
public struct DisplayTable: Sendable, Hashable {
  /// By zone, then category.
  public let cells: [Int]
  private let scheme: DisclosureScheme

  /// Walks down from each district's total to its categories, their middle areas and their zones,
  /// dividing each whole number among its parts as the estimates say.
  public init(_ month: MonthEstimate) {
    scheme = month.scheme
    let columns = DisclosureScheme.categories.count
    let zonesOfMiddle = Self.groups(scheme.middleOfZone, count: scheme.middleAreas.count)
    let middles = Self.middleSums(month)
    var cells = [Int](repeating: 0, count: month.cells.count)
    for members in Self.groups(scheme.districtOfMiddle, count: scheme.districts.count) {
      let byCategory = (0..<columns).map { column in
        members.reduce(0.0) { $0 + middles[$1 * columns + column] }
      }
      let total = max(0, Int(byCategory.reduce(0, +).rounded()))
      for (column, part) in Apportionment.divide(total, by: byCategory).enumerated() {
        let shares = Apportionment.divide(part, by: members.map { middles[$0 * columns + column] })
        for (middle, share) in zip(members, shares) {
          let places = zonesOfMiddle[middle].map { $0 * columns + column }
          let counts = Apportionment.divide(share, by: places.map { month.cells[$0] })
          for (place, count) in zip(places, counts) { cells[place] = count }
        }
      }
    }
    self.cells = cells
  }

  /// The estimates by middle area, then category.
  private static func middleSums(_ month: MonthEstimate) -> [Double] {
    let columns = DisclosureScheme.categories.count
    var sums = [Double](repeating: 0, count: month.scheme.middleAreas.count * columns)
    for (zone, middle) in month.scheme.middleOfZone.enumerated() {
      for column in 0..<columns {
        sums[middle * columns + column] += month.cells[zone * columns + column]
      }
    }
    return sums
  }

  /// The members of each group, ascending.
  private static func groups(_ groupOfMember: [Int], count: Int) -> [[Int]] {
    var groups = [[Int]](repeating: [], count: count)
    for (member, group) in groupOfMember.enumerated() { groups[group].append(member) }
    return groups
  }

  /// The number shown for an area of the scheme.
  ///
  /// - Parameters:
  ///   - area: A zone, middle area or district of the scheme.
  ///   - categories: The categories to add up; `nil` for all.
  /// - Returns: The number, 0 or more.
  /// - Throws: ``DisclosureError/areaOutsideScheme(_:)``.
  public func count(
    area: AreaCode, categories: Set<CrimeCategory>? = nil
  ) throws(DisclosureError) -> Int {
    let places = scheme.zonePlaces(in: area)
    guard !places.isEmpty else { throw .areaOutsideScheme(area) }
    let width = DisclosureScheme.categories.count
    let columns = DisclosureScheme.categories.filter { categories?.contains($0) ?? true }
    return places.reduce(0) { sum, place in
      columns.reduce(sum) { $0 + cells[place * width + Int($1.rawValue)] }
    }
  }
}
