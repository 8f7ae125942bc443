internal import Foundation
internal import GRDB
internal import HubStore
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol
internal import SyncTransport

/// What keeps the hub's live sessions told.
final class HubLive: Sendable {
  let sessions = LiveSessions()
  let runs = RunCache()
  let news: AsyncStream<Void>
  private let giveNews: AsyncStream<Void>.Continuation

  init() {
    (news, giveNews) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Something may have been written: look at once.
  func nudge() { giveNews.yield() }

  /// Nothing more will be told.
  func end() { giveNews.finish() }
}

extension HubService {
  /// Tells live sessions of what this process or another writes into the hub's database, until the
  /// task is cancelled.
  ///
  /// What a session of this process writes is passed on at once, anything else within a second.
  public func watchForNews() async throws {
    let watch = try ReplicaWatch(path: home.database.path)
    _ = try watch.changedScopes()
    let clock = Task { [live] in
      while !Task.isCancelled {
        live.nudge()
        try? await Task.sleep(for: .seconds(1))
      }
    }
    defer { clock.cancel() }
    for await _ in live.news where live.sessions.count > 0 {
      let changed = try watch.changedScopes()
      for scope in changed { try post(scope) }
      if !changed.isEmpty { _ = try settleReleases() }
      try refuseRevoked()
    }
  }

  /// Ends the live sessions in order, and the telling: this process is about to stop.
  public func endLiveSessions() {
    live.sessions.stop()
    live.end()
  }

  private func post(_ scope: ScopeID) throws {
    try database.writer.read { db in
      let records = ScopeRecords(db)
      let standing = try records.standing(of: scope)
      live.sessions.post(standing) { peer in
        (try? records.control(of: scope, endedFor: peer)).flatMap { $0 }.map {
          ScopeStanding(control: $0, positions: [:], access: .controlOnly)
        }
      }
    }
  }

  private func refuseRevoked() throws {
    let connected = live.sessions.peers
    guard !connected.isEmpty else { return }
    let revoked = try database.writer.read { db in
      try HubDatabase.members(in: db).filter { $0.revocation != nil }.compactMap {
        NodeID($0.nodeID)
      }
    }
    for peer in Set(revoked).intersection(connected) { live.sessions.refuse(peer, .revoked) }
  }
}

/// The hub's store for one session: what it writes, the other sessions hear of.
struct TellingKeeper: SessionKeeper {
  let store: ReplicaKeeper
  let live: HubLive

  func standing(of caller: NodeID) async throws -> PeerStanding {
    try await store.standing(of: caller)
  }

  func load(_ request: LoadRequest) async throws -> LoadedContent { try await store.load(request) }

  func apply(_ request: ApplyRequest) async throws -> AppliedContent {
    let content = try await store.apply(request)
    // A withdrawn payload must not go on being sent.
    if case .control = content { live.runs.removeAll() }
    live.nudge()
    return content
  }

  func admit(
    _ genesis: VerifiedLogGenesis, to scope: ScopeID, after controlSequence: UInt64
  ) async throws -> AdmissionAnswer {
    let answer = try await store.admit(genesis, to: scope, after: controlSequence)
    live.nudge()
    return answer
  }

  func keep(_ receipt: ReceiptRecord) async throws { try await store.keep(receipt) }

  func keep(acknowledged positions: [StatedPosition], by peer: NodeID, of scope: ScopeID)
    async throws
  {
    try await store.keep(acknowledged: positions, by: peer, of: scope)
  }

  func canWitness(_ manifest: [UInt8], of scope: ScopeID) async throws -> Bool {
    try await store.canWitness(manifest, of: scope)
  }

  func keep(_ evidence: SessionEvidence, from peer: NodeID?) async throws {
    try await store.keep(evidence, from: peer)
  }

  func note(_ notice: SessionNotice, from peer: NodeID?) async throws {
    try await store.note(notice, from: peer)
  }
}
