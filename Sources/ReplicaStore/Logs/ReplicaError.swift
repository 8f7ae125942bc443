public import PartnershipRecords
public import SignedLogs

/// Something a replica's store cannot do.
public enum ReplicaError: RemediedError, Hashable {
  case scopeUnknown(ScopeID)
  case logNotAdmitted(scope: String)
  /// The authority ended the own log: what is written to it has no effect anywhere.
  case logEnded(scope: String)
  /// The rules of the scope give the change to another partnership.
  case changeNotEntitled(scope: String)
  /// The rules of the scope are of a later release.
  case scopeNeedsNewerRelease(scope: String)
  case recordsMissing(table: String)
  case storedRecordDamaged(table: String)
  case databaseOlderThanSent(scope: String, here: UInt64, sent: UInt64)
  case objectUnknown(String)
  case readOnlyAndOlder(file: String)
  case markUnreadable(file: String)
  case markNotWritten(file: String, reason: String)

  /// Whether stored records are damaged or gone, which a repair can mend.
  public var isAboutDamage: Bool {
    switch self {
    case .recordsMissing, .storedRecordDamaged: true
    default: false
    }
  }

  public var code: String {
    switch self {
    case .scopeUnknown: "scope-unknown"
    case .logNotAdmitted: "log-not-admitted-yet"
    case .logEnded: "log-ended"
    case .changeNotEntitled: "change-not-entitled"
    case .scopeNeedsNewerRelease: "scope-needs-newer-release"
    case .recordsMissing: "stored-records-missing"
    case .storedRecordDamaged: "stored-record-damaged"
    case .databaseOlderThanSent: "database-older-than-sent"
    case .objectUnknown: "object-unknown"
    case .readOnlyAndOlder: "store-read-only-and-older"
    case .markUnreadable: "mark-unreadable"
    case .markNotWritten: "mark-not-written"
    }
  }

  public var detail: String {
    switch self {
    case .scopeUnknown(let scope): "This machine holds no scope \(scope.hex.prefix(16))."
    case .logNotAdmitted(let scope):
      "The hub has not admitted this machine's log to \"\(scope)\" yet."
    case .logEnded(let scope):
      "This machine's right to write to \"\(scope)\" has ended; nothing was written."
    case .changeNotEntitled(let scope):
      "The rules of \"\(scope)\" give this change to another partnership; nothing was written."
    case .scopeNeedsNewerRelease(let scope):
      "The rules of \"\(scope)\" are of a later release than this machine has; nothing was written."
    case .recordsMissing(let table): "Records that were stored are missing from \(table)."
    case .storedRecordDamaged(let table): "A record in \(table) cannot be read."
    case .databaseOlderThanSent(let scope, let here, let sent):
      "The database holds \(here) of this machine's changes in \"\(scope)\", of \(sent) that were sent:"
        + " it is older than what was sent."
    case .objectUnknown(let name): "There is no shared record \(name) here."
    case .readOnlyAndOlder(let file):
      "The database \(file) is of an earlier version, and cannot be brought up to date where nothing"
        + " can be written."
    case .markUnreadable(let file):
      "The file \(file), which says how much of this machine's log was sent, cannot be read."
    case .markNotWritten(let file, let reason):
      "How much of this machine's log may be sent could not be noted in \(file): \(reason). Nothing"
        + " more was sent."
    }
  }

  public var remedy: String {
    switch self {
    case .scopeUnknown:
      "Run iscan sync run, or take in a bundle of the hub: it brings the scopes that this machine may"
        + " have."
    case .logNotAdmitted:
      "Run iscan sync run once while the hub can be reached, or carry a bundle there and its answer back;"
        + " then try again."
    case .changeNotEntitled: "Ask the partnership that shared it to make the change."
    case .scopeNeedsNewerRelease: "Update this machine; until then what is shared can be read here."
    case .logEnded: "Ask the hub's administrator why, and to enrol this machine again."
    case .recordsMissing, .storedRecordDamaged:
      "Stop this node, keep a copy of its folder, and restore the last backup."
    case .databaseOlderThanSent:
      "Run the command again: this machine goes on with a new log, and nothing is lost."
    case .markNotWritten: "Make room on the disk, and run the command again: nothing is lost."
    case .readOnlyAndOlder: "Copy its folder to where it can be written to, and look at it there."
    case .markUnreadable: "Bring it back from the backup, or enrol this machine again."
    case .objectUnknown: "Look at iscan task list for the names that there are."
    }
  }
}
