internal import CausalHistory
public import Foundation
internal import GRDB
internal import HubStore
internal import PartnershipRecords
public import ReplicaStore
internal import SignedLogs
internal import SyncProtocol
internal import SyncTransport

/// How a member stands: what the hub has of it, and what it has not fetched yet.
public struct MemberStanding: Codable, Sendable, Hashable {
  public let reference: String
  public let name: String
  public let nodeID: String
  /// Its own changes that are here, in all scopes together.
  public let held: Int
  /// What is here and nothing says that it holds: changes of others, decisions of the hub that it has
  /// not heard of, and withdrawn changes that it has not erased.
  public let behind: Int
  /// How many of those are decisions: a revocation, a new log, another key. One that withdraws words
  /// is not among them as long as the words count.
  public let toHear: Int
  /// How many of those are withdrawn: their words may still be with it.
  public let toErase: Int
  /// When it was last in contact; `nil` if never.
  public let lastSeen: Date?
  /// How the last exchange ended; `nil` if there was none.
  public let lastOutcome: String?
  public let lastCode: String?
  /// Whether its log was admitted by a bundle and nothing says that it has heard so.
  public let waitsForAdmission: Bool
  /// When the first of its bundles was taken in that wait for an answer: nothing was made for it
  /// since, nor was it in contact over a line; `nil` if none waits.
  public let waitsForAnswerSince: Date?
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
      let answered = try MadeBundles.lastMade(in: db)
      let scopes = try records.scopes().map { try ScopeView(try records.control(of: $0), records) }
      return try HubDatabase.members(in: db).map { member in
        let node = NodeID(member.nodeID)
        let own = sessions.filter { $0.peer == node }
        let last = own.first
        let answeredAt = answered[member.partnership.reference] ?? .distantPast
        let unanswered = own.prefix { $0.isBundle && $0.endedAt > answeredAt }
          .filter(\.asksForAnswer)
        let counts = try node.map { node in try scopes.map { try $0.counts(of: node) } } ?? []
        let isMember = counts.contains { $0.isMember }
        return MemberStanding(
          reference: member.partnership.reference, name: member.partnership.name,
          nodeID: node?.hex ?? "", held: counts.reduce(0) { $0 + $1.held },
          behind: counts.reduce(0) { $0 + $1.behind + $1.toHear + $1.toErase },
          toHear: counts.reduce(0) { $0 + $1.toHear },
          toErase: counts.reduce(0) { $0 + $1.toErase }, lastSeen: member.lastSeenAt,
          lastOutcome: last?.outcome, lastCode: last?.code,
          waitsForAdmission: isMember && last?.code == SessionRecord.admissionNotTold,
          waitsForAnswerSince: isMember ? unanswered.last?.endedAt : nil,
          void: counts.reduce(0) { $0 + $1.void },
          state: member.revocation.map { $0.isOfRetired ? "retired" : "revoked" }
            ?? (isMember ? "member" : "retired"))
      }
    }
  }

  /// The last exchanges, the latest first, with the peer's reference if it is known; the hub above is
  /// `HUB`.
  public func sessions(limit: Int) throws -> [(peer: String?, session: SessionRecord)] {
    let above = try upperEnrolment()?.hubNode
    return try database.writer.read { db in
      var names = Dictionary(
        try HubDatabase.members(in: db).map { ($0.nodeID, $0.partnership.reference) },
        uniquingKeysWith: { first, _ in first })
      if let above { names[Data(above.bytes)] = "HUB" }
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
    var toHear = 0
    var toErase = 0
    var void = 0
  }

  private let control: ControlState
  private let records: ScopeRecords
  /// How many withdrawn changes each member may still have the words of.
  private let toErase: [NodeID: Int]
  /// The last decision that each member is known to have heard of.
  private let heard: [Data: UInt64]
  /// The decisions that withdrew words, ascending.
  private let withdrawing: [UInt64]

  init(_ control: ControlState, _ records: ScopeRecords) throws {
    self.control = control
    self.records = records
    toErase = try control.withdrawals.keys.reduce(into: [:]) { counts, dot in
      for node in try records.members(thatHoldWithdrawn: dot, control) {
        counts[node, default: 0] += 1
      }
    }
    heard = try DecisionsHeard.sequences(of: Data(control.scope.bytes), in: records.database)
    withdrawing = toErase.isEmpty ? [] : try Self.withdrawing(control, records)
  }

  private static func withdrawing(_ control: ControlState, _ records: ScopeRecords) throws
    -> [UInt64]
  {
    let everything = LoadRequest.control(
      control.scope, first: 1, last: control.sequence, limit: .max, byteLimit: .max)
    guard case .control(_, let genesis?, _, let decisions) = try records.load(everything) else {
      return []
    }
    var state = ControlState(genesis: try VerifiedScopeGenesis(verifying: genesis))
    return try decisions.compactMap { decision in
      if case .redact = try state.apply(decision) { state.sequence } else { nil }
    }
  }

  /// How many decisions nothing says that a member has heard of; those that withdraw words are counted
  /// by the words while it may have them.
  private func toHear(_ node: NodeID) throws -> Int {
    let positions = try records.positions(of: control.scope)
    // Whoever writes names the last decision that it has heard of.
    let named = control.logs(of: node).compactMap {
      positions[$0.logIndex]?.author.control.sequence
    }
    let last = max(heard[Data(node.bytes)] ?? 0, named.max() ?? 0)
    guard last < control.sequence else { return 0 }
    let words = withdrawing.filter { $0 > last }.count
    return Int(clamping: control.sequence - last) - min(words, toErase[node] ?? 0)
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
    counts.toHear = try toHear(node)
    let known = try records.known(to: node, in: control.scope, control)
    counts.behind = frontier.entries.reduce(0) { sum, entry in
      let has = known[entry.logIndex]
      return own.contains(entry.logIndex) || has >= entry.counter
        ? sum : sum + Int(clamping: entry.counter - has)
    }
    return counts
  }
}
