internal import NodeStore
internal import Foundation
internal import GRDB
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol
public import SyncTransport

/// What synchronising with the hub came to.
public struct SyncReport: Codable, Sendable, Hashable {
  public let hub: String
  /// Always `finished`: anything else is an error.
  public let outcome: String
  public internal(set) var sessions = 0
  public internal(set) var commitsSent = 0
  public internal(set) var commitsReceived = 0
  public internal(set) var bytesSent = 0
  public internal(set) var bytesReceived = 0
  /// Releases that the hub holds now and did not before.
  public internal(set) var releasesDelivered: [String] = []
  /// Conflicts that wait for a person now.
  public internal(set) var openConflicts = 0
  /// What the hub or this node left out, and why, in sentences.
  public internal(set) var notices: [String] = []
}

extension NodeService {
  /// Exchanges with the hub what either has and the other may have.
  ///
  /// - Parameters:
  ///   - tap: Sees every message; for tests.
  ///   - isRepeated: Whether it is one of many attempts: one that fails as the one before did takes its
  ///     place in the list of exchanges.
  /// - Returns: What was exchanged.
  /// - Throws: `TransportError` if the hub cannot be reached or refuses; `SyncError` if the session
  ///   was refused. What arrived before is kept.
  public func synchronise(tap: WireTap? = nil, isRepeated: Bool = false) async throws
    -> SyncReport
  {
    let enrolment = try requiredEnrolment()
    var report = SyncReport(
      hub: "\(enrolment.hubAddress):\(enrolment.hubPort)", outcome: "finished")
    try checkMarks()
    let delivered = try deliveredReleases()
    // A second session sends what could only be written once the first had the log admitted, or has
    // a log admitted that the first showed to be needed; a third what the second had admitted.
    for _ in 0..<3 {
      try queueApprovedReleases()
      let (behind, exchanged) = try await exchangeOrBeginAgain(
        enrolment, tap, isRepeated, &report)
      try settleReleases()
      let hasMore = try [goOn(where: behind), putBackSetAside(), goOnAfterVerdicts(in: exchanged)]
        .contains(true)
      guard try hasMore || hasApprovedReleases() else { break }
    }
    report.notices += try recoveries().filter { $0.repeated != nil }.compactMap(\.sentences.first)
    report.notices += try settleRecoveries()
    report.releasesDelivered = try deliveredReleases().subtracting(delivered).sorted()
    report.openConflicts = try conflictsWaiting().total
    return report
  }

  /// Begins new logs where the hub held more of this machine's own log than the database did.
  func goOn(where behind: [LogPlace]) throws -> Bool {
    var isNew = false
    for place in behind {
      let isOwn = try read { try $0.ownLogPosition(in: place.scope)?.logIndex == place.logIndex }
      guard isOwn else { continue }
      try goOn(in: place.scope, because: .hubAhead)
      isNew = true
    }
    return isNew
  }

  /// Exchanges once more where the log that this machine began was not admitted: another copy of it may
  /// have had a log of the same number admitted, and by what has come a new one is begun.
  private func exchangeOrBeginAgain(
    _ enrolment: Enrolment, _ tap: WireTap?, _ isRepeated: Bool, _ report: inout SyncReport
  ) async throws -> (behind: [LogPlace], exchanged: Set<ScopeID>) {
    do {
      return try await exchange(enrolment, tap, isRepeated, &report)
    } catch SyncError.refused(.admissionRefused, _) {
      return try await exchange(enrolment, tap, isRepeated, &report)
    }
  }

  /// - Returns: The own logs of which the hub held more than the database; the scopes of which
  ///   everything is here now.
  private func exchange(
    _ enrolment: Enrolment, _ tap: WireTap?, _ isRepeated: Bool, _ report: inout SyncReport
  ) async throws -> (behind: [LogPlace], exchanged: Set<ScopeID>) {
    let identity = try transportIdentity(enrolment)
    let client = try enrolment.client(identity, now: now, tap: tap)
    let hub = enrolment.hubNode
    let began = now()
    try Erasures.finish(in: database.pool, now: began)
    let noticed = Notices()
    try leaveEndedScopes(noticed)
    do {
      let summary = try await client.connect { [self] peer, inbound, outbound in
        let setup = try sessionSetup(identity, peer, expecting: hub)
        let driver = SessionDriver(setup, keeper: keeper(noticed, from: hub))
        noticed.driver = driver
        return try await driver.run(inbound, outbound)
      }
      report.notices += noticed.sentences
      report.notices += summary.refusedLogs.map { "A log was left out: \($0.code.reason)" }
      try note(summary, noticed)
      try noteErasuresTold(began)
      report.sessions += 1
      report.commitsSent += summary.commitsSent
      report.commitsReceived += summary.commitsKept
      report.bytesSent += summary.bytesSent
      report.bytesReceived += summary.bytesReceived
      return (noticed.behind, summary.exchangedScopes)
    } catch let error as any RemediedError {
      try? note(
        failure: error, hub, after: await noticed.driver?.summary, isRepeated: isRepeated)
      throw error
    }
  }

