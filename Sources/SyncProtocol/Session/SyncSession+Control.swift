import CausalHistory
import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

extension SyncSession {
  mutating func loadControl(_ scope: ScopeID, first: UInt64) {
    let last = scopes[scope]?.controlSequence ?? 0
    scopes[scope]?.controlLoading = true
    outputs.append(
      .load(
        .control(
          scope, first: first, last: last, limit: SyncLimits.recordsPerControlRun,
          byteLimit: SyncLimits.bytesPerControlRun)))
  }

  /// Passes on the records that the store has read.
  mutating func sendControl(
    _ scope: ScopeID, genesis: SignedContent?, first: UInt64,
    records: [SignedContent]
  ) throws {
    guard let exchange = scopes[scope] else { return }
    if exchange.isDisputed || exchange.theirRecords != nil {
      return try take(disputed: records, first: first, of: scope)
    }
    guard first == exchange.controlSentThrough + 1, !records.isEmpty else {
      throw Refusal(.storageTrouble)
    }
    let sequence = exchange.controlSequence
    try send(control: records, of: scope, genesis: genesis, first: first)
    let through = first + UInt64(records.count) - 1
    try change(scope) {
      $0.controlSentThrough = through
      $0.controlLoading = false
    }
    if through < sequence { loadControl(scope, first: through + 1) }
    try proceed(scope)
    if isLive { try sendNews(scope) }
  }

  private mutating func send(
    control records: [SignedContent], of scope: ScopeID,
    genesis: SignedContent?, first: UInt64
  ) throws {
    try send { frame in
      frame.controlRun = .with {
        $0.scopeID = Data(scope.bytes)
        if let genesis, first == 1 { $0.scopeGenesis = genesis.message }
        $0.first = first
        $0.record = records.map(\.message)
      }
    }
    count { $0.controlRecordsSent += records.count }
  }

  /// Verifies records against this side's control log, and asks for them to be stored.
  mutating func receive(control run: Iscan_Sync_V1_ControlRun) throws {
    let scope = try entitled(run.scopeID)
    let known = scopes[scope]?.controlSequence ?? 0
    if scopes[scope]?.isDisputed == true { return try receive(shown: run, of: scope) }
    let request: ApplyRequest?
    do {
      request = try change(scope) { try $0.receiver.take(control: run) }
    } catch SyncError.refused(.controlDisputed, _) {
      return try dispute(scope, through: known)
    }
    guard let request else {
      guard let held = scopes[scope]?.receiver.heldControl else {
        return try receive(shown: run, of: scope)
      }
      guard held.control.sequence < scopes[scope]?.controlTarget ?? 0 else {
        throw Refusal(.badControlRecord, "A record is erased, and none says why.")
      }
      return
    }
    // A hub takes a scope as its own only if it is.
    if setup.role == .responder, case .control(_, genesis: .some, first: _, records: _) = request,
      scopes[scope]?.receiver.control?.keeper != setup.nodeID
    {
      throw Refusal(.scopeNotEntitled)
    }
    let sequence = scopes[scope]?.controlSequence ?? 0
    count { $0.controlRecordsReceived += Int(clamping: sequence - known) }
    try change(scope) { $0.controlSentThrough = max($0.controlSentThrough, sequence) }
    outputs.append(.apply(request))
  }

  mutating func controlApplied(
    _ scope: ScopeID, unadmitted: UnadmittedLog?, positions: [UInt32: LogPosition]?, erased: [Dot]
  ) throws {
    guard scopes[scope] != nil else { return }
    try change(scope) { exchange in
      exchange.receiver.controlApplied()
      if let positions { exchange.standing?.positions = positions }
      // One that was admitted just now gets its place below; another may have to wait meanwhile.
      let before = exchange.standing?.unadmitted?.position.head.logID
      let isAdmitted = before.map { exchange.receiver.control?.logIndex(of: $0) != nil } ?? false
      if unadmitted != nil || !isAdmitted { exchange.standing?.unadmitted = unadmitted }
      exchange.standing?.erased = erased
      exchange.receiver.takeAdmission()
    }
    try proceed(scope)
    try sayErased(scope)
    try pump(scope)
  }

  /// Goes on to the logs once both sides' control logs are level.
  mutating func proceed(_ scope: ScopeID) throws {
    guard let exchange = scopes[scope], let standing = exchange.standing,
      !exchange.stateSent || standing.unadmitted != nil,
      exchange.receiver.controlApplying == 0, exchange.controlSequence >= exchange.controlTarget,
      exchange.controlSentThrough >= exchange.controlTarget
    else { return }
    if let unadmitted = standing.unadmitted, setup.role == .initiator {
      guard !exchange.admissionSent else { return }
      try change(scope) { $0.admissionSent = true }
      return try send { $0.admission = .with { $0.logGenesis = unadmitted.genesis.message } }
    }
    guard !exchange.stateSent else { return }
    try passOn(scope)
    try sendState(scope)
    try sayErased(scope)
  }
}
