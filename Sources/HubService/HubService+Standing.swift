internal import CausalHistory
public import Foundation
internal import GRDB
internal import HubStore
internal import PartnershipRecords
public import ReplicaStore
internal import SignedLogs
internal import SyncProtocol

/// How a member stands: what the hub has of it, and what it has not fetched yet.
public struct MemberStanding: Codable, Sendable, Hashable {
  public let reference: String
  public let name: String
  public let nodeID: String
  /// Its own changes that are here, in all scopes together.
  public let held: Int
  /// Changes of others that are here and that nothing says it holds, and withdrawn ones that nothing
  /// says it has erased.
  public let behind: Int
  /// How many of those are withdrawn: their words may still be with it.
  public let toErase: Int
  /// When it was last in contact; `nil` if never.
  public let lastSeen: Date?
  /// How the last exchange ended; `nil` if there was none.
  public let lastOutcome: String?
  public let lastCode: String?
  /// Whether its log was admitted by a bundle and nothing says that it has heard so.
  public let waitsForAdmission: Bool
  /// Its changes that have no effect.
  public let void: Int
  /// `member`, `revoked`, or `retired`: it left in good order.
  public let state: String
}

extension HubService {
  /// How each member stands, by reference; those that were revoked too.
  public func standings() throws -> [MemberStanding] {
    try database.writer.read { db in
      let records = ScopeRecords(db)
      let sessions = try records.sessions(limit: 1000)
      let scopes = try records.scopes().map { try ScopeView(try records.control(of: $0), records) }
      return try HubDatabase.members(in: db).map { member in
        let node = NodeID(member.nodeID)
        let last = sessions.first { $0.peer == node }
        let counts = try node.map { node in try scopes.map { try $0.counts(of: node) } } ?? []
        let isMember = counts.contains { $0.isMember }
        return MemberStanding(
          reference: member.partnership.reference, name: member.partnership.name,
          nodeID: node?.hex ?? "", held: counts.reduce(0) { $0 + $1.held },
          behind: counts.reduce(0) { $0 + $1.behind + $1.toErase },
          toErase: counts.reduce(0) { $0 + $1.toErase }, lastSeen: member.lastSeenAt,
          lastOutcome: last?.outcome, lastCode: last?.code,
          waitsForAdmission: isMember && last?.code == SessionRecord.admissionNotTold,
          void: counts.reduce(0) { $0 + $1.void },
          state: member.revocation.map { $0.isOfRetired ? "retired" : "revoked" }
            ?? (isMember ? "member" : "retired"))
      }
    }
  }

  /// The last exchanges, the latest first, with the peer's reference if it is known.
  public func sessions(limit: Int) throws -> [(peer: String?, session: SessionRecord)] {
    try database.writer.read { db in
      let names = Dictionary(
        try HubDatabase.members(in: db).map { ($0.nodeID, $0.partnership.reference) },
        uniquingKeysWith: { first, _ in first })
      return try ScopeRecords(db).sessions(limit: limit).map { session in
        (session.peer.flatMap { names[Data($0.bytes)] }, session)
      }
    }
  }

  /// Every change that has no effect, in every scope.
  public func voidChanges() throws -> [VoidChange] {
    try database.writer.read { db in
      let records = ScopeRecords(db)
      return try records.scopes().flatMap { try records.voidChanges(in: $0) }
    }
  }
}

/// One scope, read once for all members.
private struct ScopeView {
  struct Counts {
    var isMember = false
    var held = 0
    var behind = 0
    var toErase = 0
    var void = 0
  }

  private let control: ControlState
  private let records: ScopeRecords
  /// How many withdrawn changes each member may still have the words of.
  private let toErase: [NodeID: Int]

  init(_ control: ControlState, _ records: ScopeRecords) throws {
    self.control = control
    self.records = records
    toErase = try control.withdrawals.keys.reduce(into: [:]) { counts, dot in
      for node in try records.members(thatHoldWithdrawn: dot, control) {
        counts[node, default: 0] += 1
      }
    }
  }

  func counts(of node: NodeID) throws -> Counts {
    let frontier = try records.frontier(of: control.scope)
    let own = control.logs(of: node).map(\.logIndex)
    var counts = Counts()
    counts.isMember = control.isMember(node)
    counts.held = own.reduce(0) { $0 + Int(clamping: frontier[$1]) }
    counts.void = try own.reduce(0) {
      $0 + (try records.voidCount(ofLog: $1, in: control.scope))
    }
    guard counts.isMember else { return counts }
    counts.toErase = toErase[node] ?? 0
    let known = try records.known(to: node, in: control.scope, control)
    counts.behind = frontier.entries.reduce(0) { sum, entry in
      let has = known[entry.logIndex]
      return own.contains(entry.logIndex) || has >= entry.counter
        ? sum : sum + Int(clamping: entry.counter - has)
    }
    return counts
  }
}
