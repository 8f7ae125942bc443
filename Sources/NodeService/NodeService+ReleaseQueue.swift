internal import CausalHistory
internal import Disclosure
internal import GRDB
internal import NodeStore
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol

/// From an approved release to the hub's word that it holds it.
extension NodeService {
  /// Who records what the machine does by itself.
  private var machine: Actor {
    get throws {
      guard let actor = Actor(handle: "node", role: .nodeAdministrator) else {
        throw NodeServiceError.handleMalformed("node")
      }
      return actor
    }
  }

  /// The scope of this node and the hub alone, once its log is admitted there.
  func pairScope(_ records: ScopeRecords) throws -> ScopeID? {
    try records.scopes().first { scope in
      try records.control(of: scope).genesis.kind == .pair
        && records.ownLogPosition(in: scope) != nil
    }
  }

  /// Writes approved releases to the log that the hub reads; each whole or not at all.
  ///
  /// A release that is in the log already, since the machine stopped before the ledger said so, is
  /// not written again: it is known by its name.
  func queueApprovedReleases() throws {
    let approved = try database.releaseLedger().releases.filter { $0.step == .approved }
    guard !approved.isEmpty, let scope = try read(pairScope) else { return }
    for record in approved {
      try commit(try database.releasableTable(record.release), in: scope)
      try database.recordRelease(record.release, .queued, by: try machine, at: seconds)
    }
  }

  private func commit(_ table: ReleasableTable, in scope: ScopeID) throws {
    let actor = try machine
    try write { _, records in
      try checkMark(scope, records)
      let isThere = try records.objects(kind: SharedRelease.kind, in: scope)
        .contains { $0.state.reference == table.release }
      guard !isThere else { return }
      guard let position = try records.ownLogPosition(in: scope) else { return }
      let object = ObjectID(
        logIndex: position.logIndex, counter: position.head.counter + 1, operationIndex: 0)
      for operations in try SharedRelease.commits(of: table, as: object) {
        try records.write(
          in: scope, by: actor, now: milliseconds, salt: [], key: logKey,
          operations: { _ in operations })
      }
    }
  }

  func hasApprovedReleases() throws -> Bool {
    try database.releaseLedger().releases.contains { $0.step == .approved }
  }

  /// Releases that the hub has said it holds.
  func deliveredReleases() throws -> Set<String> {
    Set(try database.releaseLedger().releases.filter { $0.step == .acknowledged }.map(\.release))
  }

  /// Records in the ledger what the hub's receipts say.
  func settleReleases() throws {
    let waiting = try database.releaseLedger().releases.filter {
      $0.step == .queued || $0.step == .sent
    }
    guard !waiting.isEmpty, let scope = try read(pairScope) else { return }
    // A release stays in the log that it was written to, also when this machine goes on with another.
    let objects = try read { try $0.objects(kind: SharedRelease.kind, in: scope) }
    for record in waiting {
      guard let object = objects.first(where: { $0.state.reference == record.release }),
        try read({ records in
          let log = object.state.id.logIndex
          return try records.lastCommits(naming: object.state.id, in: scope)[log]
            <= records.confirmed(ofLog: log, in: scope)
        })
      else { continue }
      if record.step == .queued {
        try database.recordRelease(record.release, .sent, by: try machine, at: seconds)
      }
      try database.recordRelease(record.release, .acknowledged, by: try machine, at: seconds)
    }
  }

  /// How many commits of this node's own log in a scope the hub has signed for.
  func heldByHub(in scope: ScopeID, _ records: ScopeRecords) throws -> UInt64 {
    guard let own = try records.ownLogPosition(in: scope) else { return 0 }
    return try records.confirmed(ofLog: own.logIndex, in: scope)
  }
}
