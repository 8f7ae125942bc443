public import Logging
internal import PartnershipRecords
public import SyncProtocol

/// Keeps a session with one peer open: calls again, later each time, whenever the line breaks.
public struct StayingConnected: Sendable {
  private let peer: String
  private let logger: Logger

  /// - Parameters:
  ///   - peer: Whom it is with, as in "the hub".
  ///   - logger: Hears why there is no line, and never the content of a record.
  public init(to peer: String, logger: Logger) {
    (self.peer, self.logger) = (peer, logger)
  }

  /// Runs until the task is cancelled.
  ///
  /// - Parameters:
  ///   - session: One session; returns when it has ended, however it did.
  ///   - ended: Notes how it ended, and throws if that was not in order.
  public func run(
    _ session: () async throws -> SessionSummary, ended: (SessionSummary) async throws -> Void
  ) async {
    var random = SystemRandomNumberGenerator()
    var delay = ReconnectDelay()
    while !Task.isCancelled {
      var retryAfter: UInt32 = 0
      do {
        let summary = try await session()
        retryAfter = summary.retryAfterSeconds
        if summary.wentLive { delay.succeeded() }
        try await ended(summary)
      } catch let error as any RemediedError {
        logger.warning("not connected to \(peer): \(error.code): \(error.detail)")
      } catch {
        logger.warning("not connected to \(peer): \(type(of: error))")
      }
      if Task.isCancelled { return }
      let wait = delay.next(retryAfterSeconds: retryAfter, using: &random)
      try? await Task.sleep(for: .milliseconds(wait))
    }
  }
}
