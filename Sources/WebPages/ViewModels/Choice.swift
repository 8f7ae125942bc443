/// One entry of a list to choose from.
public struct Choice: Hashable, Sendable, Codable {
  /// What the form sends.
  public let value: String
  /// What the person reads.
  public let label: String

  public init(value: String, label: String) {
    self.value = value
    self.label = label
  }
}
