internal import Foundation
internal import GRDB
internal import HubStore
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol
internal import SyncTransport
internal import Synchronization

/// What keeps the hub's live sessions told.
final class HubLive: Sendable {
  let sessions = LiveSessions()
  let runs = RunCache()
  let told = ToldSessions()
  let news: AsyncStream<Void>
  private let giveNews: AsyncStream<Void>.Continuation
  /// When members were last asked to witness snapshots.
  let asked = Interval(seconds: 5)
  /// When it was last written down what members that stay connected have heard of.
  let heard = Interval(seconds: 5)
  /// When it was last written down who stays connected.
  let seen = Interval(seconds: 60)
  /// When house was kept last.
  let upkeep = Interval(seconds: 3_600, since: Date())

  init() {
    (news, giveNews) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Something may have been written: look at once.
  func nudge() { giveNews.yield() }

  /// Nothing more will be told.
  func end() { giveNews.finish() }
}

/// Lets something be done no more often than every so many seconds.
final class Interval: Sendable {
  private let seconds: TimeInterval
  private let last: Mutex<Date>

  /// - Parameters:
  ///   - seconds: At least so long between two times.
  ///   - since: As if it had been done then.
  init(seconds: TimeInterval, since: Date = .distantPast) {
    self.seconds = seconds
    last = Mutex(since)
  }

  /// Whether it is time; if so, it is done now.
  func isDue(_ now: Date) -> Bool {
    last.withLock { last in
      // A clock that was set back must not stop it.
      guard now < last || now >= last + seconds else { return false }
      last = now
      return true
    }
  }
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
    for await _ in live.news { try await aside { [self] in try look(watch) } }
  }

  private func look(_ watch: ReplicaWatch) throws {
    // What cannot be done now, because somebody reads or the database was brought back, is tried
    // again; the hub serves on.
    _ = try? Erasures.finish(in: database.writer, now: now())
    _ = try? signRevocations()
    if live.upkeep.isDue(now()) { _ = try? keepHouse(isAsked: false) }
    guard live.sessions.count > 0 else { return }
    if live.heard.isDue(now()) { try? noteHeard() }
    if live.seen.isDue(now()) { try? noteConnected() }
    try refuseRevoked()
    let changed = try watch.changedScopes()
    for scope in changed { try post(scope) }
    if !changed.isEmpty { _ = try settleReleases() }
    try? askForWitnesses()
  }

  /// Asks members that stand where a new snapshot does to make it anew; once enough have found the
  /// same, it is pointed out to those who join.
  private func askForWitnesses() throws {
    let peers = live.sessions.peers
    guard !peers.isEmpty, live.asked.isDue(now()) else { return }
    for wanted in try snapshotsToWitness() {
      for peer in wanted.members where peers.contains(peer) {
        live.sessions.ask(peer, toWitness: wanted.manifest, of: wanted.scope)
      }
    }
    if try hasWitnessedSnapshots() { _ = try declareSnapshots() }
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
    let revoked = try database.writer.read { try HubDatabase.revokedNodes(in: $0) }
    for peer in revoked.compactMap({ NodeID($0) }) { live.sessions.refuse(peer, .revoked) }
  }
}

/// The hub's store for one session: what it writes, the other sessions hear of.
struct TellingKeeper: SessionKeeper {
  let store: ReplicaKeeper
  let live: HubLive
  /// Where the peer is a member: what it is told of decisions.
  var told: ToldDecisions?

  func standing(of caller: NodeID) async throws -> PeerStanding {
    let standing = try await store.standing(of: caller)
    if let told, case .known(let scopes, _) = standing {
      for scope in scopes where scope.access == .full {
        told.add(scope.control.scope, through: scope.control.sequence)
      }
    }
    return standing
  }

  func load(_ request: LoadRequest) async throws -> LoadedContent {
    let content = try await store.load(request)
    if let told, case .control(let scope, _, let first, let records) = content {
      told.add(scope, through: first + UInt64(records.count) - 1)
    }
    return content
  }

  func apply(_ request: ApplyRequest) async throws -> AppliedContent {
    let content = try await store.apply(request)
    if let told, case .control(let scope, _, let first, let records) = request {
      told.add(scope, through: first + UInt64(records.count) - 1)
    }
    // A withdrawn payload must not go on being sent.
    if case .control = content { live.runs.removeAll() }
    live.nudge()
    return content
  }

  func admit(
    _ genesis: VerifiedLogGenesis, to scope: ScopeID, after controlSequence: UInt64
  ) async throws -> AdmissionAnswer {
    let answer = try await store.admit(genesis, to: scope, after: controlSequence)
    if let told, case .admitted(let first, let records) = answer {
      told.add(scope, through: first + UInt64(records.count) - 1)
    }
    live.nudge()
    return answer
  }

  func keep(_ receipt: ReceiptRecord) async throws { try await store.keep(receipt) }

  func keep(carried receipt: ReceiptRecord) async throws {
    try await store.keep(carried: receipt)
  }

  func keep(acknowledged positions: [StatedPosition], by peer: NodeID, of scope: ScopeID)
    async throws
  {
    try await store.keep(acknowledged: positions, by: peer, of: scope)
  }

  func purge(_ scope: ScopeID) async throws -> UInt64? { try await store.purge(scope) }

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
