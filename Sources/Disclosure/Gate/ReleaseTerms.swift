public import PartnershipRecords

/// What a partnership says about a release beside its figures; none of it depends on the counts.
public struct ReleaseTerms: Hashable, Sendable {
  /// The partnership's code, its first district.
  public let partnership: AreaCode
  /// The version of the product that measured.
  public let code: String
  /// The partnership's own policy for releases, such as `P-7`.
  public let policy: String
  /// Whether the source had delivered the whole month when it was measured.
  public let isComplete: Bool

  /// - Parameters:
  ///   - partnership: The partnership's code.
  ///   - code: 1 to 64 ASCII letters, digits, dots, plus signs, spaces and hyphens.
  ///   - policy: As `code`.
  ///   - isComplete: Whether the source had delivered the whole month.
  /// - Throws: ``DisclosureError/invalidName(_:)``.
  public init(
    partnership: AreaCode, code: String, policy: String, isComplete: Bool
  ) throws(DisclosureError) {
    for name in [code, policy] where !Self.isName(name) { throw .invalidName(name) }
    self.partnership = partnership
    self.code = code
    self.policy = policy
    self.isComplete = isComplete
  }

  private static func isName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          || " +-.".utf8.contains(byte)
      }
  }
}
