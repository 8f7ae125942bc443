public import Foundation
public import SignedLogs
public import SyncProtocol

/// Runs one ``SyncSession`` over a stream: hands in what comes, and does what it asks for, in order.
public struct SessionDriver: Sendable {
  private let work: SessionWork

  /// Prepares a session.
  ///
  /// - Parameters:
  ///   - setup: As the two ends of the TLS connection are known.
  ///   - keeper: The store.
  ///   - callerByCertificate: The node that the caller's certificate names; a caller that calls
  ///     itself another is refused. `nil` for the initiator.
  ///   - now: The present time.
  public init(
    _ setup: SessionSetup, keeper: any SessionKeeper, callerByCertificate: NodeID? = nil,
    now: @escaping @Sendable () -> UInt64 = {
      UInt64(Date().timeIntervalSince1970 * 1000)
    }
  ) {
    work = SessionWork(
      SyncSession(setup), keeper: keeper, callerByCertificate: callerByCertificate, now: now)
  }

  /// Runs the session to its end.
  ///
  /// - Returns: What it did; why it ended is in the summary's outcome.
  /// - Throws: What the keeper or the network throws. What was applied before is durable.
  public func run(_ inbound: InboundMessages, _ outbound: OutboundMessages) async throws
    -> SessionSummary
  {
    try await work.take(.started, outbound)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await receive(inbound, outbound) }
      group.addTask { try await tick(outbound) }
      defer { group.cancelAll() }
      try await group.next()
      return try await work.ending()
    }
  }

  private func receive(_ inbound: InboundMessages, _ outbound: OutboundMessages) async throws {
    var messages = inbound.makeAsyncIterator()
    while await !work.hasEnded {
      do {
        guard let message = try await messages.next() else { break }
        try await work.take(.received(Data(message)), outbound)
      } catch {
        // A session that has ended has nothing to lose with the connection.
        if await work.hasEnded { return }
        throw error
      }
    }
    try await work.take(.disconnected, outbound)
  }

  private func tick(_ outbound: OutboundMessages) async throws {
    while await !work.hasEnded {
      do { try await Task.sleep(for: .seconds(1)) } catch { return }
      try await work.take(.tick, outbound)
    }
  }
}

/// Takes one input after the other, also when a frame takes long to leave.
private actor SessionWork {
  private var session: SyncSession
  private let keeper: any SessionKeeper
  private let callerByCertificate: NodeID?
  private let now: @Sendable () -> UInt64
  private var isBusy = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(
    _ session: SyncSession, keeper: any SessionKeeper, callerByCertificate: NodeID?,
    now: @escaping @Sendable () -> UInt64
  ) {
    self.session = session
    self.keeper = keeper
    self.callerByCertificate = callerByCertificate
    self.now = now
  }

  var hasEnded: Bool { session.hasEnded }

  func ending() throws -> SessionSummary { session.summary }

  func take(_ input: SessionInput, _ outbound: OutboundMessages) async throws {
    await enter()
    defer { leave() }
    var inputs = [input]
    while !inputs.isEmpty {
      for output in session.step(inputs.removeFirst(), now: now()) {
        if let next = try await perform(output, outbound) { inputs.append(next) }
      }
    }
  }

  private func enter() async {
    guard isBusy else { return isBusy = true }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func leave() {
    if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
  }

  private func perform(_ output: SessionOutput, _ outbound: OutboundMessages) async throws
    -> SessionInput?
  {
    switch output {
    case .send(let frame): return try await send(frame, outbound)
    case .load(.peer(let caller)): return .loaded(.peer(try await standing(of: caller)))
    case .load(let request): return .loaded(try await keeper.load(request))
    case .apply(let request): return .applied(try await keeper.apply(request))
    case .admit(let scope, let genesis, let sequence):
      switch try await keeper.admit(genesis, to: scope, after: sequence) {
      case .admitted(let first, let records):
        return .admitted(scope, first: first, records: records)
      case .refused: return .admissionRefused(scope, genesis.log)
      }
    case .receipt(let receipt): try await keeper.keep(receipt)
    case .acknowledged(let scope, let positions):
      if let peer = session.summary.peer {
        try await keeper.keep(acknowledged: positions, by: peer, of: scope)
      }
    case .notice(let notice): try await keeper.note(notice, from: session.summary.peer)
    case .live, .finished: break
    }
    return nil
  }

  private func standing(of caller: NodeID) async throws -> PeerStanding {
    guard callerByCertificate == nil || callerByCertificate == caller else {
      return .refused(.authenticationFailed)
    }
    return try await keeper.standing(of: caller)
  }

  /// A peer that takes nothing for a minute ends the session.
  private func send(_ frame: Data, _ outbound: OutboundMessages) async throws -> SessionInput? {
    try await withThrowingTaskGroup(of: SessionInput?.self) { group in
      group.addTask {
        try await outbound.write(Array(frame))
        return nil
      }
      group.addTask {
        try await Task.sleep(for: .seconds(60))
        return .sendingStalled
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }
}
