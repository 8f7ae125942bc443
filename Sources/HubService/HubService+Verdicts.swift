internal import GRDB
internal import HubStore
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol

/// What was decided about a log that was continued in two ways.
public struct VerdictView: Codable, Sendable, Hashable {
  public let scope: String
  public let logIndex: UInt32
  public let partnership: String
  /// Up to here there was one history.
  public let certainUpTo: UInt64
  /// The last change that counts; `nil` if the log goes on.
  public let endsAfter: UInt64?
  /// The record of the scope's control log.
  public let decision: UInt64
}

extension HubService {
  /// Every verdict, by scope and log.
  public func verdicts() throws -> [VerdictView] {
    try database.writer.read { db in
      let records = ScopeRecords(db)
      return try records.scopes().flatMap { scope in
        let control = try records.control(of: scope)
        return control.logsInOrder.flatMap { log in
          log.forks.map {
            VerdictView(
              scope: control.genesis.name, logIndex: log.logIndex,
              partnership: control.reference(of: log.genesis.node),
              certainUpTo: $0.certainCounter, endsAfter: log.cut?.counter, decision: $0.verdict)
          }
        }
      }
    }
  }
}
