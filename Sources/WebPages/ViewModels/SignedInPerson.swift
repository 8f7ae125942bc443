public import PartnershipRecords

/// Somebody whose passphrase was right, or a visitor of an open demonstration.
public struct SignedInPerson: Hashable, Sendable {
  /// As in `Actor`: chosen by the partnership, such as `analyst-1`.
  public let handle: String
  public let role: Role
  /// True for somebody who did not sign in and may only look.
  public let isVisitor: Bool

  public init(handle: String, role: Role, isVisitor: Bool = false) {
    self.handle = handle
    self.role = role
    self.isVisitor = isVisitor
  }
}

/// Knows the people of this machine.
public protocol SignIn: Sendable {
  /// Checks a passphrase; takes the same time for an unknown handle as for a wrong passphrase.
  ///
  /// - Parameters:
  ///   - handle: What the person typed as their name here.
  ///   - passphrase: What the person typed as their passphrase.
  /// - Returns: `nil` if there is no such person or the passphrase is another.
  /// - Throws: What kept the people from being read; its remedy is shown.
  func signIn(handle: String, passphrase: String) async throws -> SignedInPerson?

  /// Everybody who may sign in, by handle: the people whom an open demonstration lets one act as.
  /// Never asked for otherwise.
  func people() async throws -> [SignedInPerson]
}
