/// What is said of an area that has, with its neighbours, more than its share. The words are fixed by the
/// q-value, the share of false alarms among all that are marked as strongly.
public enum HotSpotVerdict: String, Hashable, Sendable, Codable, CaseIterable {
  /// q at most 1 %.
  case veryLikelyReal = "very-likely-real"
  /// q at most 5 %.
  case likelyReal = "likely-real"
  /// q at most 20 %.
  case worthWatching = "worth-watching"
  case noMoreThanChance = "no-more-than-chance"
  /// It has no neighbours.
  case notTested = "not-tested"

  init(q: Double?) {
    self =
      switch q {
      case nil: .notTested
      case .some(...0.01): .veryLikelyReal
      case .some(...0.05): .likelyReal
      case .some(...0.2): .worthWatching
      default: .noMoreThanChance
      }
  }

  /// As it stands in a sentence.
  public var words: String {
    switch self {
    case .veryLikelyReal: "very likely real"
    case .likelyReal: "likely real"
    case .worthWatching: "worth watching"
    case .noMoreThanChance: "no more than chance would give"
    case .notTested: "no neighbours to compare with"
    }
  }

  /// Whether the area is called a hot spot.
  public var isHotSpot: Bool { self == .veryLikelyReal || self == .likelyReal }
}
