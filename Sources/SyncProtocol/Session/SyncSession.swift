import CausalHistory
import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

/// One session between a node and the hub, as a state machine that knows neither network nor disk.
///
/// The driver hands in what happens and does what comes out, in order. The session verifies
/// everything before it asks for it to be stored, and holds heads only: commits pass through it.
public struct SyncSession: Sendable {
  enum Phase: Int, Sendable {
    case idle
    case awaitingHello
    case loadingPeer
    case awaitingAuthentication
    /// Until both sides have named the scopes they share.
    case offers
    case exchange
    case ended
  }

  /// The versions of the protocol that this release speaks.
  public static let versions: ClosedRange<UInt32> = 1...1

  let setup: SessionSetup
  var phase = Phase.idle
  var scopes: [ScopeID: ScopeExchange] = [:]
  var peerOffersEnded = false
  var offersSent = false

  // Who the peer is.
  var ownHello = Data()
  var peerHello = Data()
  var peerNode: NodeID?
  var peerDigest: [UInt8] = []
  var peerIdentity: PublicKey?
  var peerFeatures: UInt64 = 0
  var digestsEqual = false
  var liveSent = false
  var liveReceived = false
  /// What `changed` said before the exchange began.
  var early: [ScopeID: ScopeStanding] = [:]
  /// The first eight bytes of the names of scopes in which this side has signed and of which nothing is here.
  var lostScopes: Set<[UInt8]> = []

  // What goes out.
  var queue = SendQueue()
  var runLoading: OutgoingRange?
  /// A run for which the peer's credit does not suffice yet.
  var unsent: (scope: ScopeID, run: EncodedRun)?
  var creditLeft = SyncLimits.creditStart
  var snapshotSending: OutgoingSnapshot?

  // What comes in.
  /// What the peer may still send.
  var creditGiven = SyncLimits.creditStart
  var creditWindow = SyncLimits.creditStart
  /// Bytes that are durable and for which no new credit was given yet.
  var released = 0
  var releasedInWindow = 0

  var startedAt: UInt64 = 0
  var lastReceivedAt: UInt64 = 0
  var lastSentAt: UInt64 = 0
  var now: UInt64 = 0
  var outputs: [SessionOutput] = []
  public private(set) var summary = SessionSummary()

  public init(_ setup: SessionSetup) { self.setup = setup }

  /// Whether the session has ended; further input has no effect.
  public var hasEnded: Bool { phase == .ended }

  /// The one way in.
  ///
  /// - Parameters:
  ///   - input: What happened.
  ///   - now: Milliseconds since 1970 by this machine's clock. It is used for the two timeouts, and
  ///     shown to people; nothing that is stored depends on it but a receipt's stated time.
  /// - Returns: What to do, in order.
  public mutating func step(_ input: SessionInput, now: UInt64) -> [SessionOutput] {
    guard phase != .ended else { return [] }
    self.now = max(self.now, now)
    outputs = []
    do {
      try take(input)
    } catch let refusal as Refusal {
      close(refusal.code, detail: refusal.detail)
    } catch SyncError.refused(let code, let detail) {
      close(code, detail: detail)
    } catch {
      close(.protocolViolation, detail: "")
    }
    defer { outputs = [] }
    return outputs
  }

  private mutating func take(_ input: SessionInput) throws {
    switch input {
    case .started: try start()
    case .received(let bytes): try receive(bytes)
    case .loaded(let content): try take(content)
    case .applied(let content): try take(content)
    case .admitted(let scope, let first, let records):
      try admitted(scope, first: first, records: records)
    case .admissionRefused(let scope, _, let ground): try admissionRefused(scope, ground)
    case .admissionPassedOn(let scope, _):
      guard scopes[scope] != nil else { break }
      try sendVerdict(scope, Dot(logIndex: 0, counter: 0), reason: Self.admissionPending)
    case .storageFailed: throw Refusal(.storageTrouble)
    case .changed(let standing): try changed(standing)
    case .peerRefused(let code): throw Refusal(code)
    case .purged(let scope, let at): try purged(scope, at: at)
    case .redacted(let scope, let dots):
      guard scopes[scope] != nil else { break }
      try change(scope) { $0.standing?.erased = dots }
      try sayErased(scope)
    case .witnessWanted(let scope, let manifest): try askToWitness(scope, manifest)
    case .witnessed(let scope, let hash, let isSame): try witnessed(scope, hash, isSame: isSame)
    case .tick:
      try checkTime()
      if isLive { try tickLive() }
    case .sendingStalled: throw Refusal(.tooSlow)
    case .stopping: throw Refusal(.shuttingDown)
    case .disconnected: finish(.disconnected)
    }
  }

