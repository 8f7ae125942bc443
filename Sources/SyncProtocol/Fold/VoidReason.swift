/// Why a commit has no effect. It stays in its log.
public enum VoidReason: String, Sendable, Codable, CaseIterable {
  /// The scope's authority has not admitted the log.
  case logNotAdmitted = "log-not-admitted"
  /// The authority ended the log before this commit, or ended another history of it.
  case beyondCut = "beyond-cut"
  /// The commit names a control record that the authority never signed.
  case controlRecordUnknown = "control-record-unknown"
  /// The authority withdrew the commit's content and left nothing in its place.
  case withdrawn
  /// It repeats a commit of a log that is another node's, or that may still grow.
  case repeatMisplaced = "repeat-misplaced"
  /// Only the region's own node writes in a scope of this kind.
  case notKeeper = "not-keeper"
  /// The rules give this change to another partnership.
  case notEntitled = "not-entitled"

  /// What to tell the author and the hub.
  public var inWords: String {
    switch self {
    case .logNotAdmitted: "The log has not been admitted to the scope."
    case .beyondCut: "The author's right to write in the scope ended before this change."
    case .controlRecordUnknown:
      "The change refers to a decision that the scope's authority never made."
    case .withdrawn: "The region's hub withdrew the content of this change."
    case .repeatMisplaced: "The change repeats one that is not this node's to repeat."
    case .notKeeper: "Only the region's hub writes here."
    case .notEntitled: "The rules of the scope give this change to another partnership."
    }
  }
}
