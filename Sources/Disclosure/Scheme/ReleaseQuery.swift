/// One of the tables that a release measures; each counts every record once.
public enum ReleaseQuery: String, Sendable, Hashable, Codable, CaseIterable {
  /// Lower super output area by category.
  case zoneByCategory = "q1"
  /// Lower super output area, all categories.
  case zone = "q2"
  /// Middle super output area by category.
  case middleByCategory = "q3"
  /// District by category.
  case districtByCategory = "q4"
  /// District, all categories.
  case district = "q5"

  /// Whether its rows are split by category.
  public var isByCategory: Bool {
    switch self {
    case .zoneByCategory, .middleByCategory, .districtByCategory: true
    case .zone, .district: false
    }
  }

  /// The areas of its rows.
  public var level: AreaLevel {
    switch self {
    case .zoneByCategory, .zone: .zone
    case .middleByCategory: .middle
    case .districtByCategory, .district: .district
    }
  }

  /// The three nested levels of areas.
  public enum AreaLevel: String, Sendable, CaseIterable {
    case zone, middle, district
  }
}
