internal import Foundation
internal import SignedLogs
internal import SyncProtocol
internal import Synchronization

/// Takes one input after the other, also when a frame takes long to leave.
actor SessionWork {
  private var session: SyncSession
  private let keeper: any SessionKeeper
  private let callerByCertificate: NodeID?
  private let runs: RunCache?
  private let onLive: @Sendable (Set<ScopeID>) -> Void
  private let now: @Sendable () -> UInt64
  private var outbound: OutboundMessages?
  private var isBusy = false
  private var waiting: [CheckedContinuation<Void, Never>] = []
  /// How many commits that came are durable.
  private var commitsKept = 0
  /// When the frame that is leaving now began to.
  private var sendingSince: UInt64?
  /// What others of this process told the session and it has not taken yet.
  private let posted = Mutex(Posted())

  /// Why the session was cut off.
  private let failed = Mutex<(any Error)?>(nil)

  private struct Posted {
    var standings: [ScopeID: ScopeStanding] = [:]
    var witnessWanted: [ScopeID: [UInt8]] = [:]
    var ending: SessionInput?
    var isTaking = false
  }

  init(
    _ session: SyncSession, keeper: any SessionKeeper, callerByCertificate: NodeID?,
    runs: RunCache?, onLive: @escaping @Sendable (Set<ScopeID>) -> Void,
    now: @escaping @Sendable () -> UInt64
  ) {
    self.session = session
    self.keeper = keeper
    self.callerByCertificate = callerByCertificate
    self.runs = runs
    self.onLive = onLive
    self.now = now
  }

  var hasEnded: Bool { session.hasEnded }

  /// How long nothing can happen by itself.
  var tickSeconds: Int { session.isIdle ? 5 : 1 }

  /// What the session has done.
  var summary: SessionSummary {
    var summary = session.summary
    summary.commitsKept = commitsKept
    return summary
  }

  func begin(_ outbound: OutboundMessages) async throws {
    self.outbound = outbound
    try await take(.started)
  }

  func take(_ input: SessionInput) async throws {
    await enter()
    defer { leave() }
    var inputs = [input]
    while !inputs.isEmpty {
      for output in session.step(inputs.removeFirst(), now: now()) {
        if let next = try await perform(output) { inputs.append(next) }
      }
    }
  }

  /// A peer that takes nothing for a minute ends the session: what waits for it to take something
  /// is cut off.
  func tick() async throws {
    if let sendingSince, now() > sendingSince + SyncLimits.sendMilliseconds {
      throw SyncError.refused(.tooSlow, detail: "")
    }
    guard sendingSince == nil else { return }
    try await take(.tick)
  }

  nonisolated func fail(_ error: any Error) { failed.withLock { $0 = $0 ?? error } }
  nonisolated var failure: (any Error)? { failed.withLock { $0 } }

  private func enter() async {
    guard isBusy else { return isBusy = true }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func leave() {
    if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
  }

  // MARK: What others tell

  nonisolated func post(_ input: SessionInput) {
    let isFirst = posted.withLock { posted in
      if case .changed(let standing) = input {
        posted.standings[standing.control.scope] = standing
      } else if case .witnessWanted(let scope, let manifest) = input {
        posted.witnessWanted[scope] = manifest
      } else {
        posted.ending = input
      }
      defer { posted.isTaking = true }
      return !posted.isTaking
    }
    if isFirst { Task { await self.takePosted() } }
  }

  private func takePosted() async {
    while let input = nextPosted() {
      // What the network throws ends the session where it reads.
      try? await take(input)
    }
  }

  private nonisolated func nextPosted() -> SessionInput? {
    posted.withLock { posted in
      if let ending = posted.ending {
        posted.ending = nil
        return ending
      }
      if let scope = posted.standings.keys.min(),
        let standing = posted.standings.removeValue(forKey: scope)
      {
        return .changed(standing)
      }
      if let (scope, manifest) = posted.witnessWanted.popFirst() {
        return .witnessWanted(scope, manifest: manifest)
      }
      posted.isTaking = false
      return nil
    }
  }

  // MARK: Doing

  /// A peer that may not be served any more is told so, and so is one that brings another history than
  /// the one that has come here meanwhile; the session ends in order. So it does where the store fails: the
  /// peer is told that it is not its fault, and this side why.
  private func perform(_ output: SessionOutput) async throws -> SessionInput? {
    do {
      return try await answer(output)
    } catch SyncError.refused(let code, _)
      where [.revoked, .unknownPeer, .scopeNotEntitled, .forkDetected].contains(code)
    {
      return .peerRefused(code)
    } catch let error where !(error is CancellationError) && output.isOfStore {
      fail(error)
      return .storageFailed
    }
  }

  private func answer(_ output: SessionOutput) async throws -> SessionInput? {
    switch output {
    case .send(let frame): try await send(frame)
    case .load(.peer(let caller)): return .loaded(.peer(try await standing(of: caller)))
    case .load(let request): return .loaded(try await load(request))
    case .apply(let request):
      let applied = try await keeper.apply(request)
      if case .commits(_, let runs) = request {
        commitsKept += runs.reduce(0) { $0 + $1.commits.count }
      }
      return .applied(applied)
    case .admit(let scope, let genesis, let sequence):
      return try await keeper.admit(genesis, to: scope, after: sequence).input(scope, genesis.log)
    case .receipt(let receipt): try await keeper.keep(receipt)
    case .acknowledged(let scope, let positions):
      if let peer = session.summary.peer {
        try await keeper.keep(acknowledged: positions, by: peer, of: scope)
      }
    case .witness(let scope, let manifest):
      return .witnessed(
        scope, manifestHash(manifest), isSame: try await keeper.canWitness(manifest, of: scope))
    case .evidence(let evidence): try await keeper.keep(evidence, from: session.summary.peer)
    case .notice(let notice):
      try await keeper.note(notice, from: session.summary.peer)
      if case .purgeAsked(let scope) = notice, let at = try await keeper.purge(scope) {
        return .purged(scope, at: at)
      }
    case .live: onLive(session.summary.exchangedScopes)
    case .finished: break
    }
    return nil
  }

  private func standing(of caller: NodeID) async throws -> PeerStanding {
    guard callerByCertificate == nil || callerByCertificate == caller else {
      return .refused(.authenticationFailed)
    }
    return try await keeper.standing(of: caller)
  }

  /// Runs are made once for all sessions of this process.
  private func load(_ request: LoadRequest) async throws -> LoadedContent {
    guard let runs, case .run(let scope, _, _, _, _, _) = request else {
      return try await keeper.load(request)
    }
    if let run = runs.run(for: request) { return .encoded(scope, run) }
    let content = try await keeper.load(request)
    guard case .run(_, let logIndex, let first, let commits, let seals) = content,
      let run = EncodedRun(logIndex: logIndex, first: first, commits: commits, seals: seals)
    else { return content }
    runs.keep(run, for: request)
    return .encoded(scope, run)
  }

  private func send(_ frame: Data) async throws {
    guard let outbound else { return }
    sendingSince = now()
    defer { sendingSince = nil }
    try await outbound.write(Array(frame))
  }
}

extension SessionOutput {
  /// Whether the store does it, and not the network.
  fileprivate var isOfStore: Bool {
    if case .send = self { false } else { true }
  }
}
