/// The three kinds of files of data.police.uk that a node reads.
public enum PoliceFileKind: String, Sendable, Codable, CaseIterable {
  case street
  case outcomes
  case stopAndSearch = "stop-and-search"

  /// The kind in words.
  public var name: String {
    switch self {
    case .street: "street crime"
    case .outcomes: "outcomes"
    case .stopAndSearch: "stop and search"
    }
  }

  /// The names in the header, in the order in which they are published.
  ///
  /// - Source: data.police.uk, downloads of 2020 to January 2025.
  public var columns: [String] {
    switch self {
    case .street:
      Self.shared + ["Crime type", "Last outcome category", "Context"]
    case .outcomes:
      Self.shared + ["Outcome type"]
    case .stopAndSearch:
      [
        "Type", "Date", "Part of a policing operation", "Policing operation", "Latitude",
        "Longitude", "Gender", "Age range", "Self-defined ethnicity",
        "Officer-defined ethnicity", "Legislation", "Object of search", "Outcome",
        "Outcome linked to object of search", "Removal of more than just outer clothing",
      ]
    }
  }

  private static let shared = [
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location",
    "LSOA code", "LSOA name",
  ]
}
