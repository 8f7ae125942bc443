/// What is said of an area whose count differs between two periods. The words are fixed by the q-value, the
/// share of false alarms among all that are marked as strongly.
public enum ChangeVerdict: String, Hashable, Sendable, Codable, CaseIterable {
  case veryLikelyUp = "very-likely-up"
  case likelyUp = "likely-up"
  case veryLikelyDown = "very-likely-down"
  case likelyDown = "likely-down"
  case worthWatching = "worth-watching"
  case noMoreThanChance = "no-more-than-chance"
  /// Nothing was counted in either period.
  case nothingCounted = "nothing-counted"

  init(q: Double?, difference: Int) {
    self =
      switch q {
      case nil: .nothingCounted
      case .some(...0.01): difference > 0 ? .veryLikelyUp : .veryLikelyDown
      case .some(...0.05): difference > 0 ? .likelyUp : .likelyDown
      case .some(...0.2): .worthWatching
      default: .noMoreThanChance
      }
  }

  /// As it stands in a table.
  public var words: String {
    switch self {
    case .veryLikelyUp: "up, very likely real"
    case .likelyUp: "up, likely real"
    case .veryLikelyDown: "down, very likely real"
    case .likelyDown: "down, likely real"
    case .worthWatching: "worth watching"
    case .noMoreThanChance: "no more than chance would give"
    case .nothingCounted: "nothing counted"
    }
  }

  /// Whether the area is said to have changed.
  public var isChange: Bool {
    switch self {
    case .veryLikelyUp, .likelyUp, .veryLikelyDown, .likelyDown: true
    case .worthWatching, .noMoreThanChance, .nothingCounted: false
    }
  }
}
