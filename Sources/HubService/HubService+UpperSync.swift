internal import CausalHistory
internal import Foundation
internal import GRDB
internal import HubStore
public import Logging
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol
internal import SyncTransport

/// What an exchange with the hub above came to.
public struct UpperReport: Codable, Sendable, Hashable {
  public let hub: String
  public internal(set) var sessions = 0
  public internal(set) var commitsSent = 0
  public internal(set) var commitsReceived = 0
  /// What either side left out, and why, in sentences.
  public internal(set) var notices: [String] = []
}

extension HubService {
  /// Exchanges with the hub above what either has of the scopes in which that one decides.
  ///
  /// - Throws: ``HubServiceError/notBelow``; `TransportError` or `SyncError` if the hub above cannot
  ///   be reached or refuses. What arrived before is kept.
  public func synchroniseAbove() async throws -> UpperReport {
    guard let enrolment = try upperEnrolment() else { throw HubServiceError.notBelow }
    var report = UpperReport(hub: enrolment.hubPlace)
    let noticed = SessionNotices(.lowerHub)
    let summary = try await upperSession(enrolment, noticed)
    try note(summary, enrolment.hubNode)
    report.sessions += 1
    report.commitsSent += summary.commitsSent
    report.commitsReceived += summary.commitsKept
    report.notices = noticed.sentences
    report.notices += summary.refusedLogs.map { "A log was left out: \($0.code.reason)" }
    return report
  }

  /// Stays connected to the hub above until the task is cancelled, if there is one.
  ///
  /// - Parameter logger: Hears when the line comes and goes, and never the content of a record.
  public func stayConnectedAbove(logger: Logger) async {
    while !Task.isCancelled {
      guard let enrolment = try? upperEnrolment() else {
        try? await Task.sleep(for: .seconds(10))
        continue
      }
      await StayingConnected(to: "the hub above", logger: logger).run {
        try await upperSession(enrolment, SessionNotices(.lowerHub), staysLive: true, logger)
      } ended: {
        try note($0, enrolment.hubNode)
      }
    }
  }

  /// One session as the one who calls.
  private func upperSession(
    _ enrolment: Enrolment, _ noticed: SessionNotices, staysLive: Bool = false,
    _ logger: Logger? = nil
  ) async throws -> SessionSummary {
    let identity = try enrolment.transportIdentity(try keys.loadTransportKey(KeyName.transport))
    let client = try enrolment.client(identity, now: now)
    let watch = try ReplicaWatch(path: home.database.path)
    let began = now()
    try Erasures.finish(in: database.writer, now: began)
    do {
      let summary = try await client.connect { [self] peer, inbound, outbound in
        let setup = try upperSetup(identity, peer, enrolment.hubNode, staysLive: staysLive)
        let driver = SessionDriver(
          setup, keeper: TellingKeeper(store: upperKeeper(noticed), live: live),
          onLive: { [self] _ in
            logger?.info("connected to the hub above")
            try? noteUpperSeen()
          })
        let telling = staysLive ? Task { await tellAbove(driver, watch) } : nil
        defer { telling?.cancel() }
        return try await withTaskCancellationHandler {
          try await driver.run(inbound, outbound)
        } onCancel: {
          driver.stop()
        }
      }
      if summary.outcome == .finished {
        try await database.writer.write {
          try ScopeRecords($0).noteErasuresTold(before: began, at: now())
        }
      }
      return summary
    } catch let error as any RemediedError {
      try? note(failure: error, enrolment.hubNode, isAttempt: staysLive)
      throw error
    }
  }

  private func upperSetup(
    _ identity: TransportIdentity, _ hub: Peer, _ expected: NodeID?, staysLive: Bool
  ) throws -> SessionSetup {
    SessionSetup(
      role: .initiator, identity: try self.identity(), expectedPeer: expected,
      initiatorTransportKey: Digest(identity.transportKeyHash) ?? .zero,
      responderTransportKey: Digest(hub.transportKeyHash) ?? .zero, nonce: randomBytes(32),
      databaseID: Data(base64Encoded: try setting(Setting.database)).map { [UInt8]($0) } ?? [],
      software: Self.software, scopes: try upperStandings(), staysLive: staysLive)
  }

  /// Where this hub stands in the scopes in which the hub above decides, with the logs for whose
  /// admission it asks.
  private func upperStandings() throws -> [ScopeStanding] {
    try database.writer.read { db in
      let records = ScopeRecords(db)
      return try upperScopes(db).map { scope in
        try records.passingOn(with: try records.standing(of: scope))
      }
    }
  }

  private func upperKeeper(_ noticed: SessionNotices) -> ReplicaKeeper {
    var rules = ReplicaKeeper.Rules()
    rules.noted = { notice, _ in noticed.add(notice) }
    return ReplicaKeeper(database.writer, rules: rules, now: now)
  }

  /// Tells a live session what has come to this hub meanwhile, twice a second.
  private func tellAbove(_ driver: SessionDriver, _ watch: ReplicaWatch) async {
    var told: [ScopeID: UpperMark] = [:]
    var isDue = false
    while !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(500))
      // A disk that is full for a while must not end the session.
      isDue = isDue || (try? watch.hasBeenWritten()) ?? true
      guard isDue, let standings = try? upperStandings() else { continue }
      isDue = false
      for standing in standings {
        let mark = UpperMark(standing)
        guard told.updateValue(mark, forKey: standing.control.scope) != mark else { continue }
        driver.post(standing)
      }
    }
  }

  private func note(_ summary: SessionSummary, _ hub: NodeID?) throws {
    try database.writer.write { db in
      try ScopeRecords(db).keep(SessionRecord(summary, peer: hub, endedAt: now()))
    }
    if let error = summary.outcome.error { throw error }
    guard case .disconnected = summary.outcome else { return try noteUpperSeen() }
    throw HubServiceError.sessionCut
  }

  func noteUpperSeen() throws {
    try database.writer.write {
      try SettingsTable.set(Setting.upperSeen, to: String(now().timeIntervalSince1970), in: $0)
    }
  }

  private func note(failure: any RemediedError, _ hub: NodeID?, isAttempt: Bool) throws {
    // What the session itself refused is noted with its summary.
    guard !(failure is SyncError), !(failure is HubServiceError) else { return }
    try database.writer.write { db in
      let session = SessionRecord(failure: failure, peer: hub, endedAt: now()).asUpperRefusal
      if isAttempt {
        try ScopeRecords(db).keep(attempt: session)
      } else {
        try ScopeRecords(db).keep(session)
      }
    }
  }
}

/// What a live session was told last of a scope.
private struct UpperMark: Equatable {
  let sequence: UInt64
  let counters: [UInt32: UInt64]
  let waiting: [SignedContent]

  init(_ standing: ScopeStanding) {
    sequence = standing.control.sequence
    counters = standing.positions.mapValues(\.head.counter)
    waiting = standing.passingOn
  }
}
