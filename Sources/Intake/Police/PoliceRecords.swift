public import PartnershipRecords

/// What a node keeps of a row of a street file: one incident.
public struct StreetRecord: Sendable {
  public let month: Month
  public let category: CrimeCategory
  /// The number of the reporting force in ``PoliceTables/forces``.
  public let force: Int32
  /// The number of the place in ``PoliceTables/places``; `nil` without coordinates.
  public let place: Int32?
  /// `nil` for an incident that has none, as anti-social behaviour never has.
  public let crimeID: CrimeIdentifier?
  /// The number of the last outcome in ``PoliceTables/outcomes``; `nil` if there is none.
  public let outcome: Int32?
}

/// What a node keeps of a row of an outcomes file: what came of a crime, and when.
public struct OutcomeRecord: Sendable {
  /// The month of the outcome, not of the crime.
  public let month: Month
  public let crimeID: CrimeIdentifier
  /// The number of the force in ``PoliceTables/forces``.
  public let force: Int32
  /// The number of the crime's place in ``PoliceTables/outcomePlaces``; `nil` without coordinates.
  public let place: Int32?
  /// The number of the outcome in ``PoliceTables/outcomes``.
  public let outcome: Int32
}

/// What a node keeps of a stop and search. Gender, age and ethnicity are never read.
public struct StopSearchRecord: Sendable {
  /// Minutes since the beginning of 1970, UTC.
  public let minute: Int32
  public let month: Month
  /// The number of the place in ``PoliceTables/places``; `nil` without coordinates.
  public let place: Int32?
  /// Numbers in ``PoliceTables/searchLabels``; `nil` where the file says nothing.
  public let type: Int32?
  public let legislation: Int32?
  public let object: Int32?
  public let outcome: Int32?
  /// Whether the outcome had to do with what was searched for.
  public let isLinked: Bool?
}
