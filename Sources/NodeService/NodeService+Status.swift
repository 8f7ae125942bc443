internal import CausalHistory
internal import BusinessCycle
internal import Disclosure
public import Foundation
internal import NodeStore
internal import PartnershipRecords
public import ReplicaStore
internal import SignedLogs
internal import SyncProtocol
internal import SyncTransport

/// How a node stands with its region.
public struct SyncState: Codable, Sendable, Hashable {
  /// One partnership's log in a group, as far as it is here.
  public struct LogState: Codable, Sendable, Hashable {
    public let partnership: String
    public let logIndex: UInt32
    /// How many of its changes are here: an entry of this replica's version vector.
    public let held: UInt64
    /// How many of this node's own changes the hub has signed for; `nil` for others' logs.
    public let confirmedByHub: UInt64?
  }

  /// A group, or the pair of this node and the hub.
  public struct ScopeState: Codable, Sendable, Hashable {
    public let name: String
    public let scope: String
    public let kind: String
    public let members: [String]
    public let logs: [LogState]
    /// Equal at replicas that hold the same.
    public let stateHash: String
  }

  public let region: String?
  public let hub: String?
  public let fingerprint: String
  /// The line to the hub that is open now; `nil` if there is none.
  public let line: OpenLine?
  /// When the hub was last reached over a line, which is now while one is open; `nil` if never.
  public let lastContact: Date?
  /// When something was last taken in from a bundle; `nil` if never.
  public let lastBundle: Date?
  /// Of the last exchange over a line that has ended.
  public let lastOutcome: String?
  public let lastCode: String?
  /// The last exchange that did not come to its end; `nil` if there was none.
  public let lastFailure: SessionFailure?
  public let waiting: Int
  /// How many changes those are: so many leave with the next exchange or bundle.
  public let waitingChanges: Int
  public let openConflicts: Int
  /// For whom they wait: the partnerships that shared the tasks.
  public let conflictsWaiting: [ConflictsWaiting]
  /// How many of what partners wrote apart a rule settled: they wait for nobody.
  public let decidedByRule: Int
  public let scopes: [ScopeState]
}

/// Something made here that the hub does not hold yet.
public struct WaitingRecord: Codable, Sendable, Hashable {
  /// What it is called here: its reference, or its full name if that is not the only one.
  public let reference: String
  /// Its name everywhere; a release has its own.
  public let name: String
  public let kind: String
  public let since: Date
  /// How many changes that is, a file's content among them; 0 for what is written only as it leaves.
  public var changes = 0
  public internal(set) var reason: String
  public internal(set) var remedy: String
  /// Whether its log was continued in two ways, so that it cannot leave before that is decided.
  public var isDisputed = false
  /// Whether the hub has not admitted its log yet, so that it cannot leave before.
  public var isUnadmitted = false
}

extension NodeService {
  /// How this node stands with its region.
  public func syncState() throws -> SyncState {
    let enrolment = try enrolment()
    let last = try read { try $0.sessions(limit: 1000).first { !$0.isBundle } }
    let apart = try tasksWithConflicts()
    let conflicts = apart.conflictsWaiting
    let waiting = try waitingRecords()
    return SyncState(
      region: enrolment?.region, hub: enrolment.map { "\($0.hubAddress):\($0.hubPort)" },
      fingerprint: try fingerprint(),
      line: openLine(), lastContact: try lastContact(),
      lastBundle: try read { try $0.lastBundle() }, lastOutcome: last?.outcome,
      lastCode: last?.code, lastFailure: try read { try $0.lastFailure() },
      waiting: waiting.count, waitingChanges: waiting.reduce(0) { $0 + $1.changes },
      openConflicts: conflicts.total, conflictsWaiting: conflicts,
      decidedByRule: apart.reduce(0) { $0 + $1.decidedByRule.count },
      scopes: try read { records in try records.scopes().map { try state(of: $0, records) } })
  }

  private func state(of scope: ScopeID, _ records: ScopeRecords) throws -> SyncState.ScopeState {
    let control = try records.control(of: scope)
    let frontier = try records.frontier(of: scope)
    let own = try records.ownLogPosition(in: scope)?.logIndex
    let held = try heldByHub(in: scope, records)
    return SyncState.ScopeState(
      name: control.genesis.name, scope: scope.hex, kind: "\(control.genesis.kind)",
      members: control.members.keys.compactMap { control.nodes[$0]?.description.reference }
        .sorted(),
      logs: control.logsInOrder.map { log in
        SyncState.LogState(
          partnership: control.reference(ofLog: log.logIndex), logIndex: log.logIndex,
          held: frontier[log.logIndex],
          confirmedByHub: log.logIndex == own ? held : nil)
      }, stateHash: try records.stateHash(of: scope).hex)
  }

  /// What was made here and is not at the hub, the oldest first, with the reason.
  public func waitingRecords() throws -> [WaitingRecord] {
    let isEnrolled = try enrolment() != nil
    let send = try route().send
    let unsent = try read { records in
      try records.scopes().flatMap { try unsentObjects(in: $0, records) }
    }
    let releases = try database.releaseLedger().releases.filter { $0.step == .approved }.map {
      WaitingRecord(
        reference: $0.release, name: $0.release, kind: "release",
        since: Date(timeIntervalSince1970: Double($0.time)),
        reason: isEnrolled
          ? "It is approved and waits for the next contact with the hub."
          : "It is approved, but this node belongs to no region yet.",
        remedy: isEnrolled ? send : "Enrol with iscan node enrol.")
    }
    var waiting = unsent + releases
    // What keeps everything here is worth more than what would be next without it.
    if let refusal = try lastExchange()?.attention, refusal.kind == .refused {
      for place in waiting.indices where !waiting[place].isDisputed {
        waiting[place].reason += " " + refusal.words
        waiting[place].remedy = refusal.remedy
      }
    }
    return waiting.sorted { ($0.since, $0.reference) < ($1.since, $1.reference) }
  }
}
