/// Where a task stands; the raw values travel in logs.
public enum TaskStatus: String, Sendable, Codable, CaseIterable {
  case draft
  case proposed
  case assigned
  case accepted
  case declined
  case inProgress = "in-progress"
  case blocked
  case done
  case verified
  case closed
  case cancelled
  case withdrawn

  /// Whether the state claims that nothing more is to be done, which is never believed while
  /// another partner says otherwise.
  public var isClaim: Bool {
    switch self {
    case .done, .verified, .closed, .cancelled, .withdrawn: true
    default: false
    }
  }

  /// Whether nothing follows.
  public var isFinal: Bool { self == .closed || self == .cancelled || self == .withdrawn }

  /// The place on the way from draft (0) to withdrawn (11); the lower is the less final.
  public var finality: Int {
    switch self {
    case .draft: 0
    case .proposed: 1
    case .assigned: 2
    case .accepted: 3
    case .declined: 4
    case .inProgress: 5
    case .blocked: 6
    case .done: 7
    case .verified: 8
    case .closed: 9
    case .cancelled: 10
    case .withdrawn: 11
    }
  }

  public var inWords: String { self == .inProgress ? "in progress" : rawValue }

  /// The states that may follow, in order of finality, without regard to who asks.
  public var next: [TaskStatus] {
    let onward: [TaskStatus] =
      switch self {
      case .draft: [.proposed]
      case .proposed: [.assigned]
      case .assigned: [.accepted, .declined]
      case .accepted: [.inProgress]
      case .inProgress: [.blocked, .done]
      case .blocked: [.inProgress, .done]
      case .done: [.verified]
      case .verified: [.closed]
      case .declined, .closed, .cancelled, .withdrawn: []
      }
    return isFinal ? [] : onward + [.cancelled, .withdrawn]
  }
}
