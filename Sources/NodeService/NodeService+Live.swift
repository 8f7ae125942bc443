internal import Foundation
internal import GRDB
public import Logging
internal import NodeStore
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol
internal import SyncTransport

extension NodeService {
  /// Stays connected to the hub until the task is cancelled: sends what is written here as it is
  /// written, takes what others wrote as it comes, and calls again when the line breaks.
  ///
  /// Work goes on whether there is a line or not; a node that is not enrolled waits until it is.
  ///
  /// - Parameter logger: Hears when the line comes and goes, and never the content of a record.
  public func stayConnected(logger: Logger) async {
    while (try? requiredEnrolment()) == nil, !Task.isCancelled {
      try? await Task.sleep(for: .seconds(10))
    }
    let latest = LatestNotices()
    await StayingConnected(to: "the hub", logger: logger).run {
      let began = now()
      try Erasures.finish(in: database.pool, now: began)
      let noticed = latest.begin()
      do {
        let summary = try await liveSession(logger, noticed, latest)
        if summary.wentLive { try noteErasuresTold(began) }
        return summary
      } catch let error as any RemediedError {
        latest.failed()
        try? note(attempt: error, after: await noticed.driver?.summary)
        throw error
      }
    } ended: {
      try note($0, latest.notices)
    }
  }

  private func liveSession(
    _ logger: Logger, _ noticed: Notices, _ latest: LatestNotices
  ) async throws -> SessionSummary {
    try checkMarks()
    try queueApprovedReleases()
    let enrolment = try requiredEnrolment()
    let identity = try transportIdentity(enrolment)
    let client = try enrolment.client(identity, now: now)
    let watch = try ReplicaWatch(path: home.database.path)
    _ = try watch.changedScopes()
    try leaveEndedScopes(noticed)
    let line = LineNote(home)
    defer { line.end() }
    return try await client.connect { [self] peer, inbound, outbound in
      let setup = try sessionSetup(
        identity, peer, expecting: enrolment.hubNode, staysLive: true)
      let driver = SessionDriver(
        setup, keeper: keeper(noticed, from: enrolment.hubNode),
        onLive: { exchanged in
          noticed.exchanged = exchanged
          line.begin(at: self.now())
          // Who was told that there is no line is told that there is one.
          if latest.isBack() {
            logger.notice("connected to the hub again")
          } else {
            logger.info("connected to the hub")
          }
        })
      noticed.driver = driver
      let telling = Task {
        await tell(driver, watch, noticed, line) {
          try tellRefusal(noticed, latest, driver, logger)
        }
      }
      defer { telling.cancel() }
      return try await withTaskCancellationHandler {
        try await driver.run(inbound, outbound)
      } onCancel: {
        driver.stop()
      }
    }
  }

  /// Tells a live session what has been written here, by whichever process, twice a second.
  private func tell(
    _ driver: SessionDriver, _ watch: ReplicaWatch, _ noticed: Notices, _ line: LineNote,
    _ tellRefusal: () throws -> Void
  ) async {
    var hasLooked = false
    while !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(500))
      line.update(await driver.summary, at: now())
      try? tellRefusal()
      // A disk that is full for a while must not end the session.
      let scopes = (try? watch.changedScopes()) ?? []
      if let exchanged = noticed.exchanged, !hasLooked || !scopes.isEmpty {
        hasLooked = true
        _ = try? goOn(where: noticed.behind)
        _ = try? goOnAfterVerdicts(in: exchanged)
        _ = try? settleRecoveries()
      }
      guard !scopes.isEmpty else { continue }
      try? queueApprovedReleases()
      try? settleReleases()
      for standing in (try? standings()) ?? [] where scopes.contains(standing.control.scope) {
        driver.post(standing)
      }
    }
  }

  /// Says once why the hub admits no log of this machine, though the session goes on, and ends the
  /// session when it may be asked again: within one session it is asked once.
  private func tellRefusal(
    _ noticed: Notices, _ latest: LatestNotices, _ driver: SessionDriver, _ logger: Logger
  ) throws {
    guard let (scope, ground) = noticed.admissionGround, let why = try refusal(noticed) else {
      return
    }
    if latest.isNews(why.code, in: scope) {
      logger.warning(
        "connected to the hub, which admits no log of this machine: \(why.code): \(why.detail)")
      try note(attempt: why, after: nil)
    }
    if case .tooOften(let until) = ground, milliseconds >= until { driver.stop() }
  }
}
