public import Foundation
internal import SignedLogs
internal import SyncProtocol

/// Where something shared is, why it has not gone further, and what a person can do about it.
public struct Explanation: Codable, Sendable, Hashable {
  /// The one word for it, for programs.
  public enum Standing: String, Codable, Sendable, CaseIterable {
    /// On this machine only; nobody has shared it.
    case notShared = "not-shared"
    case waitingForApproval = "waiting-for-approval"
    /// This node belongs to no region yet.
    case notEnrolled = "not-enrolled"
    /// The hub has not let this node's log in yet.
    case waitingForAdmission = "waiting-for-admission"
    /// It goes at the next contact with the hub.
    case waitingForContact = "waiting-for-contact"
    /// The last contact with the hub ended in a refusal.
    case refused
    /// Others hold it, and this machine does not yet.
    case notHere = "not-here"
    /// The hub has signed that it holds it; at the hub: it is here.
    case held
    /// It is in the logs and has no effect.
    case void
    /// Its content was taken out of every log.
    case withdrawn
    /// This partnership left the group that it was shared in: nothing of it is here.
    case erased
    /// One of two ways in which a log was continued; the authority decides.
    case disputed

    /// Whether it stays as it is until a person acts.
    public var needsPerson: Bool { [.refused, .void, .disputed].contains(self) }
  }

  /// A member, and whether the thing is with it.
  public struct Holder: Codable, Sendable, Hashable {
    public let partnership: String
    /// `false`: nothing says so yet.
    public let holds: Bool
    /// Whether it may still have words that were withdrawn; only a hub says so.
    public let isToErase: Bool
    /// When it was last in contact, as far as this machine saw.
    public let lastSeen: Date?

    public init(partnership: String, holds: Bool, isToErase: Bool = false, lastSeen: Date?) {
      self.partnership = partnership
      self.isToErase = isToErase
      self.holds = holds
      self.lastSeen = lastSeen
    }
  }

  /// What was asked about: a reference, or a change such as `2.17`.
  public let subject: String
  /// `task`, `release` or `change`.
  public let kind: String
  /// The name of the group or pair that it is shared in; `nil` if it is in none.
  public let scope: String?
  public let standing: Standing
  /// Sentences: what is so, and why.
  public let facts: [String]
  /// Sentences: what to do; empty if nothing needs to be done.
  public let remedies: [String]
  /// The members of its scope besides this machine, by reference.
  public let members: [Holder]
  /// The names of a task's fields about which partners disagree, until a person decides.
  public let openConflicts: [String]

  /// Whether it stays as it is until a person acts.
  public var needsPerson: Bool { standing.needsPerson || !openConflicts.isEmpty }

  public init(
    subject: String, kind: String, scope: String? = nil, standing: Standing, facts: [String],
    remedies: [String] = [], members: [Holder] = [], openConflicts: [String] = []
  ) {
    self.subject = subject
    self.kind = kind
    self.scope = scope
    self.standing = standing
    self.facts = facts
    self.remedies = remedies
    self.members = members
    self.openConflicts = openConflicts
  }
}

extension ChangeStanding {
  /// Why nobody can say yet, or any more, whether it counts.
  public var disputeInWords: String {
    isHere
      ? "Its log was continued in two ways from about here, and the regional office has not decided yet"
        + " which of them counts."
      : "Its log was continued in two ways, and another way than this counts; it is kept aside."
  }

  /// Where its log ends, if that is why it has no effect.
  public var endInWords: [String] {
    guard void == .beyondCut, let cut else { return [] }
    return ["The log of \(author) ends after change \(cut.counter) by decision."]
  }
}
