public import PartnershipRecords

/// The number of records of each month that has been imported; a month left out is unknown, not 0.
public struct MonthlyCounts: Hashable, Sendable {
  private let counts: [Month: Int]

  /// - Parameter counts: At least 0 each; every imported month, also those without a record.
  public init(_ counts: [Month: Int]) {
    precondition(counts.values.allSatisfy { $0 >= 0 }, "A count is never negative.")
    self.counts = counts
  }

  /// The count of a month; `nil` if the month has not been imported.
  public subscript(month: Month) -> Int? { counts[month] }

  /// The imported months, in order.
  public var months: [Month] { counts.keys.sorted() }

  /// The sum over a period; `nil` if one of its months is missing.
  public func total(_ period: MonthPeriod) -> Int? {
    var sum = 0
    for month in period.months {
      guard let count = counts[month] else { return nil }
      sum += count
    }
    return sum
  }

  /// The imported months of a period and their sum.
  func known(_ period: MonthPeriod) -> (months: Int, count: Int) {
    let known = period.months.compactMap { counts[$0] }
    return (known.count, known.reduce(0, +))
  }
}

extension MonthlyCounts: Codable {
  private struct Row: Codable {
    let month: Month
    let count: Int
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    var counts: [Month: Int] = [:]
    for row in try container.decode([Row].self) {
      guard row.count >= 0, counts.updateValue(row.count, forKey: row.month) == nil else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "Month \(row.month) comes twice or is below 0.")
      }
    }
    self.counts = counts
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(months.map { Row(month: $0, count: counts[$0] ?? 0) })
  }
}
