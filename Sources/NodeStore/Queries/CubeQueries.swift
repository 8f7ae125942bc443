internal import ReplicaStore
internal import GRDB
public import PartnershipRecords

/// How many events of a category an area had.
public struct AreaCount: Hashable, Sendable {
  /// LSOA 2011.
  public let area: AreaCode
  public let category: CrimeCategory
  public let count: Int
}

extension NodeDatabase {
  /// Returns a month's counts as a dense table.
  ///
  /// - Parameters:
  ///   - month: The month.
  ///   - areas: LSOAs of 2011, in the order wanted, normally that of their codes: as
  ///     `areas(.lowerSuperOutputArea2011, in: districts)` gives them.
  /// - Returns: Area by area, and within it category by category in the order of `CrimeCategory`:
  ///   `areas.count` times 14 values. Only placed events of the node's districts count.
  /// - Throws: ``NodeStoreError`` if the storage fails.
  public func cubeSlice(_ month: Month, areas: [AreaCode]) throws -> [Int32] {
    try read { db in
      let width = CrimeCategory.allCases.count
      var slice = [Int32](repeating: 0, count: areas.count * width)
      let statement = try FastStatement(db, CubeSQL.areaMonth)
      statement.bind(2, Int64(month.index))
      for (row, area) in areas.enumerated() {
        statement.bind(1, area.description)
        while try statement.next() {
          let category = Int(statement.integer(0))
          guard category < width else { continue }
          slice[row * width + category] = Int32(clamping: statement.integer(1))
        }
      }
      return slice
    }
  }

  /// Returns the counts of a period by area and category.
  ///
  /// - Parameters:
  ///   - period: The months, both ends included.
  ///   - areas: LSOAs of 2011.
  /// - Returns: Counts above 0, in the order of `areas` and then of `CrimeCategory`.
  /// - Throws: ``NodeStoreError`` if the storage fails.
  public func counts(_ period: MonthPeriod, areas: [AreaCode]) throws -> [AreaCount] {
    try read { db in
      let statement = try FastStatement(db, CubeSQL.areaPeriod)
      statement.bind(2, Int64(period.first.index))
      statement.bind(3, Int64(period.last.index))
      var counts: [AreaCount] = []
      for area in areas {
        statement.bind(1, area.description)
        while try statement.next() {
          let count = Int(statement.integer(1))
          guard count > 0, let category = CrimeCategory(rawValue: UInt8(statement.integer(0)))
          else { continue }
          counts.append(AreaCount(area: area, category: category, count: count))
        }
      }
      return counts
    }
  }

  /// Returns the counts of areas together, month by month.
  ///
  /// - Parameters:
  ///   - category: One category, or `nil` for all together.
  ///   - areas: LSOAs of 2011.
  ///   - period: The months, both ends included.
  /// - Returns: One count for each month of the period, 0 where there is none.
  /// - Throws: ``NodeStoreError`` if the storage fails.
  public func series(
    _ category: CrimeCategory?, areas: [AreaCode], period: MonthPeriod
  ) throws -> [Int] {
    try read { db in
      var series = [Int](repeating: 0, count: period.count)
      let statement = try FastStatement(db, CubeSQL.areaSeries)
      statement.bind(2, Int64(period.first.index))
      statement.bind(3, Int64(period.last.index))
      for area in areas {
        statement.bind(1, area.description)
        while try statement.next() {
          if let category, Int64(category.rawValue) != statement.integer(1) { continue }
          series[Int(statement.integer(0)) - period.first.index] += Int(statement.integer(2))
        }
      }
      return series
    }
  }
}

/// The questions to the table of counts, here together so that a test can look at their plans.
enum CubeSQL {
  static let areaMonth = "SELECT category, count FROM cube WHERE area = ? AND month = ?"
  static let areaPeriod = """
    SELECT category, sum(count) FROM cube
    WHERE area = ? AND month BETWEEN ? AND ?
    GROUP BY category
    ORDER BY category
    """
  static let areaSeries = """
    SELECT month, category, count FROM cube
    WHERE area = ? AND month BETWEEN ? AND ?
    """
}
