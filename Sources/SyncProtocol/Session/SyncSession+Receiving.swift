import CausalHistory
import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

extension SyncSession {
  /// How many logs of a scope are asked for at once.
  private static let wantsAtOnce = 8

  /// Moves a scope on: hands over what is ready, asks for what is lacking, says when it is done.
  mutating func pump(_ scope: ScopeID) throws {
    guard let exchange = scopes[scope], exchange.stateSent, exchange.peerPositions != nil,
      !exchange.markerSent
    else { return }
    let ready = try change(scope) { $0.takeReady() }
    for run in ready { outputs.append(.apply(.commits(scope, run))) }
    for want in try change(scope, { $0.newWants(atMost: Self.wantsAtOnce) }) {
      try send { frame in
        frame.want = .with {
          $0.scopeID = Data(scope.bytes)
          $0.logIndex = want.logIndex
          $0.first = want.counter
        }
      }
    }
    guard scopes[scope]?.wants.isEmpty == true else { return }
    // Nothing more will come: what still waits builds on commits that the peer does not have.
    for logIndex in scopes[scope]?.lacking ?? [] {
      try refuse(scope, logIndex, .contextNotSupplied)
    }
    if scopes[scope]?.applying == 0 { try sendMarker(scope) }
  }

  mutating func receive(run: Iscan_Sync_V1_LogRun) throws {
    let scope = try entitled(number: run.scopeNumber)
    let logIndex = run.logIndex
    guard let exchange = scopes[scope], phase == .exchange else { throw unexpected("LogRun") }
    // What was on its way when the log was left out, and what came twice, changes nothing.
    if exchange.refused[logIndex] != nil { return }
    guard let want = exchange.wants[logIndex] else {
      if run.first <= exchange.verifiedCounter(logIndex) { return }
      throw unexpected("LogRun")
    }
    if run.first < want.next { return }
    let bytes = run.commit.reduce(0) { $0 + $1.header.count + $1.salt.count + $1.payload.count }
    let count = UInt64(run.commit.count)
    guard run.first == want.next, count > 0, run.first + count - 1 <= want.last else {
      throw Refusal(.protocolViolation, "A run of log \(logIndex) does not follow the last one.")
    }
    guard count <= SyncLimits.commitsPerRun, run.seal.count <= SyncLimits.commitsPerRun,
      bytes <= SyncLimits.bytesPerRun || count == 1
    else { throw Refusal(.limitExceeded, "A run of log \(logIndex) is too large.") }
    self.count { $0.commitsReceived += run.commit.count }
    try take(run, scope, logIndex, bytes: bytes)
    try pump(scope)
    finishIfDone()
  }

  private mutating func take(
    _ run: Iscan_Sync_V1_LogRun, _ scope: ScopeID, _ logIndex: UInt32, bytes: Int
  ) throws {
    let problem = try change(scope) { exchange -> CloseCode? in
      exchange.wants[logIndex]?.next += UInt64(run.commit.count)
      exchange.wants[logIndex]?.commits += run.commit.count
      exchange.wants[logIndex]?.bytes += bytes
      let problem = exchange.take(run, logIndex)
      if let want = exchange.wants[logIndex], want.isAnswered {
        exchange.wants[logIndex] = nil
        if want.next > want.last, exchange.unsealed[logIndex] != nil { return problem ?? .badSeal }
      }
      return problem
    }
    if let problem { try refuse(scope, logIndex, problem) }
  }

  /// A segment is durable.
  mutating func commitsApplied(_ scope: ScopeID) throws {
    guard scopes[scope] != nil else { return }
    try change(scope) { $0.applying -= 1 }
    try pump(scope)
    finishIfDone()
  }
}

