public import Foundation
public import SignedLogs
public import SyncProtocol

/// Runs one ``SyncSession`` over a stream: hands in what comes, and does what it asks for, in order.
public struct SessionDriver: Sendable {
  private let work: SessionWork

  /// Tells this session from others of the process.
  var identity: ObjectIdentifier { ObjectIdentifier(work) }

  /// Prepares a session.
  ///
  /// - Parameters:
  ///   - setup: As the two ends of the TLS connection are known.
  ///   - keeper: The store.
  ///   - callerByCertificate: The node that the caller's certificate names; a caller that calls
  ///     itself another is refused. `nil` for the initiator.
  ///   - runs: Runs that other sessions of this process have made already.
  ///   - onLive: Told once, if both sides hold the same and the session stays open: of the initiator,
  ///     in which scopes.
  ///   - now: The present time.
  public init(
    _ setup: SessionSetup, keeper: any SessionKeeper, callerByCertificate: NodeID? = nil,
    runs: RunCache? = nil,
    onLive: @escaping @Sendable (_ exchanged: Set<ScopeID>) -> Void = { _ in },
    now: @escaping @Sendable () -> UInt64 = {
      UInt64(Date().timeIntervalSince1970 * 1000)
    }
  ) {
    work = SessionWork(
      SyncSession(setup), keeper: keeper, callerByCertificate: callerByCertificate, runs: runs,
      onLive: onLive, now: now)
  }

  /// Runs the session to its end.
  ///
  /// - Returns: What it did; why it ended is in the summary's outcome.
  /// - Throws: What the keeper or the network throws. What was applied before is durable.
  public func run(_ inbound: InboundMessages, _ outbound: OutboundMessages) async throws
    -> SessionSummary
  {
    try await shortly { try await work.begin(outbound) }
    let reading = Task { try await receive(inbound) }
    SessionClock.shared.watch(work) { reading.cancel() }
    defer { SessionClock.shared.forget(work) }
    do {
      try await withTaskCancellationHandler {
        try await reading.value
      } onCancel: {
        reading.cancel()
      }
    } catch {
      throw work.failure ?? error
    }
    // It ended in order, and for a reason that is this side's.
    if let failure = work.failure { throw failure }
    return await work.summary
  }

  /// What the session has done so far, or had done when it broke off.
  public var summary: SessionSummary {
    get async { await work.summary }
  }

  /// Tells a live session that this replica stands elsewhere. Returns at once; of several standings
  /// of one scope the last counts.
  public func post(_ standing: ScopeStanding) { work.post(.changed(standing)) }

  /// In a live session: has the peer make a snapshot anew and say whether it is the same.
  public func ask(toWitness manifest: [UInt8], of scope: ScopeID) {
    work.post(.witnessWanted(scope, manifest: manifest))
  }

  /// Ends the session because the peer may not be served any more.
  public func refuse(_ code: CloseCode) { work.post(.peerRefused(code)) }

  /// Ends the session because this process is about to stop.
  public func stop() { work.post(.stopping) }

  /// Does something in a task of its own. What a message needs is much, and a task keeps all the
  /// memory that it ever needed: one that waits for the next message should have needed little.
  private func shortly(_ step: @escaping @Sendable () async throws -> Void) async throws {
    let task = Task(operation: step)
    try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      task.cancel()
    }
  }

  private func receive(_ inbound: InboundMessages) async throws {
    var messages = inbound.makeAsyncIterator()
    while await !work.hasEnded {
      do {
        guard let message = try await messages.next() else { break }
        try await shortly { try await work.take(.received(Data(message))) }
      } catch {
        // A session that has ended has nothing to lose with the connection.
        if await work.hasEnded { return }
        throw error
      }
    }
    try await shortly { try await work.take(.disconnected) }
  }
}
