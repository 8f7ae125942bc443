internal import CausalHistory
internal import GRDB
internal import HubStore
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol

/// A log that was continued in two ways, and what was decided about it.
public struct VerdictView: Codable, Sendable, Hashable {
  public let scope: String
  public let logIndex: UInt32
  public let partnership: String
  /// Up to here there was one history; `nil` while that is not known.
  public let certainUpTo: UInt64?
  /// The last change that counts, or, while nothing is decided, the last that is here; `nil` if the
  /// log goes on.
  public let endsAfter: UInt64?
  /// The record of the scope's control log; `nil` while nothing is decided.
  public let decision: UInt64?

  public var isOpen: Bool { decision == nil }
}

extension VerdictView {
  /// What happened and what to do next, of a log about which nothing is decided.
  public var sentences: [String] {
    guard isOpen else { return [] }
    let next =
      certainUpTo == nil
      ? "Have \(partnership) run iscan sync run once more, or bring a bundle: it is not known yet where the two ways part."
      : "Next: iscan hub verdict accept \(partnership)"
    return [
      "\"\(scope)\": the log of \(partnership) was continued in two ways: its machine was copied, or "
        + "brought back from a backup. The proof is kept, and what does not continue the log here is "
        + "left out. Nothing is lost: whoever made it keeps it.",
      next,
    ]
  }
}

extension HubService {
  /// Every log that was continued in two ways: first those that wait for a decision.
  public func verdicts() throws -> [VerdictView] {
    try database.writer.read { db in
      let records = ScopeRecords(db)
      let settled = try records.scopes().flatMap { scope in
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
      return try Self.openForks(records).map(\.view) + settled
    }
  }

  /// The logs that wait for a decision.
  public func openForks() throws -> [VerdictView] {
    try database.writer.read { try Self.openForks(ScopeRecords($0)).map(\.view) }
  }

  /// Settles every log of a partnership that was continued in two ways: what is here of it counts, and
  /// there it ends. What the other machine wrote is repeated by that machine, in a log of its own.
  ///
  /// - Parameter reference: Such as `GAT`.
  /// - Returns: The logs that were settled.
  /// - Throws: ``HubServiceError/nothingToSettle(_:)``, ``HubServiceError/forkPlaceUnknown(_:)``.
  @discardableResult
  public func acceptFork(of reference: String) throws -> [VerdictView] {
    try database.writer.write { db in
      let records = ScopeRecords(db)
      let forks = try Self.openForks(records).filter { $0.view.partnership == reference }
      guard !forks.isEmpty else { throw HubServiceError.nothingToSettle(reference) }
      let scopes = try HubScopes(db, keys: keys)
      for fork in forks {
        guard let verdict = fork.verdict else { throw HubServiceError.forkPlaceUnknown(reference) }
        try scopes.settle(verdict, in: fork.scope)
      }
      return forks.map(\.view)
    }
  }

  private struct OpenFork {
    let scope: ScopeID
    let view: VerdictView
    /// What can be decided; `nil` while it is not known where the two ways part.
    let verdict: ForkVerdict?
  }

  private static func openForks(_ records: ScopeRecords) throws -> [OpenFork] {
    try records.scopesWithForks().flatMap { scope in
      let control = try records.control(of: scope)
      let positions = try records.positions(of: scope)
      return try records.forkProofs(in: scope).sorted { $0.key < $1.key }.compactMap {
        logIndex, proof -> OpenFork? in
        guard let log = control.logs[logIndex] else { return nil }
        let held = positions[logIndex]?.head ?? .genesis(log.genesis.log)
        // A log that has ended already ends where it did, if that is in the history that is here.
        let end = try log.cut.map { try records.head(of: logIndex, at: $0.counter, in: scope) }
        let head = (end ?? nil).map { $0.hash == log.cut?.headHash ? $0 : held } ?? held
        let place = try records.forkPlace(of: logIndex, in: scope)
        if log.ended(beforePartingAfter: place?.common ?? 0) { return nil }
        let common = place.flatMap { $0.isExact && $0.common < proof.counter ? $0.common : nil }
        // A machine that is put back again may part from the log once more, further back.
        if let settled = log.forks.map(\.certainCounter).min() {
          guard let common, common < settled else { return nil }
        }
        return OpenFork(
          scope: scope,
          view: VerdictView(
            scope: control.genesis.name, logIndex: logIndex,
            partnership: control.reference(of: log.genesis.node), certainUpTo: common,
            endsAfter: head.counter, decision: nil),
          verdict: common.map {
            ForkVerdict(
              forkCounter: $0 + 1,
              accepted: LogCut(
                logIndex: logIndex, counter: head.counter, headHash: head.hash), proof: proof)
          })
      }
    }
  }
}
