/// The service whose records are counted, such as `police`; each has its own privacy budget.
public struct RecordSource: Hashable, Sendable, LosslessStringConvertible {
  public let description: String

  /// Creates it, or `nil` unless it is 1 to 16 lower-case letters.
  public init?(_ description: String) {
    guard (1...16).contains(description.utf8.count),
      description.utf8.allSatisfy({ (97...122).contains($0) })
    else { return nil }
    self.description = description
  }

  private init(known description: String) { self.description = description }

  /// The police service's street-level records.
  public static let police = RecordSource(known: "police")
}
