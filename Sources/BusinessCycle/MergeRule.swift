/// How values that partners wrote apart from each other are brought together.
public enum MergeRule: String, Sendable, Codable, CaseIterable {
  /// Both texts stay; one is shown until a person decides.
  case keepBothText
  /// The value before both stays in force until the chair decides: a task is never left with an
  /// owner who was proposed by one side only.
  case ownerKeepsPrevious
  case status
  case earlierDate
  /// The lower number, as 1 is the first priority.
  case cautiousNumber
  /// Only one partner ever writes the field; its latest value holds.
  case singleWriter
  /// Additions win; nobody's addition is lost.
  case addWins
  /// The union of all entries.
  case union
}

/// Whether a person must decide.
public enum Hardness: String, Sendable, Codable, CaseIterable {
  /// There is nothing to decide.
  case settled
  /// The rule decided; people are told.
  case soft
  /// A person decides; until then a provisional value is shown.
  case hard
}

extension TaskField {
  public var mergeRule: MergeRule {
    switch self {
    // Two areas or two categories cannot be reconciled by a rule, no more than two titles.
    case .title, .description, .area, .category: .keepBothText
    case .owner, .leadAgency: .ownerKeepsPrevious
    case .status: .status
    case .due: .earlierDate
    case .priority: .cautiousNumber
    case .partnerRating: .singleWriter
    case .partners, .tags: .addWins
    case .journal: .union
    }
  }

  /// The hardest outcome that differing values of this field can have.
  public var humanNeeded: Hardness {
    switch mergeRule {
    case .keepBothText, .ownerKeepsPrevious, .status: .hard
    case .earlierDate, .cautiousNumber: .soft
    case .singleWriter, .addWins, .union: .settled
    }
  }
}
