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
    var random = SystemRandomNumberGenerator()
    var delay = ReconnectDelay()
    while !Task.isCancelled {
      guard (try? requiredEnrolment()) != nil else {
        try? await Task.sleep(for: .seconds(10))
        continue
      }
      var retryAfter: UInt32 = 0
      do {
        let summary = try await liveSession(logger)
        retryAfter = summary.retryAfterSeconds
        if summary.wentLive { delay.succeeded() }
        try note(summary)
      } catch let error as any RemediedError {
        logger.warning("not connected to the hub: \(error.code): \(error.detail)")
      } catch {
        logger.warning("not connected to the hub: \(type(of: error))")
      }
      if Task.isCancelled { return }
      let wait = delay.next(retryAfterSeconds: retryAfter, using: &random)
      try? await Task.sleep(for: .milliseconds(wait))
    }
  }

  private func liveSession(_ logger: Logger) async throws -> SessionSummary {
    try checkMarks()
    try queueApprovedReleases()
    let enrolment = try requiredEnrolment()
    let identity = try transportIdentity(enrolment)
    let client = SyncClient(
      host: enrolment.hubAddress, port: enrolment.hubPort, serverName: enrolment.hubName,
      identity: identity,
      authority: try TransportCertificate(pem: enrolment.authorityCertificatePEM), now: now)
    let watch = try ReplicaWatch(path: home.database.path)
    _ = try watch.changedScopes()
    let found = WatchBox(watch)
    return try await client.connect { [self] peer, inbound, outbound in
      let setup = try sessionSetup(
        identity, peer, expecting: enrolment.hubNode, staysLive: true)
      let driver = SessionDriver(
        setup, keeper: try keeper(Notices()), onLive: { _ in logger.info("connected to the hub") })
      let telling = Task { await tell(driver, found) }
      defer { telling.cancel() }
      return try await withTaskCancellationHandler {
        try await driver.run(inbound, outbound)
      } onCancel: {
        driver.stop()
      }
    }
  }

  /// Tells a live session what has been written here, by whichever process, twice a second.
  private func tell(_ driver: SessionDriver, _ found: WatchBox) async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(500))
      // A disk that is full for a while must not end the session.
      guard let scopes = try? found.changedScopes(), !scopes.isEmpty else { continue }
      try? queueApprovedReleases()
      try? settleReleases()
      for standing in (try? standings()) ?? [] where scopes.contains(standing.control.scope) {
        driver.post(standing)
      }
    }
  }
}

/// Carries a watch into the one task that uses it.
private final class WatchBox: @unchecked Sendable {
  private let watch: ReplicaWatch

  init(_ watch: ReplicaWatch) { self.watch = watch }

  func changedScopes() throws -> [ScopeID] { try watch.changedScopes() }
}
