/// The fourteen crime types of data.police.uk's street files, as published since May 2013.
///
/// - Source: data.police.uk, "About the data". The order is alphabetical and is the order of
///   categories in every table that leaves a node; it never changes, new ones are added at the end.
public enum CrimeCategory: UInt8, Sendable, CaseIterable {
  case antiSocialBehaviour
  case bicycleTheft
  case burglary
  case criminalDamageAndArson
  case drugs
  case otherCrime
  case otherTheft
  case possessionOfWeapons
  case publicOrder
  case robbery
  case shoplifting
  case theftFromThePerson
  case vehicleCrime
  case violenceAndSexualOffences
}

extension CrimeCategory: LosslessStringConvertible {
  /// The words in the street files, such as "Theft from the person".
  public var name: String {
    switch self {
    case .antiSocialBehaviour: "Anti-social behaviour"
    case .bicycleTheft: "Bicycle theft"
    case .burglary: "Burglary"
    case .criminalDamageAndArson: "Criminal damage and arson"
    case .drugs: "Drugs"
    case .otherCrime: "Other crime"
    case .otherTheft: "Other theft"
    case .possessionOfWeapons: "Possession of weapons"
    case .publicOrder: "Public order"
    case .robbery: "Robbery"
    case .shoplifting: "Shoplifting"
    case .theftFromThePerson: "Theft from the person"
    case .vehicleCrime: "Vehicle crime"
    case .violenceAndSexualOffences: "Violence and sexual offences"
    }
  }

  /// The short form used in commands, addresses and tables, such as `theft-from-the-person`.
  ///
  /// As data.police.uk's own addresses, but for its `violent-crime` and `criminal-damage-arson`.
  public var description: String {
    name.lowercased().map { $0 == " " ? "-" : String($0) }.joined()
  }

  /// Reads a category from its short form or from the words of the street files, in any case.
  ///
  /// - Returns: `nil` if there is no such category.
  public init?(_ description: String) {
    let wanted = description.lowercased().map { $0 == " " ? "-" : String($0) }.joined()
    guard let category = Self.byDescription[wanted] else { return nil }
    self = category
  }

  private static let byDescription = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0.description, $0) })
}

extension CrimeCategory: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let category = CrimeCategory(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is not a crime category.")
    }
    self = category
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
