import CausalHistory
import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

extension SyncSession {
  /// Moves a scope on: hands over what is ready, asks for what is lacking, says when it is done.
  mutating func pump(_ scope: ScopeID) throws {
    guard let exchange = scopes[scope], exchange.stateSent, exchange.stateReceived,
      exchange.snapshot == nil
    else { return }
    try change(scope) { $0.dropAnswered() }
    if let request = try change(scope, { $0.takeReady() }) { outputs.append(.apply(request)) }
    for logIndex in try change(scope, { $0.receiver.shed() }) {
      try change(scope) { $0.rewind(logIndex) }
    }
    for want in try change(scope, { $0.newWants() }) { try send(want) }
    try grantCredit(scope)
    guard let exchange = scopes[scope], exchange.receiver.isSettled, exchange.asked.isEmpty,
      exchange.sealsLoading.isEmpty, exchange.receiver.placesAsked.isEmpty
    else { return }
    try settle(scope)
  }

  private mutating func send(_ want: OutgoingRange) throws {
    try send { frame in
      frame.want = .with {
        $0.scopeID = Data(want.scope.bytes)
        $0.logIndex = want.logIndex
        $0.first = want.next
        $0.last = want.last
      }
    }
  }

  /// Nothing is under way and everything taken in is durable.
  private mutating func settle(_ scope: ScopeID) throws {
    if !isLive, let receiver = scopes[scope]?.receiver {
      // Nothing more will come: what still waits builds on commits that the peer does not have. Whether it
      // has those that are here may still come to light if both stay.
      let waiting = mayStayLive ? receiver.lackingAltogether : receiver.lacking.map(\.logIndex)
      for logIndex in waiting { try refuse(scope, logIndex, .contextNotSupplied) }
    }
    try change(scope) { $0.tidy() }
    if scopes[scope]?.markerSent == false { try sendMarker(scope) }
  }

  mutating func receive(run: Iscan_Sync_V1_LogRun, frameBytes: Int) throws {
    let scope = try entitled(number: run.scopeNumber)
    guard phase == .exchange else { throw unexpected("LogRun") }
    try take(credit: frameBytes)
    guard scopes[scope]?.standing?.access == .full else {
      // What was under way when a membership ended is passed over.
      guard isLive else { throw unexpected("LogRun") }
      released += frameBytes
      return try grantCredit(scope)
    }
    let logIndex = run.logIndex
    let before = scopes[scope]?.receiver.nextCounter(logIndex) ?? 1
    let fate = try change(scope) { try $0.receiver.take(run: run, frameBytes: frameBytes) }
    let next = scopes[scope]?.receiver.nextCounter(logIndex) ?? 1
    switch fate {
    case .taken:
      count { $0.commitsReceived += Int(clamping: next - min(before, next)) }
      try change(scope) { $0.note(arrived: logIndex) }
    case .passedOver(let seal): try note(passedOver: scope, logIndex, seal)
    case .noRoom: try change(scope) { $0.rewind(logIndex) }
    case .gap(let next): try note(gap: scope, logIndex, next, run)
    case .leftOut(let code): try tell(leftOut: scope, logIndex, code)
    }
    try endOfLog(scope, logIndex)
    try pump(scope)
    try grantCredit(scope)
    finishIfDone()
  }

  /// A log whose last stated commit no seal covers cannot be taken.
  private mutating func endOfLog(_ scope: ScopeID, _ logIndex: UInt32) throws {
    guard !isLive, let exchange = scopes[scope], exchange.receiver.unsealed[logIndex] != nil,
      let last = exchange.peerHas[logIndex], exchange.receiver.nextCounter(logIndex) > last
    else { return }
    try refuse(scope, logIndex, .badSeal)
  }

