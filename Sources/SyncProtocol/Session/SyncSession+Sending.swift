import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

extension SyncSession {
  /// The peer asks for commits. Only what was stated to it can be asked for.
  mutating func receive(want: Iscan_Sync_V1_Want) throws {
    let scope = try entitled(want.scopeID)
    guard phase == .exchange, let exchange = scopes[scope], exchange.stateSent else {
      throw unexpected("Want")
    }
    guard exchange.standing?.access == .full else { throw Refusal(.scopeNotEntitled) }
    guard let last = exchange.stated[want.logIndex], want.first >= 1, want.first <= last else {
      throw Refusal(
        .protocolViolation,
        "Commit \(want.first) of log \(want.logIndex) was asked for and never offered.")
    }
    // Asked for twice: it is on its way.
    let isQueued = ([runLoading].compactMap { $0 } + outgoing).contains {
      $0.scope == scope && $0.logIndex == want.logIndex
    }
    if isQueued { return }
    outgoing.append(
      OutgoingRun(scope: scope, logIndex: want.logIndex, next: want.first, last: last))
    loadNextRun()
  }

  /// Asks the store for the next part of what the peer wants: one part of each log in turn.
  private mutating func loadNextRun() {
    guard runLoading == nil, !outgoing.isEmpty else { return }
    let run = outgoing.removeFirst()
    runLoading = run
    outputs.append(
      .load(
        .run(
          run.scope, logIndex: run.logIndex, first: run.next, last: run.last,
          limit: SyncLimits.commitsPerRun, byteLimit: SyncLimits.bytesPerRun)))
  }

  /// Passes on commits that the store has read.
  mutating func sendRun(
    _ scope: ScopeID, _ logIndex: UInt32, first: UInt64, commits: [UnverifiedCommit],
    seals: [Seal]
  ) throws {
    guard var run = runLoading, run.scope == scope, run.logIndex == logIndex, run.next == first,
      let number = scopes[scope]?.number
    else { return }
    runLoading = nil
    let part = fitting(commits, of: run)
    guard !part.isEmpty else { throw Refusal(.storageTrouble) }
    let last = first + UInt64(part.count) - 1
    let covering = seals.filter { first <= $0.counter && $0.counter <= last }
      .sorted { $0.counter < $1.counter }
    try send { frame in
      frame.logRun = .with {
        $0.scopeNumber = number
        $0.logIndex = logIndex
        $0.first = first
        $0.commit = part.map(\.message)
        $0.seal = covering.map(\.message)
      }
    }
    count { $0.commitsSent += part.count }
    run.next = last + 1
    run.commits += part.count
    run.bytes += part.reduce(0) { $0 + $1.byteCount }
    if !run.isAnswered { outgoing.append(run) }
    loadNextRun()
  }

  /// As many of the commits as one frame may carry; at least one, if there is one.
  private func fitting(_ commits: [UnverifiedCommit], of run: OutgoingRun) -> [UnverifiedCommit] {
    var part: [UnverifiedCommit] = []
    var bytes = 0
    let left = Int(clamping: run.last - run.next + 1)
    for commit in commits.prefix(min(left, SyncLimits.commitsPerRun)) {
      bytes += commit.byteCount
      guard part.isEmpty || bytes <= SyncLimits.bytesPerRun else { break }
      part.append(commit)
    }
    return part
  }
}