  /// Why the hub did not admit this machine's log, though it may write.
  func refusal(_ noticed: Notices) throws -> NodeServiceError? {
    guard let (scope, ground) = noticed.admissionGround else { return nil }
    let group = try read { try $0.control(of: scope).genesis.name }
    switch ground {
    case .logsFull: return .groupLogsFull(group)
    case .tooOften(let until):
      return .logsAdmittedTooOften(
        group, until: Date(timeIntervalSince1970: Double(until) / 1_000))
    }
  }

  func sessionSetup(
    _ identity: TransportIdentity, _ hub: Peer, expecting: NodeID?, staysLive: Bool = false
  ) throws -> SessionSetup {
    let database = try database.pool.read { try SettingsTable.value(Setting.database, in: $0) }
    return SessionSetup(
      role: .initiator, identity: try self.identity(), expectedPeer: expecting,
      initiatorTransportKey: Digest(identity.transportKeyHash) ?? .zero,
      responderTransportKey: Digest(hub.transportKeyHash) ?? .zero, nonce: randomBytes(32),
      databaseID: database.flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) } ?? [],
      software: Self.software, scopes: try standings(),
      staysLive: staysLive)
  }

  /// Where this node stands in every scope; the marks are raised first, since a session may send
  /// all of it.
  func standings() throws -> [ScopeStanding] {
    let node = try nodeID()
    return try read { records in
      try records.scopes().map { scope in
        if let own = try records.ownLogHead(in: scope) {
          try marks.raise(to: own)
        }
        // What a scope came to is not shared any more with somebody whose membership has ended.
        let isMember = try records.control(of: scope).isMember(node)
        return try records.standing(of: scope, access: isMember ? .full : .controlOnly)
      }
    }
  }

  /// Refuses to go on with a database that is older than what was sent, in any scope; before
  /// anything is written or any mark is raised.
  func checkMarks() throws {
    try read { records in
      for scope in try records.scopes() { try checkMark(scope, records) }
    }
  }

  /// The same for one scope.
  func checkMark(_ scope: ScopeID, _ records: ScopeRecords) throws {
    guard let own = try records.ownLogHead(in: scope), try !records.hasOwnLogEnded(in: scope) else {
      return
    }
    let sent = try marks.mark(of: own.logID)
    guard own.counter >= sent else {
      throw ReplicaError.databaseOlderThanSent(
        scope: try records.control(of: scope).genesis.name, here: own.counter, sent: sent)
    }
  }

  /// The node's store, as it deals with one peer.
  ///
  /// - Parameters:
  ///   - noticed: Hears what a person should know.
  ///   - sender: The hub, or who made the bundle that is taken in.
  /// - Returns: The store.
  func keeper(_ noticed: Notices, from sender: NodeID? = nil) -> ReplicaKeeper {
    var rules = ReplicaKeeper.Rules()
    rules.sender = sender
    rules.controlApplied = { [self] scope, before, records in
      if let departure = try leave(scope, records) { noticed.add(departure) }
      // The session looks at all logs anew, and may send what was written since it began.
      if let own = try records.ownLogHead(in: scope) { try marks.raise(to: own) }
      try beginLog(in: scope, records)
      try compareFirst(in: scope, since: before, records)
    }
    rules.noted = { notice, _ in noticed.add(notice) }
    return ReplicaKeeper(database.pool, rules: rules, now: now)
  }

  func logKey(_ name: String) throws -> LogKey {
    try LogKey(rawRepresentation: try keys.load(name))
  }

  /// Notes a session that ran, and throws what ended it if that was not in order: under the precise
  /// code where the hub gave one.
  func note(_ summary: SessionSummary, _ noticed: Notices) throws {
    let error = summary.outcome.error
    let precise = error == nil ? nil : try refusal(noticed)
    let session = SessionRecord(summary, peer: nil, endedAt: now())
    try write { _, records in
      try records.keep(precise.map { session.noting($0) } ?? session)
    }
    if let error { throw precise ?? error }
    if case .disconnected = summary.outcome { throw NodeServiceError.sessionCut }
  }

  /// Notes that the hub was told what had been erased when a session began.
  func noteErasuresTold(_ began: Date) throws {
    try write { _, records in try records.noteErasuresTold(before: began, at: now()) }
  }

  /// Notes a session of a machine that stays connected, which did not come about.
  func note(attempt failure: any RemediedError, after summary: SessionSummary?) throws {
    let hub = try enrolment()?.hubNode
    try write { _, records in
      try records.keep(
        attempt: SessionRecord(
          failure: failure, peer: hub, endedAt: now(), after: summary,
          commitsKept: summary?.commitsKept ?? 0
        ).noting(failure))
    }
  }

  private func note(
    failure: any RemediedError, _ hub: NodeID?, after summary: SessionSummary?, isRepeated: Bool
  ) throws {
    // What the session itself refused, or that it was cut, was noted with its summary.
    let isPrecise = failure is NodeServiceError && NotedRefusal(rawValue: failure.code) != nil
    guard !(failure is SyncError), failure as? NodeServiceError != .sessionCut, !isPrecise else {
      return
    }
    let session = SessionRecord(
      failure: failure, peer: hub, endedAt: now(), after: summary,
      commitsKept: summary?.commitsKept ?? 0
    ).noting(failure)
    try write { _, records in
      if isRepeated { try records.keep(attempt: session) } else { try records.keep(session) }
    }
  }
}