  /// Runs of one log came out of order: the peer sent on its own what follows on something that has
  /// not been asked for yet, or something found no room here.
  private mutating func note(
    gap scope: ScopeID, _ logIndex: UInt32, _ next: UInt64, _ run: Iscan_Sync_V1_LogRun
  ) throws {
    let count = UInt64(run.packed.isEmpty ? run.commit.count : Int(run.packedCount))
    let gaps = try change(scope) { exchange -> Int in
      let known = exchange.peerHas[logIndex] ?? 0
      exchange.peerHas[logIndex] = max(known, run.first &+ count &- 1)
      guard !exchange.rewinding.contains(logIndex) else { return exchange.gaps }
      exchange.rewind(logIndex)
      exchange.gaps += 1
      return exchange.gaps
    }
    guard gaps <= SyncLimits.gaps else {
      throw Refusal(.protocolViolation, "A run of log \(logIndex) does not follow the last one.")
    }
  }

  /// Commits are durable.
  mutating func commitsApplied(_ scope: ScopeID, _ runs: [UInt32: UInt64]) throws {
    guard scopes[scope] != nil else { return }
    try change(scope) {
      $0.receiver.commitsApplied(runs)
      $0.markerDue = true
    }
    try pump(scope)
    try sendDueMarker(scope)
    try grantCredit(scope)
    finishIfDone()
  }
}

extension ScopeExchange {
  /// Hands over what can be applied. Where everything waits, nothing is under way and the peer has more, runs
  /// are taken in parts: what they wait for may lie beyond what may be asked for.
  mutating func takeReady() -> ApplyRequest? {
    if let request = receiver.takeReady() { return request }
    guard asked.isEmpty, receiver.isSettled, receiver.placesAsked.isEmpty,
      !receiver.waiting.isEmpty, !lacking.isEmpty
    else { return nil }
    return receiver.takeReady(inParts: true)
  }

  /// Asks for a log again from where it has come in to.
  mutating func rewind(_ logIndex: UInt32) {
    asked[logIndex] = nil
    rewinding.insert(logIndex)
  }

  /// A run has been taken in.
  mutating func note(arrived logIndex: UInt32) {
    let through = receiver.nextCounter(logIndex) - 1
    rewinding.remove(logIndex)
    if let last = asked[logIndex], last <= through { asked[logIndex] = nil }
    if through > max(peerHas[logIndex] ?? 0, announced[logIndex]?.head.counter ?? 0) {
      peerHas[logIndex] = through
    }
  }

  /// What to ask for next: logs of which the peer has more, as much as there is room for.
  ///
  /// A log that waits for others is not asked for more. If everything waits and nothing is under
  /// way, the logs that are waited for are asked for whatever the room is.
  fileprivate mutating func newWants() -> [OutgoingRange] {
    // Whose membership has ended is asked for nothing: what is here is not shown any more.
    guard !peerHas.isEmpty, standing?.access == .full else { return [] }
    let lacking = lacking
    guard !lacking.isEmpty else { return [] }
    var room = SyncLimits.waitingCommits - commitsUnderWay - receiver.waiting.commitCount
    let share = max(SyncLimits.commitsPerRun, SyncLimits.waitingCommits / lacking.count)
    let window = UInt64(min(SyncLimits.commitsWanted, share))
    var wants: [OutgoingRange] = []
    for logIndex in lacking where !receiver.waiting.holds(logIndex) {
      let isForced = wants.isEmpty && asked.isEmpty && receiver.isSettled
      guard room >= SyncLimits.commitsPerRun || isForced else { break }
      guard let want = want(logIndex, window: window) else { continue }
      room -= Int(want.last - want.next + 1)
      wants.append(want)
    }
    return wants
  }

  private mutating func want(_ logIndex: UInt32, window: UInt64) -> OutgoingRange? {
    guard let stated = peerHas[logIndex] else { return nil }
    let next = receiver.nextCounter(logIndex)
    let first = max(next, (asked[logIndex] ?? 0) + 1)
    // Half a window at a time, so that the next half is asked for while the first comes.
    guard first <= stated, first - next <= window / 2 else { return nil }
    let last = min(stated, next + window - 1)
    guard last >= first else { return nil }
    asked[logIndex] = last
    return OutgoingRange(scope: receiver.scope, logIndex: logIndex, next: first, last: last)
  }
}
