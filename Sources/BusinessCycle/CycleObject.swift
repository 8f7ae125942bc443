/// The kinds of record that the permission matrix speaks of, in its order.
public enum CycleObject: String, Sendable, Codable, CaseIterable {
  case collectionPlan = "collection-plan"
  case strategicAssessment = "strategic-assessment"
  case issueScores = "issue-scores"
  case controlStrategy = "control-strategy"
  case deliveryPlan = "delivery-plan"
  case tacticalAssessment = "tactical-assessment"
  /// A tactical plan or a task.
  case task
  /// A signal or a problem.
  case signal
  /// An idea or a commission.
  case idea
  /// Imports, and the crime records they hold.
  case eventRows = "event-rows"
  case release
  case agreement
  case product
  case selfAssessment = "self-assessment"
  case lesson
  case meeting
  /// Users, keys, backup and sync.
  case administration
  case audit
  /// Code packs and policy packs of the region.
  case pack

  /// With an article, as in a sentence.
  public var inWords: String {
    switch self {
    case .strategicAssessment: "a strategic assessment"
    case .issueScores: "issue scores"
    case .eventRows: "imports and crime records"
    case .idea: "an idea or commission"
    case .agreement: "an information sharing agreement"
    case .administration: "users, keys, backup and sync"
    case .audit: "the audit"
    case .pack: "a code or policy pack"
    default: "a \(rawValue.map { $0 == "-" ? " " : String($0) }.joined())"
    }
  }

  /// Whether the record is adopted by a decision and not edited from then on.
  public var isDocument: Bool {
    switch self {
    case .strategicAssessment, .controlStrategy, .selfAssessment, .meeting, .product: true
    default: false
    }
  }
}

/// What a person may do with a record.
public enum CycleAction: String, Sendable, Codable, CaseIterable {
  case create
  case read
  /// Change, at one's own stage.
  case update
  /// Decide or approve.
  case decide
}
