public import PartnershipRecords

/// How many people live in an area.
public struct PopulationRow: Hashable, Sendable {
  public let area: AreaCode
  public let residents: Int
  /// Residents by age in years from 0; the last is "and over". Empty if the file has no ages.
  public let byAge: [Int]
}

/// The residents of the areas of one layer.
public struct PopulationTable: Sendable {
  /// Such as `lsoa11`.
  public let layer: AreaLayer
  /// In the order of the file, each area once.
  public let rows: [PopulationRow]
  public let rejected: [ReferenceRejection]

  /// The sum of all rows.
  public var total: Int { rows.reduce(0) { $0 + $1.residents } }

  /// Gives `nil` for another header.
  ///
  /// - Parameter table: A table with `total_population` or `total_residents` and one column that ends
  ///   in `_code`.
  init?(_ table: ReferenceTable) {
    let totals = table.header.indices.filter {
      ["total_population", "total_residents"].contains(table.header[$0])
    }
    let codes = table.header.indices.filter { table.header[$0].hasSuffix("_code") }
    guard totals.count == 1, codes.count == 1 else { return nil }
    layer = AreaLayer(String(table.header[codes[0]].dropLast("_code".count)))
    let ages = Self.ageColumns(table.header)
    var rows: [PopulationRow] = []
    var rejected = table.rejected
    var seen: Set<AreaCode> = []
    for row in table.rows {
      func reject(_ reason: ReferenceRejectReason) {
        rejected.append(ReferenceRejection(line: row.line, reason: reason))
      }
      guard let area = AreaCode(row.fields[codes[0]]) else {
        reject(.badAreaCode)
        continue
      }
      let byAge = ages.map { Self.people(row.fields[$0]) }
      guard let residents = Self.people(row.fields[totals[0]]), !byAge.contains(nil) else {
        reject(.badNumber)
        continue
      }
      guard seen.insert(area).inserted else {
        reject(.repeatedArea)
        continue
      }
      rows.append(
        PopulationRow(area: area, residents: residents, byAge: byAge.compactMap { $0 }))
    }
    self.rows = rows
    self.rejected = rejected.sorted { $0.line < $1.line }
  }

  /// The columns 0, 1, 2 and so on up to the open last one, as "90+".
  private static func ageColumns(_ header: [String]) -> [Int] {
    var columns: [Int] = []
    while let next = header.firstIndex(where: {
      $0 == "\(columns.count)" || $0 == "\(columns.count)+"
    }) {
      columns.append(next)
    }
    return columns
  }

  private static func people(_ text: String) -> Int? {
    guard let number = Int(text), (0...100_000_000).contains(number) else { return nil }
    return number
  }
}