extension ScopeExchange {
  /// Takes a run's commits in and verifies as many as its seals cover.
  ///
  /// - Returns: Why the log must be left out, or nothing.
  fileprivate mutating func take(_ run: Iscan_Sync_V1_LogRun, _ logIndex: UInt32) -> CloseCode? {
    guard wants[logIndex]?.isDiscarding == false else { return nil }
    var pending = unsealed[logIndex] ?? []
    pending += run.commit.map(UnverifiedCommit.init)
    var first = verifiedCounter(logIndex) + 1
    for seal in run.seal.map(Seal.init) {
      guard seal.counter >= first, seal.counter - first < UInt64(pending.count) else {
        return .badSeal
      }
      let length = Int(seal.counter - first + 1)
      switch verify(Array(pending.prefix(length)), seal, logIndex) {
      case .refused(let code): return code
      case .noRoom:
        wants[logIndex]?.isDiscarding = true
        unsealed[logIndex] = nil
        return nil
      case .kept: break
      }
      pending.removeFirst(length)
      first = seal.counter + 1
    }
    unsealed[logIndex] = pending.isEmpty ? nil : pending
    let bytes = pending.reduce(0) { $0 + $1.byteCount }
    return bytes > SyncLimits.waitingBytes || pending.count > SyncLimits.waitingCommits
      ? .limitExceeded : nil
  }

  /// Verifies commits up to a seal and puts them where they wait for their past.
  private mutating func verify(
    _ commits: [UnverifiedCommit], _ seal: Seal, _ logIndex: UInt32
  ) -> SegmentFate {
    guard let genesis = standing?.control.logs[logIndex]?.genesis else {
      return .refused(.badChain)
    }
    let start =
      verified[logIndex] ?? standing?.positions[logIndex]
      ?? .start(logIndex: logIndex, logID: genesis.log)
    do throws(SignedLogError) {
      let run = try verifyRun(
        from: start, commits: commits, seals: [seal], logKey: genesis.logKey)
      if let failure = run.failure { throw failure }
      return keep(run)
    } catch {
      return .refused(CloseCode(error))
    }
  }

  private mutating func keep(_ run: VerifiedRun) -> SegmentFate {
    let logIndex = run.position.logIndex
    let missing = run.missing(frontier: frontier, controlSequence: controlSequence)
    let isReady = missing.isEmpty && !waiting.holds(logIndex)
    guard waiting.add(run, beyondBounds: isReady) else {
      crowdedOut[logIndex] = missing
      return .noRoom
    }
    verified[logIndex] = run.position
    return .kept
  }

  /// Hands over whatever is ready; the heads move with it.
  fileprivate mutating func takeReady() -> [VerifiedRun] {
    var frontier = frontier
    let ready = waiting.takeReady(frontier: &frontier, controlSequence: controlSequence)
    for run in ready { standing?.positions[run.position.logIndex] = run.position }
    applying += ready.count
    return ready
  }

  /// What to ask for next: logs of which the peer has more and that nothing holds up.
  fileprivate mutating func newWants(atMost limit: Int) -> [Dot] {
    var dots: [Dot] = []
    let frontier = frontier
    for position in (peerPositions ?? [:]).values.sorted(by: { $0.logIndex < $1.logIndex }) {
      let logIndex = position.logIndex
      let here = verifiedCounter(logIndex) + UInt64(unsealed[logIndex]?.count ?? 0)
      guard wants.count < limit, position.counter > here, refused[logIndex] == nil,
        wants[logIndex] == nil, !waiting.holds(logIndex), !isCrowdedOut(logIndex, frontier)
      else { continue }
      crowdedOut[logIndex] = nil
      wants[logIndex] = IncomingWant(next: here + 1, last: position.counter)
      dots.append(Dot(logIndex: logIndex, counter: here + 1))
    }
    return dots
  }

  private func isCrowdedOut(_ logIndex: UInt32, _ frontier: VersionVector) -> Bool {
    (crowdedOut[logIndex] ?? []).contains {
      switch $0 {
      case .commit(let dot): !frontier.covers(dot)
      case .control(let sequence): sequence > controlSequence
      }
    }
  }

  /// The logs that the peer has more of and that cannot go on, ascending.
  fileprivate var lacking: [UInt32] {
    (peerPositions ?? [:]).values.filter {
      $0.counter > head($0.logIndex) && refused[$0.logIndex] == nil
    }.map(\.logIndex).sorted()
  }
}

/// What became of a segment.
private enum SegmentFate {
  case kept
  case noRoom
  case refused(CloseCode)
}
