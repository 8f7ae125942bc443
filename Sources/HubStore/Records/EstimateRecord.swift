public import Disclosure
public import Foundation
public import GRDB
public import PartnershipRecords

/// What a partnership's releases say about a month, for one category or all together.
public struct EstimateRecord: Equatable, Sendable {
  public let nodeID: Data
  public let period: Month
  /// `nil` for all together.
  public let category: CrimeCategory?
  public let estimate: Estimate
  /// Which releases it comes from.
  public let slots: [ReleaseSlot]

  public init(
    nodeID: Data, period: Month, category: CrimeCategory?, estimate: Estimate,
    slots: [ReleaseSlot]
  ) {
    self.nodeID = nodeID
    self.period = period
    self.category = category
    self.estimate = estimate
    self.slots = slots
  }

  init?(_ row: Row) {
    let number: Int = row["category"]
    let category = UInt8(exactly: number).flatMap(CrimeCategory.init(rawValue:))
    guard number == -1 || category != nil else { return nil }
    nodeID = row["nodeID"]
    period = Month(index: row["period"])
    self.category = category
    estimate = Estimate(value: row["value"], variance: row["variance"])
    slots = (row["slots"] as String).compactMap { ReleaseSlot(rawValue: String($0)) }
  }
}

extension HubDatabase {
  /// Keeps what is estimated for a node and month; what was estimated before is replaced.
  public static func replace(_ estimates: [EstimateRecord], in db: Database) throws {
    for record in estimates {
      let slots = record.slots.map(\.rawValue).joined()
      try db.execute(
        literal: """
          INSERT OR REPLACE INTO estimate (nodeID, period, category, value, variance, slots)
          VALUES (\(record.nodeID), \(record.period.index),
            \(record.category.map { Int($0.rawValue) } ?? -1), \(record.estimate.value),
            \(record.estimate.variance), \(slots))
          """)
    }
  }

  /// The estimates of a period for one category, or for all together.
  public static func estimates(
    _ category: CrimeCategory?, period: MonthPeriod, in db: Database
  ) throws -> [EstimateRecord] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT * FROM estimate WHERE category = ? AND period BETWEEN ? AND ?
        ORDER BY nodeID, period
        """,
      arguments: [
        category.map { Int($0.rawValue) } ?? -1, period.first.index, period.last.index,
      ]
    ).compactMap(EstimateRecord.init)
  }

  /// The months of which anything was released, in order.
  public static func periods(in db: Database) throws -> [Month] {
    try Int.fetchAll(db, sql: "SELECT DISTINCT period FROM estimate ORDER BY period")
      .map { Month(index: $0) }
  }
}
