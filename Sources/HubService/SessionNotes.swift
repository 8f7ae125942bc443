internal import Foundation
internal import GRDB
internal import HubStore
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol
internal import SyncTransport

/// Writes down how sessions ended: what comes while the disk is busy goes into one transaction, so
/// that ten thousand nodes that come back at once do not wait for ten thousand.
actor SessionNotes {
  private struct Entry {
    let summary: SessionSummary
    let peer: Peer
    /// What is written down.
    let record: SessionRecord
    /// The last control records that the peer has, by scope.
    var heard: [Data: UInt64] = [:]
    let endedAt: Date
  }

  private let database: any DatabaseWriter
  private let now: @Sendable () -> Date
  private var entries: [Entry] = []
  /// Is writing now.
  private var running: Task<Bool, any Error>?
  /// Will write what gathers meanwhile.
  private var next: Task<Bool, any Error>?

  init(_ database: any DatabaseWriter, now: @escaping @Sendable () -> Date) {
    self.database = database
    self.now = now
  }

  /// Notes the end of a session, with the last control records that the peer has now, by scope;
  /// returns once it is written.
  ///
  /// - Returns: Whether the database was brought back from elsewhere and that is not settled yet.
  func keep(_ summary: SessionSummary, heard: [Data: UInt64], of peer: Peer) async throws -> Bool {
    let endedAt = now()
    let record = SessionRecord(summary, peer: NodeID(hex: peer.nodeIDHex), endedAt: endedAt)
    return try await keep(
      Entry(summary: summary, peer: peer, record: record, heard: heard, endedAt: endedAt))
  }

  /// The same of a session that broke off.
  func keep(brokenOff summary: SessionSummary, by error: any Error, of peer: Peer) async throws
    -> Bool
  {
    let endedAt = now()
    let record = SessionRecord(
      failure: error as? any RemediedError, peer: NodeID(hex: peer.nodeIDHex), endedAt: endedAt,
      after: summary, commitsKept: summary.commitsKept)
    return try await keep(
      Entry(summary: summary, peer: peer, record: record, endedAt: endedAt))
  }

  private func keep(_ entry: Entry) async throws -> Bool {
    entries.append(entry)
    let task =
      next
      ?? Task { [running] in
        _ = await running?.result
        return try await write()
      }
    next = task
    return try await task.value
  }

  private func write() async throws -> Bool {
    (running, next) = (next, nil)
    let gathered = entries
    entries = []
    return try await database.write { db in
      for entry in gathered { try Self.write(entry, in: db) }
      return try HubService.movedAt(db) != nil
    }
  }

  private static func write(_ entry: Entry, in db: Database) throws {
    let node = NodeID(hex: entry.peer.nodeIDHex)
    try ScopeRecords(db).keep(entry.record)
    let isSeen = ["finished", "stopped", "disconnected"].contains(entry.record.outcome)
    if let node, isSeen, entry.summary.peer != nil {
      try HubDatabase.noteSeen(Data(node.bytes), at: entry.endedAt, in: db)
      try DecisionsHeard.note(entry.heard, of: Data(node.bytes), in: db)
    }
    guard let refusal = refusal(entry.summary) else { return }
    try HubDatabase.insert(
      RefusalRecord(
        refusedAt: entry.endedAt, code: refusal.code, detail: refusal.detail,
        remoteAddress: entry.peer.remoteAddress, nodeID: node.map { Data($0.bytes) }), in: db)
  }

  /// Why the hub refused a session, or a log in it: the member, which calls, then ends the session
  /// itself. `nil` if it refused nothing.
  private static func refusal(_ summary: SessionSummary) -> (code: String, detail: String)? {
    if case .refused(let error) = summary.outcome, !summary.outcome.isStop {
      return (error.code, error.detail)
    }
    return summary.refusedLogs.first.map { log in
      let error = SyncError.refused(log.code, detail: "")
      return (
        error.code, "Log \(log.logIndex) was left out of the exchange: \(log.code.reason)"
      )
    }
  }
}
