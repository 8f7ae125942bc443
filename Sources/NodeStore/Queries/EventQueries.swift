internal import ReplicaStore
internal import GRDB
public import PartnershipRecords

/// An anonymous point of the police map and how many events it had.
public struct PlaceCount: Hashable, Sendable {
  /// The place's number on this node.
  public let place: Int
  /// Degrees, WGS 84.
  public let longitude: Double
  /// Degrees, WGS 84.
  public let latitude: Double
  /// Without "On or near"; may be a kind of place, such as "Supermarket", or empty.
  public let street: String
  /// The LSOA 2011 that it counts for.
  public let area: AreaCode
  public let month: Month
  public let count: Int
}

/// How many events ended how.
public struct OutcomeCount: Hashable, Sendable {
  /// The last outcome in the words of the street files; `nil` if none is stated.
  public let outcome: String?
  public let count: Int
}

extension NodeDatabase {
  /// Returns the places of a category's events and how many they had, month by month.
  ///
  /// - Parameters:
  ///   - category: One category.
  ///   - period: The months, both ends included.
  /// - Returns: In order of month and place. Events without coordinates are not among them.
  /// - Throws: ``NodeStoreError`` if the storage fails.
  public func places(_ category: CrimeCategory, period: MonthPeriod) throws -> [PlaceCount] {
    try read { db in
      let statement = try FastStatement(db, EventSQL.places)
      statement.bind(2, Int64(category.rawValue))
      var places: [PlaceCount] = []
      for month in period.months {
        statement.bind(1, Int64(month.index))
        while try statement.next() {
          places.append(
            PlaceCount(
              place: Int(statement.integer(0)), longitude: Double(statement.integer(2)) / 1e6,
              latitude: Double(statement.integer(3)) / 1e6, street: statement.text(4) ?? "",
              area: try areaCode(statement.text(5) ?? "", "place"), month: month,
              count: Int(statement.integer(1))))
        }
      }
      return places
    }
  }

  /// Returns how many events without coordinates there are, month by month.
  ///
  /// - Parameters:
  ///   - category: One category.
  ///   - period: The months, both ends included.
  /// - Returns: One count for each month of the period.
  /// - Throws: ``NodeStoreError`` if the storage fails.
  public func unplaced(_ category: CrimeCategory, period: MonthPeriod) throws -> [Int] {
    try read { db in
      let statement = try FastStatement(db, EventSQL.unplaced)
      statement.bind(2, Int64(category.rawValue))
      return try period.months.map { month in
        statement.bind(1, Int64(month.index))
        defer { statement.reset() }
        return try statement.next() ? Int(statement.integer(0)) : 0
      }
    }
  }

  /// Returns the last outcomes of a category's crimes, the most frequent first.
  ///
  /// - Parameters:
  ///   - category: One category.
  ///   - period: The months of the crimes, both ends included.
  /// - Returns: Counts above 0; among equal counts in order of the words.
  /// - Throws: ``NodeStoreError`` if the storage fails.
  public func outcomes(
    _ category: CrimeCategory, period: MonthPeriod
  ) throws -> [OutcomeCount] {
    try read { db in
      try Row.fetchAll(
        db, sql: EventSQL.outcomes,
        arguments: [category.rawValue, period.first.index, period.last.index]
      ).map { OutcomeCount(outcome: $0["name"], count: $0["number"]) }
    }
  }
}

/// The questions to the table of events, here together so that a test can look at their plans.
enum EventSQL {
  static let places = """
    SELECT place.id, count(*), place.longitudeE6, place.latitudeE6, place.street, place.area
    FROM event
    JOIN place ON place.id = event.placeId
    WHERE event.month = ? AND event.category = ?
    GROUP BY event.placeId
    ORDER BY event.placeId
    """
  static let unplaced = """
    SELECT count(*) FROM event WHERE month = ? AND category = ? AND placeId IS NULL
    """
  static let outcomes = """
    SELECT label.name AS name, count(*) AS number
    FROM event
    LEFT JOIN label ON label.id = event.outcome
    WHERE event.category = ?1 AND event.month BETWEEN ?2 AND ?3
    GROUP BY event.outcome
    ORDER BY number DESC, name
    """
}
