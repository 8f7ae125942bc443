import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

extension SyncSession {
  /// The peer asks for commits. Only what is here can be asked for.
  mutating func receive(want: Iscan_Sync_V1_Want) throws {
    let scope = try entitled(want.scopeID)
    guard phase == .exchange, let exchange = scopes[scope], exchange.stateSent else {
      throw unexpected("Want")
    }
    guard let standing = exchange.standing, standing.access == .full else {
      if isLive { return }
      throw Refusal(.scopeNotEntitled)
    }
    let announced = exchange.announced[want.logIndex]?.head.counter ?? 0
    let last = want.last == 0 ? announced : want.last
    guard want.first >= 1, want.first <= last, last <= announced else {
      throw Refusal(
        .protocolViolation,
        "Commits \(want.first) to \(last) of log \(want.logIndex) were asked for and never "
          + "offered.")
    }
    queue.add(
      OutgoingRange(
        scope: scope, logIndex: want.logIndex, next: want.first, last: last))
    loadNextRun()
  }

  /// Asks the store for the next part of what the peer wants, as far as its credit goes.
  mutating func loadNextRun() {
    guard runLoading == nil, unsent == nil, !queue.isEmpty,
      creditLeft >= SyncLimits.creditForARun, let range = queue.takeNext()
    else { return }
    runLoading = range
    outputs.append(
      .load(
        .run(
          range.scope, logIndex: range.logIndex, first: range.next, last: range.last,
          limit: SyncLimits.commitsPerRun,
          byteLimit: min(SyncLimits.bytesPerRun, creditLeft - SyncLimits.creditForARun / 2))))
  }

  /// Passes on commits that the store has read.
  mutating func sendRun(_ scope: ScopeID, _ run: EncodedRun?) throws {
    guard let run, let range = runLoading, range.scope == scope, range.logIndex == run.logIndex,
      range.next == run.first, run.last <= range.last
    else { throw Refusal(.storageTrouble) }
    runLoading = nil
    if run.last < range.last {
      var rest = range
      rest.next = run.last + 1
      queue.add(rest)
    }
    guard let exchange = scopes[scope], exchange.standing?.access == .full,
      !exchange.unwanted.contains(run.logIndex)
    else { return loadNextRun() }
    try send(run, of: scope)
    loadNextRun()
  }

  private mutating func send(_ run: EncodedRun, of scope: ScopeID) throws {
    if isLive { try sendDueMarker(scope, beforeCommits: true) }
    let frame = run.frame(scopeNumber: scopes[scope]?.number ?? 0)
    guard frame.count <= creditLeft else {
      unsent = (scope, run)
      return
    }
    creditLeft -= frame.count
    send(frame)
    count { $0.commitsSent += run.count }
  }

  // MARK: Credit

  /// The peer can take more.
  mutating func receive(credit: Iscan_Sync_V1_Credit) throws {
    guard credit.bytes <= UInt64(SyncLimits.creditMax),
      creditLeft + Int(credit.bytes) <= SyncLimits.creditMax
    else { throw Refusal(.limitExceeded, "More credit was given than there may be.") }
    creditLeft += Int(credit.bytes)
    if let (scope, run) = unsent {
      unsent = nil
      try send(run, of: scope)
    }
    loadNextPart()
    loadNextRun()
  }

  /// A frame that counts against the credit has come.
  mutating func take(credit bytes: Int) throws {
    creditGiven -= bytes
    guard creditGiven >= 0 else {
      throw Refusal(.limitExceeded, "More came than there was credit for.")
    }
  }

  /// Gives the peer credit back for what is durable, and more of it while all goes well: after
  /// every full window the window doubles.
  mutating func grantCredit(_ scope: ScopeID) throws {
    guard scopes[scope] != nil else { return }
    released += try change(scope) {
      $0.receiver.releaseWaiting()
      return $0.receiver.takeReleasedBytes()
    }
    guard released >= SyncLimits.creditStart / 4 else { return }
    releasedInWindow += released
    var grant = released
    if releasedInWindow >= creditWindow, creditWindow < setup.creditMax {
      let wider = min(2 * creditWindow, setup.creditMax)
      grant += wider - creditWindow
      creditWindow = wider
      releasedInWindow = 0
    }
    released = 0
    creditGiven += grant
    try send { frame in frame.credit = .with { $0.bytes = UInt64(grant) } }
  }
}
