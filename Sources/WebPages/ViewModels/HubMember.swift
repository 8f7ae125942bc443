public import Foundation

/// A partnership's node, as the hub knows it.
public struct HubMember: Hashable, Sendable {
  public let name: String
  public let reference: String
  /// `nil` if it has never synchronised.
  public let lastSeen: Date?
  /// `nil` before the node was admitted.
  public let certificateExpires: Date?
  /// How often the hub turned it away in the last 30 days.
  public let refusals: Int
  /// Why it was revoked; `nil` if it is in good standing.
  public let revokedReason: String?
  /// Records that the hub has of it.
  public let recordsHeld: Int

  public init(
    name: String, reference: String, lastSeen: Date?, certificateExpires: Date?, refusals: Int,
    revokedReason: String?, recordsHeld: Int
  ) {
    self.name = name
    self.reference = reference
    self.lastSeen = lastSeen
    self.certificateExpires = certificateExpires
    self.refusals = refusals
    self.revokedReason = revokedReason
    self.recordsHeld = recordsHeld
  }
}

/// Somebody or something that the hub turned away.
public struct RefusalEntry: Hashable, Sendable {
  public let refusedAt: Date
  /// Stable, such as `tls-revoked`.
  public let code: String
  public let detail: String
  /// The partnership's reference; `nil` if the peer could not be named.
  public let member: String?
  public let remoteAddress: String

  public init(
    refusedAt: Date, code: String, detail: String, member: String?, remoteAddress: String
  ) {
    self.refusedAt = refusedAt
    self.code = code
    self.detail = detail
    self.member = member
    self.remoteAddress = remoteAddress
  }
}
