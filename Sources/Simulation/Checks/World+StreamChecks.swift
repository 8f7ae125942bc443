import CausalHistory
import ProtocolMessages
import SignedLogs
import SwiftProtobuf
import SyncProtocol

import struct Foundation.Data

// What is checked while frames and commits pass.
extension World {
  /// A frame is about to leave a process.
  func check(_ frame: Data, _ connection: Connection, from place: Int) throws {
    let sender = replicas[connection.places[place]]
    let receiver = replicas[connection.places[1 - place]]
    guard frame.count <= SyncLimits.frameBytes else {
      throw Violation(.S26, "\(sender.name) sends a frame of \(frame.count) bytes")
    }
    if scopes.count > 1 { try checkConfidential(frame, sender, receiver) }
    // The frame's only field says what it is: 10 a receipt, 11 an acknowledgement.
    if let first = frame.first, first == 10 << 3 | 2 || first == 11 << 3 | 2 {
      try checkDurable(frame, sender, heard: connection.sides[place].heard)
    }
  }

  func checkConfidential(
    _ frame: Data, _ sender: SimulatedReplica, _ receiver: SimulatedReplica
  ) throws {
    for scope in scopes where entitled[scope]?.contains(receiver.memberPlace) != true {
      let canary = Data("canary-\(scope.hex.prefix(12))".utf8)
      guard frame.range(of: Data(scope.bytes)) == nil, frame.range(of: canary) == nil else {
        throw Violation(
          .S12, "\(sender.name) sends \(receiver.name) something of scope \(scope.hex.prefix(8))")
      }
    }
  }

  /// What is acknowledged must be in the store at this moment, and be the same. What a verdict has set
  /// aside that the session has not heard of is in the store, and not in the log.
  func checkDurable(
    _ frame: Data, _ sender: SimulatedReplica, heard: [ScopeID: UInt64]
  ) throws {
    guard let message = try? Iscan_Sync_V1_Frame(serializedBytes: frame) else { return }
    let positions: [Iscan_Sync_V1_LogPosition]
    let scope: ScopeID?
    switch message.content {
    case .receipt(let receipt): (positions, scope) = (receipt.frontier, ScopeID(receipt.scopeID))
    case .acknowledgement(let word): (positions, scope) = (word.frontier, ScopeID(word.scopeID))
    default: return
    }
    guard let scope else { return }
    let held = try sender.storage.withoutFaults { try sender.storage.positions(of: scope) }
    let control = try sender.storage.withoutFaults { try sender.storage.control(of: scope) }
    for position in positions {
      if let log = control.logs[position.logIndex]?.genesis.log {
        acknowledged[LookKey(replica: sender.place, scope: scope), default: [:]][log] =
          position.counter
      }
      let isUnheard =
        control.logs[position.logIndex]?.forks.contains { $0.verdict > heard[scope] ?? 0 } == true
      if isUnheard, try hasSetAside(position, scope, sender) { continue }
      guard let head = held[position.logIndex]?.head, head.counter >= position.counter else {
        throw Violation(
          .S17,
          "\(sender.name) acknowledges log \(position.logIndex) to \(position.counter), and holds "
            + "\(held[position.logIndex]?.head.counter ?? 0)")
      }
      if head.counter == position.counter,
        !head.hash.bytes.starts(with: position.headHashPrefix)
      {
        throw Violation(
          .S17,
          "\(sender.name) acknowledges another commit \(position.counter) of log "
            + "\(position.logIndex) than it holds")
      }
    }
  }

  private func hasSetAside(
    _ position: Iscan_Sync_V1_LogPosition, _ scope: ScopeID, _ replica: SimulatedReplica
  ) throws -> Bool {
    try replica.storage.withoutFaults {
      try replica.storage.hasSetAside(
        StatedPosition(
          logIndex: position.logIndex, counter: position.counter,
          hashPrefix: Array(position.headHashPrefix)), in: scope)
    }
  }

