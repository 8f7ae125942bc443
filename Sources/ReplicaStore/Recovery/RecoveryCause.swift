public import SignedLogs

/// Why this machine does not go on with a log of its own.
public enum RecoveryCause: String, Sendable, Codable, CaseIterable {
  /// The database holds less of the log than was sent: it is an older copy.
  case olderCopy = "older-copy"
  /// The database holds other commits than were sent.
  case otherHistory = "other-history"
  /// The database file is not the one that was used last: it was copied, moved or brought back.
  case otherPlace = "other-place"
  /// The log's private key is gone.
  case keyMissing = "key-missing"
  /// The hub holds more of the log than this database.
  case hubAhead = "hub-ahead"
  /// The log was continued in two ways, and the hub has settled which of them counts.
  case forkSettled = "fork-settled"
  /// What the log's last change had seen was set aside by a verdict: a log never sees less than before.
  case seenSetAside = "seen-set-aside"
  /// The hub ended the log, and this machine may still write.
  case logEnded = "log-ended"
}

extension RecoveryCause {
  /// Whether the database may be an older copy, which does not know all that this machine made and
  /// shared before.
  public var mayHaveForgotten: Bool {
    switch self {
    case .olderCopy, .otherHistory, .otherPlace, .keyMissing, .hubAhead: true
    case .forkSettled, .seenSetAside, .logEnded: false
    }
  }

  /// What happened, as the end of a sentence.
  public var inWords: String {
    switch self {
    case .olderCopy: "the database is an older copy of itself"
    case .otherHistory: "the database holds other changes than were sent"
    case .otherPlace: "the database was copied, moved or brought back from a backup"
    case .keyMissing: "the private key of the log is missing"
    case .hubAhead: "the hub holds more of this machine's changes than the database"
    case .forkSettled:
      "two machines wrote to this machine's log, and the hub has settled what counts of it"
    case .seenSetAside: "what its changes build on was set aside when a log was settled"
    case .logEnded: "the hub has ended the log that this machine wrote to"
    }
  }
}

extension RecoveryCause {
  /// Compares where the own log stands in the database with how far it was sent: of what was sent
  /// nothing may be missing, and nothing may be another.
  ///
  /// A database that was brought back from a copy may hold more than was sent, and still not what was
  /// sent: it was written to before an older copy took its place, and work went on from there.
  ///
  /// - Parameters:
  ///   - head: Where the log stands here.
  ///   - sent: How many of its commits have left this machine.
  ///   - hash: The hash of the last of them, if it is known.
  ///   - hashHere: Gives the hash that the log has here at that counter, if its bytes are here.
  /// - Returns: Why the log must not be gone on with; `nil` if it can be.
  /// - Throws: What `hashHere` throws.
  public static func comparing<Failure: Error>(
    _ head: LogHead, sent: UInt64, hash: Digest?,
    hashHere: (UInt64) throws(Failure) -> Digest?
  ) throws(Failure) -> RecoveryCause? {
    if head.counter < sent { return .olderCopy }
    guard let hash, sent > 0 else { return nil }
    let here = head.counter == sent ? head.hash : try hashHere(sent)
    return here == nil || here == hash ? nil : .otherHistory
  }
}
