public import PartnershipRecords

/// What can go wrong between two peers, and with stored state.
public enum SyncError: RemediedError, Hashable {
  /// This side refused the peer; `detail` says with which values.
  case refused(CloseCode, detail: String)
  /// The peer refused this side, in its own words.
  case refusedByPeer(code: UInt32, reason: String, remedy: String)
  /// A stored object cannot be read back; `reason` is what the reader found at `offset`.
  case stateUnreadable(offset: Int, reason: String)
  /// A snapshot does not prove itself.
  case snapshotRefused(reason: String)

  public var code: String {
    switch self {
    case .refused(let code, _): "sync-\(code.name)"
    case .refusedByPeer(let code, _, _):
      "sync-refused-\(CloseCode(rawValue: code)?.name ?? String(code))"
    case .stateUnreadable: "sync-state-unreadable"
    case .snapshotRefused: "sync-snapshot-refused"
    }
  }

  public var detail: String {
    switch self {
    case .refused(let code, let detail):
      detail.isEmpty ? code.reason : "\(code.reason) \(detail)"
    case .refusedByPeer(let code, let reason, _):
      "The peer ended the session with code \(code): \(reason)"
    case .stateUnreadable(let offset, let reason):
      "A stored object cannot be read: \(reason) at byte \(offset)."
    case .snapshotRefused(let reason): "The snapshot was not taken: \(reason)."
    }
  }

  public var remedy: String {
    switch self {
    case .refused(let code, _): code.remedy
    case .refusedByPeer(let code, _, let remedy):
      remedy.isEmpty ? CloseCode(rawValue: code)?.remedy ?? "Try again." : remedy
    case .stateUnreadable: "Rebuild the folded state from the logs, or restore a backup."
    case .snapshotRefused: "Synchronise again: the logs come whole, without a snapshot."
    }
  }
}
