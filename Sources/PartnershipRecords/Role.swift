/// What a person does in a partnership or at the regional office; it decides what they may do here.
public enum Role: String, Sendable, Codable, CaseIterable {
  // In a partnership.
  case strategyChair = "chair"
  case responsibleAuthority = "responsible-authority"
  case cooperatingBody = "cooperating-body"
  case tacticalChair = "tactical-chair"
  case tacticalMember = "tactical-member"
  case planOwner = "plan-owner"
  case coordinator = "coordinator"
  case analyst = "analyst"
  /// The designated liaison officer for data, who alone approves a release.
  case liaisonOfficer = "liaison-officer"
  /// Somebody who is not an analyst: a councillor, a neighbourhood officer.
  case scanner = "scanner"
  case engagementOfficer = "engagement-officer"
  case scrutiny = "scrutiny"
  /// Keys, users, backup and sync; no right to content.
  case nodeAdministrator = "node-administrator"

  // At the hub.
  case regionalOffice = "regional-office"
  case regionalAnalyst = "regional-analyst"
  case hubAdministrator = "hub-administrator"

  /// Whether the role belongs to the hub rather than to a partnership.
  public var isRegional: Bool {
    switch self {
    case .regionalOffice, .regionalAnalyst, .hubAdministrator: true
    default: false
    }
  }
}

/// A person at this machine, as the operating system or the page's sign-in knows them.
///
/// Only `handle` ever enters a log, and it is chosen by the partnership: `analyst-1` is as good as
/// a name.
public struct Actor: Hashable, Sendable {
  /// 1 to 32 characters: lower-case letters, digits, dots and hyphens, beginning with a letter.
  public let handle: String
  public let role: Role

  /// Creates it, or `nil` if `handle` is not of the form above.
  public init?(handle: String, role: Role) {
    let allowed = handle.utf8.allSatisfy {
      (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46
    }
    guard allowed, (1...32).contains(handle.utf8.count), let first = handle.utf8.first,
      (97...122).contains(first)
    else { return nil }
    self.handle = handle
    self.role = role
  }
}

extension Actor: Codable {
  private enum Key: CodingKey { case handle, role }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let handle = try container.decode(String.self, forKey: .handle)
    let role = try container.decode(Role.self, forKey: .role)
    guard let actor = Actor(handle: handle, role: role) else {
      throw DecodingError.dataCorruptedError(
        forKey: .handle, in: container,
        debugDescription: "A handle is 1 to 32 small letters, digits, dots and hyphens.")
    }
    self = actor
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(handle, forKey: .handle)
    try container.encode(role, forKey: .role)
  }
}
