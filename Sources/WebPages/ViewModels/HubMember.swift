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
  /// What nothing says that it holds, has heard of or has erased: changes of others, decisions,
  /// withdrawn changes; `nil` if it is a member no more.
  public let behind: Int?
  /// How many of those are decisions that nothing says it has heard of.
  public let toHear: Int
  /// How many of those are withdrawn: their words may still be with it.
  public let toErase: Int
  /// How the last exchange with it ended, in a few words; `nil` if there was none.
  public let lastExchange: String?

  public init(
    name: String, reference: String, lastSeen: Date?, certificateExpires: Date?, refusals: Int,
    revokedReason: String?, recordsHeld: Int, behind: Int?, toHear: Int = 0,
    toErase: Int = 0, lastExchange: String?
  ) {
    self.name = name
    self.reference = reference
    self.lastSeen = lastSeen
    self.certificateExpires = certificateExpires
    self.refusals = refusals
    self.revokedReason = revokedReason
    self.recordsHeld = recordsHeld
    self.behind = behind
    self.toHear = toHear
    self.toErase = toErase
    self.lastExchange = lastExchange
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

/// The hub above this one.
public struct HubAbove: Hashable, Sendable {
  /// A group in which it decides.
  public struct Group: Hashable, Sendable {
    public let name: String
    /// Changes that are here.
    public let held: Int
    /// How many of them nothing says it holds.
    public let waiting: Int

    public init(name: String, held: Int, waiting: Int) {
      (self.name, self.held, self.waiting) = (name, held, waiting)
    }
  }

  /// What it serves.
  public let region: String
  /// Its address.
  public let place: String
  /// When both last held the same; `nil` if never.
  public let lastContact: Date?
  /// How the last exchange ended, in a few words; `nil` if there was none.
  public let lastExchange: String?
  public let groups: [Group]

  public init(
    region: String, place: String, lastContact: Date?, lastExchange: String?, groups: [Group]
  ) {
    self.region = region
    self.place = place
    self.lastContact = lastContact
    self.lastExchange = lastExchange
    self.groups = groups
  }
}