  /// L6: what was durable when the session began is not sent again, however the one before it ended; so
  /// no more than what was on its way, and that credit bounds.
  func checkSentOnce(_ request: LoadRequest, _ connection: Connection, from place: Int) throws {
    guard case .run(let scope, let logIndex, let first, _, _, _) = request else { return }
    let sender = replicas[connection.places[place]]
    let receiver = replicas[connection.places[1 - place]]
    // What a liar makes of a question is answered.
    guard !sender.mangles, !receiver.mangles,
      // Nor is there anybody to send to once that end of the session is gone.
      receiver.isUp, receiver.process == connection.sides[1 - place].process,
      let held = connection.held[1 - place][scope]?[logIndex], first <= held
    else { return }
    // It was erased since, or a verdict may have set it aside.
    let isStillHere = try receiver.storage.withoutFaults {
      let isKnown = try receiver.storage.scopes().contains(scope)
      return try isKnown && first <= receiver.storage.frontier(of: scope)[logIndex]
        && receiver.storage.control(of: scope).logs[logIndex]?.forks.isEmpty == true
    }
    guard isStillHere else { return }
    throw Violation(
      .L6,
      "\(sender.name) sends \(receiver.name) log \(logIndex) from \(first) on, which held it to "
        + "\(held) when the session began")
  }

  /// L4: what a session takes grows with what was missing, and with nothing else.
  func checkBytes(_ summary: SessionSummary, _ connection: Connection) throws {
    guard isHealed, summary.outcome == .finished else { return }
    let logs = try scopes.reduce(0) { try $0 + hub.storage.control(of: $1).logsInOrder.count }
    let moved =
      summary.commitsSent + summary.commitsReceived + summary.controlRecordsSent
      + summary.controlRecordsReceived
    let limit = 4_000 + 100 * logs + 700 * (moved + connection.recordsRepeated)
    guard
      summary.bytesSent + summary.bytesReceived <= limit || !replicas.allSatisfy({ !$0.isTrimmed })
    else {
      throw Violation(
        .L4,
        "a session that moved \(moved) commits and records took "
          + "\(summary.bytesSent + summary.bytesReceived) bytes")
    }
  }

  /// Commits of the own log are about to leave the process.
  func checkRelease(_ request: LoadRequest, _ replica: SimulatedReplica) throws {
    guard case .run(let scope, let logIndex, _, let last, _, _) = request,
      let own = try replica.storage.ownLog(in: scope)?.log,
      try replica.storage.control(of: scope).logs[logIndex]?.genesis.log == own
    else { return }
    released[own] = max(released[own] ?? 0, last)
    let mark = replica.keys.marks[own]?.counter ?? 0
    guard last <= mark else {
      throw Violation(.S16, "\(replica.name) releases commit \(last) with its mark at \(mark)")
    }
  }

  /// Commits are about to be applied.
  func checkBeforeApply(_ runs: [VerifiedRun], _ scope: ScopeID, _ replica: SimulatedReplica) throws
  {
    let control = try replica.storage.control(of: scope)
    var frontier: [LogID: UInt64] = [:]
    let held = try replica.storage.positions(of: scope)
    for (logIndex, position) in held {
      if let log = control.logs[logIndex]?.genesis.log { frontier[log] = position.head.counter }
    }
    for commit in runs.flatMap(\.commits) {
      guard let truth = oracle.commits[commit.hash] else {
        throw Violation(.S10, "\(replica.name) accepts commit \(commit.dot) that nobody wrote")
      }
      if let before = frontier[truth.log], before >= commit.dot.counter { continue }
      guard commit.dot.counter == (frontier[truth.log] ?? 0) + 1 else {
        throw Violation(.S6, "\(replica.name) applies \(commit.dot) without the commit before it")
      }
      for log in truth.context.keys where log != truth.log {
        let seen = oracle.seen(log, by: truth, under: control)
        // What lies beyond the end of a log is nobody's any more.
        let counter = min(seen, oracle.cut(of: log, in: scope, under: control)?.counter ?? .max)
        guard counter > frontier[log] ?? 0 else { continue }
        throw Violation(
          .S6,
          "\(replica.name) applies \(commit.dot) before commit \(counter) of log "
            + "\(log.hex.prefix(8)) that its author had seen")
      }
      guard commit.control.sequence <= control.sequence else {
        throw Violation(.S6, "\(replica.name) applies \(commit.dot) before its control record")
      }
      frontier[truth.log] = commit.dot.counter
    }
  }
}
