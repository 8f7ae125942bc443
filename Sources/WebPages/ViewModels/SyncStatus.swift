public import Foundation

/// What has been sent, what waits, and why.
public struct SyncStatus: Hashable, Sendable {
  public let summary: SyncSummary
  /// What the last attempt ended with, in words; `nil` before the first.
  public let lastOutcome: String?
  /// The oldest first.
  public let queue: [QueuedRecord]
  /// The newest first.
  public let receipts: [SyncReceipt]
  public let peers: [SyncPeer]
  /// Whether the database may be older than what was sent from it: then what waits and what the hub
  /// answered is known again after the next exchange.
  public let isRecovering: Bool

  public init(
    summary: SyncSummary, lastOutcome: String?, queue: [QueuedRecord], receipts: [SyncReceipt],
    peers: [SyncPeer], isRecovering: Bool = false
  ) {
    self.isRecovering = isRecovering
    self.summary = summary
    self.lastOutcome = lastOutcome
    self.queue = queue
    self.receipts = receipts
    self.peers = peers
  }
}

/// Something made here that the hub has not acknowledged.
public struct QueuedRecord: Hashable, Sendable {
  /// Such as `GAT-T-0042`.
  public let reference: String
  /// What it is, such as "shared task".
  public let kind: String
  public let since: Date
  /// Why it is still here, such as "waits for the next contact".
  public let reason: String
  /// What to do, such as "Run iscan sync run."
  public let remedy: String

  public init(reference: String, kind: String, since: Date, reason: String, remedy: String) {
    self.reference = reference
    self.kind = kind
    self.since = since
    self.reason = reason
    self.remedy = remedy
  }
}

/// The hub's word on what it took or refused.
public struct SyncReceipt: Hashable, Sendable {
  public let reference: String
  public let receivedAt: Date
  public let wasAccepted: Bool
  /// Why it was refused; `nil` if it was accepted.
  public let reason: String?

  public init(reference: String, receivedAt: Date, wasAccepted: Bool, reason: String? = nil) {
    self.reference = reference
    self.receivedAt = receivedAt
    self.wasAccepted = wasAccepted
    self.reason = reason
  }
}

/// How far another member's records have arrived here.
public struct SyncPeer: Hashable, Sendable {
  public let name: String
  public let reference: String
  /// Records of it held here.
  public let held: Int
  /// Records of it that the hub is known to hold and that are not here.
  public let missing: Int
  /// This partnership's own changes that nothing yet says it has seen.
  public let unseen: Int
  public let lastHeard: Date?

  public init(
    name: String, reference: String, held: Int, missing: Int, unseen: Int, lastHeard: Date?
  ) {
    self.name = name
    self.reference = reference
    self.held = held
    self.missing = missing
    self.unseen = unseen
    self.lastHeard = lastHeard
  }
}
