public import Logging
internal import PartnershipRecords
public import SyncProtocol

/// Keeps a session with one peer open: calls again, later each time, whenever the line breaks.
public struct StayingConnected: Sendable {
  /// How long a peer is left alone that refuses this machine until a person acts, in seconds: ten
  /// minutes. Whoever acted need not wait: iscan sync run.
  private static let refusedSeconds: UInt32 = 600

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
    var told: String?
    while !Task.isCancelled {
      var retryAfter: UInt32 = 0
      do {
        let summary = try await session()
        retryAfter = summary.retryAfterSeconds
        if summary.wentLive { delay.succeeded() }
        try await ended(summary)
        told = nil
      } catch let error as any RemediedError {
        tell("\(error.code): \(error.detail)", &told)
        if Self.needsPerson(error) { retryAfter = max(retryAfter, Self.refusedSeconds) }
      } catch {
        tell("\(type(of: error))", &told)
      }
      if Task.isCancelled { return }
      let wait = delay.next(retryAfterSeconds: retryAfter, using: &random)
      try? await Task.sleep(for: .milliseconds(wait))
    }
  }

  /// Says why there is no line, once for as long as it is the same.
  private func tell(_ why: String, _ told: inout String?) {
    let level: Logger.Level = why == told ? .debug : .warning
    logger.log(level: level, "not connected to \(peer): \(why)")
    told = why
  }

  /// Whether the peer refuses this machine as such, and not what it brought.
  private static func needsPerson(_ error: any RemediedError) -> Bool {
    RefusalReason(rawValue: error.code)?.needsPerson
      ?? [CloseCode.revoked, .unknownPeer].contains { error.code.hasSuffix("refused-\($0.name)") }
  }
}
