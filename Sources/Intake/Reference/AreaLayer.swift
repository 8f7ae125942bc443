public import PartnershipRecords

/// The layer of areas that a column names, such as `lsoa11` in `lsoa11_code`.
public struct AreaLayer: Hashable, Sendable, CustomStringConvertible {
  /// The column's name without `_code` or `_name`.
  public let description: String

  public init(_ name: String) { description = name }

  /// The kind of area; `nil` for layers that the product keeps no boundaries of.
  public var kind: AreaKind? {
    if let kind = AreaKind(rawValue: description), kind != .district { return kind }
    let year = description.suffix(2)
    let isDistrict =
      ["ltla", "lad"].contains(String(description.dropLast(2)))
      && year.utf8.allSatisfy { (48...57).contains($0) }
    return isDistrict ? .district : nil
  }
}

extension AreaKind {
  /// Whether look-ups may say that an area of this kind belongs to one of another.
  ///
  /// Small areas of one census belong to the middle areas of the same census only.
  func mayBelong(to other: AreaKind) -> Bool {
    switch (self, other) {
    case (.lowerSuperOutputArea2011, .middleSuperOutputArea2011),
      (.lowerSuperOutputArea2021, .middleSuperOutputArea2021),
      (.lowerSuperOutputArea2011, .ward2013), (.lowerSuperOutputArea2011, .ward2025),
      (.lowerSuperOutputArea2021, .ward2013), (.lowerSuperOutputArea2021, .ward2025):
      true
    case (.district, .district): false
    case (_, .district): true
    default: false
    }
  }
}
