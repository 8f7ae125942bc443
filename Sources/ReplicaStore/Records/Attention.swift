public import SyncProtocol

/// Something that a person must see and act on before work can go on as it should.
public struct Attention: Codable, Sendable, Hashable {
  /// What kind of trouble, for programs; stable.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// A log was continued in two ways.
    case fork
    /// The authority of a scope signed two decisions for one place.
    case controlDispute = "control-dispute"
    /// This database is older than what was sent from it.
    case recovery
    /// A payload must be erased, and is not yet everywhere.
    case redaction
    /// This machine may no longer write.
    case rightsEnded = "rights-ended"
    /// Changes are in the logs and have no effect.
    case void
    /// The last exchange ended in a refusal that does not pass by itself.
    case refused
    /// Partners wrote different things, and a person of this partnership must decide.
    case conflict
  }

  public let kind: Kind
  /// The group or pair that it is about, or the partnership; `nil` for the machine as a whole.
  public let subject: String?
  public let words: String
  public let remedy: String

  public init(_ kind: Kind, subject: String? = nil, words: String, remedy: String) {
    self.kind = kind
    self.subject = subject
    self.words = words
    self.remedy = remedy
  }
}

extension Attention {
  /// What a session's end asks of a person; `nil` if nothing, or if it passes by itself.
  ///
  /// - Parameters:
  ///   - session: The last one with a peer.
  ///   - peer: What the peer is called.
  ///   - member: At a hub: the peer's reference. What to do is then told to the regional office.
  public init?(_ session: SessionRecord, with peer: String, atHubAbout member: String? = nil) {
    if let reason = session.turnedAway {
      self.init(
        .refused, subject: peer,
        words: "The last exchange with \(peer) was refused: \(session.detail ?? reason.rawValue)",
        remedy: reason.remedy)
      return
    }
    guard session.outcome.hasPrefix("refused"),
      let code = session.code.flatMap(CloseCode.init(recorded:)), !code.passesByItself
    else { return nil }
    let kind: Kind =
      switch code {
      case .forkDetected: .fork
      case .badControlRecord: .controlDispute
      default: .refused
      }
    self.init(
      kind, subject: peer, words: "The last exchange with \(peer) was refused: \(code.reason)",
      remedy: member.map(code.remedy(atHubAbout:)) ?? code.remedy)
  }
}

extension CloseCode {
  /// The code that a kept session's record names, with or without what says who refused.
  public init?(recorded text: String) {
    let found = Self.allCases.first {
      text == $0.name || text == "sync-\($0.name)" || text == "sync-refused-\($0.name)"
    }
    guard let found else { return nil }
    self = found
  }
}
