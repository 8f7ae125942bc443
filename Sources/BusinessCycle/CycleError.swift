public import PartnershipRecords

/// A step of the partnership's cycle that is refused.
public enum CycleError: RemediedError, Hashable {
  case transitionNotAllowed(from: TaskStatus, to: TaskStatus, allowed: [TaskStatus])
  case verifierIsDoer
  case roleMayNot(role: Role, action: CycleAction, object: CycleObject)
  /// One command gives a state that is for one role to give and fields that are for others.
  case severalParts(role: Role, status: TaskStatus, fields: [String])
  case builderMayNotApprove
  case documentIsAdopted(CycleObject)
  case notYourOwn(CycleObject)
  case onlyOwnerReports
  case notYetFinished(CycleObject)
  case notShared(CycleObject)
  case notDecider(decider: Role, partnership: String)
  case valueNotOfField(TaskField)

  public var code: String {
    switch self {
    case .transitionNotAllowed: "task-transition-not-allowed"
    case .verifierIsDoer: "task-verifier-is-doer"
    case .roleMayNot, .severalParts: "role-not-permitted"
    case .builderMayNotApprove: "release-builder-may-not-approve"
    case .documentIsAdopted: "document-adopted"
    case .notYourOwn: "object-not-own"
    case .onlyOwnerReports: "progress-only-by-owner"
    case .notYetFinished: "object-not-finished"
    case .notShared: "object-not-shared"
    case .notDecider: "conflict-not-decider"
    case .valueNotOfField: "task-value-unsuitable"
    }
  }

  public var detail: String {
    switch self {
    case .transitionNotAllowed(let from, let to, _):
      "A task that is \(from.inWords) cannot become \(to.inWords)."
    case .verifierIsDoer: "Whoever did a task cannot verify it."
    case .roleMayNot(let role, let action, let object):
      "The role \(role.rawValue) may not \(action.rawValue) \(object.inWords)."
    case .severalParts(let role, let status, let fields):
      "The role \(role.rawValue) may not do both: the status \(status.rawValue) is given by "
        + "\(Self.roles(.decide)), the \(fields.joined(separator: ", the ")) by \(Self.roles(.update)). "
        + "Nothing was changed."
    case .builderMayNotApprove: "Whoever built a release cannot approve it."
    case .documentIsAdopted(let object): "Nobody edits \(object.inWords) that has been adopted."
    case .notYourOwn(let object): "Your role may change only your own part of \(object.inWords)."
    case .onlyOwnerReports: "Progress of a delivery plan is reported by its owner alone."
    case .notYetFinished(let object):
      "Your role sees \(object.inWords) only once it is finished, and it is not."
    case .notShared(let object):
      "Your role sees \(object.inWords) only if it is shared, and it is not."
    case .notDecider(let decider, let partnership):
      "This conflict is decided by the \(decider.rawValue) of \(partnership)."
    case .valueNotOfField(let field): "The \(field.inWords) cannot hold such a value."
    }
  }

  public var remedy: String {
    switch self {
    case .transitionNotAllowed(let from, _, let allowed): Self.remedy(from: from, allowed: allowed)
    case .verifierIsDoer: "Ask a colleague who did not work on it to verify it."
    case .roleMayNot(_, let action, let object): Self.remedy(for: action, on: object)
    case .severalParts(_, let status, _):
      "Give them apart, each by who may: --status \(status.rawValue) alone with one command, the rest "
        + "with another."
    case .builderMayNotApprove: "Ask another liaison officer to look at it and approve it."
    case .documentIsAdopted: "Begin a new version, which the group adopts in its turn."
    case .notYourOwn: "Ask the owner to make the change, or write it in the journal."
    case .onlyOwnerReports: "Ask the plan's owner to report, or the chair to name another owner."
    case .notYetFinished: "Ask the partnership's co-ordinator when it is due."
    case .notShared: "Ask the partnership to share it with the region."
    case .notDecider: "Add what you think to the journal; the decision reaches you by sync."
    case .valueNotOfField(let field): "Give \(Self.expected(by: field))."
    }
  }

  private static func roles(_ action: CycleAction) -> String {
    PermissionMatrix.roles(that: action, .task).map(\.rawValue).joined(separator: ", ")
  }

  private static func remedy(from: TaskStatus, allowed: [TaskStatus]) -> String {
    guard !allowed.isEmpty else { return "Nothing follows \(from.inWords); begin a new task." }
    return "Allowed from here: \(allowed.map(\.inWords).joined(separator: ", "))."
  }

  private static func remedy(for action: CycleAction, on object: CycleObject) -> String {
    let roles = PermissionMatrix.roles(that: action, object).map(\.rawValue)
    guard !roles.isEmpty else { return "No role of this product may do so." }
    return "Ask somebody who may: \(roles.joined(separator: ", "))."
  }

  private static func expected(by field: TaskField) -> String {
    switch field {
    case .status: "one of \(TaskStatus.allCases.map(\.rawValue).joined(separator: ", "))"
    case .priority: "a number from 1 to 3"
    case .partnerRating: "red, amber or green"
    default:
      switch field.kind {
      case .text, .list: "words"
      case .code, .set: "a code"
      case .day: "a day such as 2021-11-30"
      case .number: "a whole number"
      }
    }
  }
}