  private mutating func take(_ content: LoadedContent) throws {
    switch content {
    case .peer(let standing): try take(peer: standing)
    case .control(let scope, let genesis, let first, let records):
      try sendControl(scope, genesis: genesis, first: first, records: records)
    case .run(let scope, let logIndex, let first, let commits, let seals):
      try sendRun(
        scope,
        EncodedRun(
          logIndex: logIndex, first: first,
          commits: commits.prefix(toFit: runLoading, from: first), seals: seals))
    case .encoded(let scope, let run): try sendRun(scope, run)
    case .snapshotProgress(let scope, let next): try wantSnapshot(scope, next: next)
    case .snapshot(let scope, let manifest): try sendSnapshot(scope, manifest: manifest)
    case .snapshotPart(let scope, let place, let bytes):
      try sendPart(scope, place: place, bytes)
    case .evidence(let scope, let logIndex, let evidence):
      try take(evidence: evidence, scope, logIndex)
    case .place(let scope, let logIndex, let counter, let hash):
      try take(place: hash, scope, Dot(logIndex: logIndex, counter: counter))
    }
  }

  private mutating func take(_ content: AppliedContent) throws {
    switch content {
    case .control(let scope, let unadmitted, let positions, let erased):
      try controlApplied(scope, unadmitted: unadmitted, positions: positions, erased: erased)
    case .commits(let scope, let runs): try commitsApplied(scope, runs)
    case .snapshotPart(let scope): try snapshotPartApplied(scope)
    case .snapshot(let scope, let positions, let reason):
      try snapshotApplied(scope, positions: positions, reason: reason)
    }
  }

  private func checkTime() throws {
    if phase.rawValue < Phase.offers.rawValue, now - startedAt > SyncLimits.handshakeMilliseconds {
      throw Refusal(.handshakeTimeout)
    }
    if now - lastReceivedAt > SyncLimits.idleMilliseconds { throw Refusal(.idleTimeout) }
  }

  // MARK: Sending and ending

  mutating func send(_ fill: (inout Iscan_Sync_V1_Frame) -> Void) throws {
    var frame = Iscan_Sync_V1_Frame()
    fill(&frame)
    let bytes: Data = try frame.serializedData()
    send(bytes)
  }

  mutating func send(_ bytes: Data) {
    summary.framesSent += 1
    summary.bytesSent += bytes.count
    lastSentAt = now
    outputs.append(.send(bytes))
  }

  /// Ends the session for a reason of this side's.
  mutating func close(_ code: CloseCode, detail: String) {
    try? send {
      $0.close = .with {
        $0.code = code.rawValue
        $0.reason = detail.isEmpty ? code.reason : "\(code.reason) \(detail)"
        $0.remedy = code.remedy
        $0.retryAfterSeconds = code.retryAfterSeconds
      }
    }
    finish(code == .finished ? .finished : .refused(.refused(code, detail: detail)))
  }

  mutating func finish(_ outcome: SessionOutcome) {
    phase = .ended
    summary.outcome = outcome
    summary.refusedLogs = scopes.sorted { $0.key < $1.key }.flatMap { scope, exchange in
      exchange.receiver.leftOut.sorted { $0.key < $1.key }.map {
        RefusedLog(scope: scope, logIndex: $0.key, code: $0.value)
      }
    }
    if outcome == .finished { noteExchanged() }
    outputs.append(.finished(summary))
    scopes = [:]
    queue = SendQueue()
    unsent = nil
  }

  mutating func count(_ change: (inout SessionSummary) -> Void) { change(&summary) }
}

extension [UnverifiedCommit] {
  /// No more than what was asked for.
  fileprivate func prefix(toFit range: OutgoingRange?, from first: UInt64) -> [UnverifiedCommit] {
    guard let range, range.last >= first else { return [] }
    return Array(prefix(Int(clamping: range.last - first + 1)))
  }
}

/// Why this side ends the session.
struct Refusal: Error {
  let code: CloseCode
  let detail: String

  init(_ code: CloseCode, _ detail: String = "") {
    self.code = code
    self.detail = detail
  }
}
