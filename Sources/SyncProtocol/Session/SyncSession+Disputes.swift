import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

// Where two sides hold different control logs of one scope, the authority has signed twice. The
// scope is left out; each side shows the other its records, until one finds the two that differ.
extension SyncSession {
  /// The control logs differ at or below a sequence: shows the peer the last records up to it.
  mutating func dispute(_ scope: ScopeID, through sequence: UInt64) throws {
    guard sequence > 0, scopes[scope]?.isDisputed == false else { return }
    try change(scope) { $0.isDisputed = true }
    queue.drop(scope)
    outputs.append(.notice(.controlDisputed(scope, sequence: sequence)))
    loadDisputed(scope, through: sequence)
    finishIfDone()
  }

  private mutating func loadDisputed(_ scope: ScopeID, through sequence: UInt64) {
    let count = UInt64(SyncLimits.recordsPerControlRun)
    outputs.append(
      .load(
        .control(
          scope, first: sequence >= count ? sequence - count + 1 : 1, last: sequence,
          limit: SyncLimits.recordsPerControlRun, byteLimit: SyncLimits.bytesPerControlRun)))
  }

  /// This side's records of a disputed scope: shown to the peer, and compared with what it showed.
  mutating func take(
    disputed records: [SignedContent], first: UInt64, of scope: ScopeID
  ) throws {
    guard let exchange = scopes[scope], let control = exchange.receiver.control else { return }
    if !exchange.recordsShown {
      try change(scope) { $0.recordsShown = true }
      try send { frame in
        frame.controlRun = .with {
          $0.scopeID = Data(scope.bytes)
          $0.first = first
          $0.record = records.map(\.message)
        }
      }
    }
    guard let theirs = exchange.theirRecords, theirs.first == first else { return }
    try change(scope) {
      $0.theirRecords = nil
      $0.disputeSettled = $0.isDisputed
    }
    defer { finishIfDone() }
    for (own, other) in zip(records, theirs.records) where !own.isSameControlRecord(as: other) {
      // The first that differ are of one sequence and follow the same record, or prove nothing.
      guard let dispute = try? ControlDispute(verifying: own, other, control: control) else {
        return
      }
      try found(dispute)
      return try send { frame in
        frame.controlDispute = .with {
          $0.scopeID = Data(scope.bytes)
          $0.first = own.message
          $0.second = other.message
        }
      }
    }
  }

  /// The peer shows records that this side has, or has others in the place of.
  mutating func receive(shown run: Iscan_Sync_V1_ControlRun, of scope: ScopeID) throws {
    guard let exchange = scopes[scope], exchange.theirRecords == nil, run.first >= 1,
      exchange.standing?.access == .full,
      !run.record.isEmpty, run.record.count <= SyncLimits.recordsPerControlRun
    else { return }
    let last = run.first + UInt64(run.record.count) - 1
    guard last <= exchange.controlSequence else { return }
    try change(scope) {
      $0.theirRecords = (run.first, run.record.map(SignedContent.init))
    }
    outputs.append(
      .load(
        .control(
          scope, first: run.first, last: last, limit: SyncLimits.recordsPerControlRun,
          byteLimit: .max)))
  }

  mutating func receive(dispute message: Iscan_Sync_V1_ControlDispute) throws {
    let scope = try entitled(message.scopeID)
    guard phase == .exchange, let control = scopes[scope]?.receiver.control else {
      throw unexpected("ControlDispute")
    }
    guard
      let dispute = try? ControlDispute(
        verifying: SignedContent(message.first), SignedContent(message.second), control: control)
    else { throw Refusal(.protocolViolation, "A dispute proves nothing.") }
    try found(dispute)
    finishIfDone()
  }

  private mutating func found(_ dispute: ControlDispute) throws {
    guard scopes[dispute.scope]?.disputeFound == false else { return }
    queue.drop(dispute.scope)
    try change(dispute.scope) {
      $0.disputeFound = true
      $0.isDisputed = true
      $0.disputeSettled = true
    }
    outputs.append(.evidence(.dispute(dispute)))
  }
}
