/// Why the authority of a scope does not admit a log of a node that may write there.
public enum AdmissionGround: Sendable, Hashable {
  /// The scope has as many logs that may grow as it can have.
  case logsFull
  /// The authority admitted too many logs of the node within a day; the next after this time, in
  /// milliseconds since 1970.
  case tooOften(until: UInt64)
}

extension AdmissionGround: LosslessStringConvertible {
  private static let full = "scope-writers-too-many"
  private static let often = "admission-too-often"

  /// Reads the reason of a `Verdict`; `nil` for any other.
  public init?(_ description: String) {
    let words = description.split(separator: " ", omittingEmptySubsequences: false)
    switch (words.first.map(String.init), words.count) {
    case (Self.full, 1): self = .logsFull
    case (Self.often, 2):
      guard let until = UInt64(words[1]), String(until) == words[1] else { return nil }
      self = .tooOften(until: until)
    default: return nil
    }
  }

  /// As it stands in a `Verdict`.
  public var description: String {
    switch self {
    case .logsFull: Self.full
    case .tooOften(let until): "\(Self.often) \(until)"
    }
  }

  /// Stable, for people who look it up.
  public var code: String {
    switch self {
    case .logsFull: Self.full
    case .tooOften: Self.often
    }
  }
}
