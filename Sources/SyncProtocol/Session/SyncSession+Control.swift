import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

extension SyncSession {
  mutating func loadControl(_ scope: ScopeID, first: UInt64) {
    let last = scopes[scope]?.controlSequence ?? 0
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
    guard first == exchange.controlSentThrough + 1, !records.isEmpty else {
      throw Refusal(.storageTrouble)
    }
    let sequence = exchange.controlSequence
    try send(control: records, of: scope, genesis: genesis, first: first)
    let through = first + UInt64(records.count) - 1
    try change(scope) { $0.controlSentThrough = through }
    if through < sequence { loadControl(scope, first: through + 1) }
    try proceed(scope)
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
    guard run.record.count <= SyncLimits.recordsPerControlRun else {
      throw Refusal(.limitExceeded, "A run has \(run.record.count) control records.")
    }
    guard run.first >= 1, run.first <= known + 1 else {
      throw Refusal(.protocolViolation, "Control records begin at \(run.first) after \(known).")
    }
    let fresh = run.record.dropFirst(Int(clamping: known + 1 - run.first)).map(SignedContent.init)
    let genesis = run.hasScopeGenesis ? SignedContent(run.scopeGenesis) : nil
    guard !fresh.isEmpty else { return }
    let isNew = scopes[scope]?.standing == nil
    try change(scope) { exchange in
      do {
        try exchange.take(fresh, genesis: genesis, as: scope)
      } catch let error as SignedLogError {
        throw Refusal(.badControlRecord, error.detail)
      }
    }
    count { $0.controlRecordsReceived += fresh.count }
    outputs.append(
      .apply(
        .control(
          scope, genesis: isNew ? genesis : nil, first: known + 1, records: fresh)))
  }

  mutating func controlApplied(_ scope: ScopeID, unadmitted: UnadmittedLog?) throws {
    guard scopes[scope] != nil else { return }
    try change(scope) { exchange in
      exchange.controlApplying -= 1
      if let unadmitted { exchange.standing?.unadmitted = unadmitted }
      exchange.takeAdmission()
    }
    try proceed(scope)
  }

  /// Goes on to the logs once both sides' control logs are level.
  mutating func proceed(_ scope: ScopeID) throws {
    guard let exchange = scopes[scope], let standing = exchange.standing, !exchange.stateSent,
      exchange.controlApplying == 0, exchange.controlSequence >= exchange.controlTarget,
      exchange.controlSentThrough >= exchange.controlTarget
    else { return }
    if let unadmitted = standing.unadmitted, setup.role == .initiator {
      guard !exchange.admissionSent else { return }
      try change(scope) { $0.admissionSent = true }
      return try send { $0.admission = .with { $0.logGenesis = unadmitted.genesis.message } }
    }
    try sendState(scope)
  }
}

extension ScopeExchange {
  /// Continues the control log; begins it with its genesis.
  fileprivate mutating func take(
    _ records: [SignedContent], genesis: SignedContent?, as scope: ScopeID
  ) throws {
    var control = try standing?.control ?? ControlState(genesis, named: scope)
    for record in records { try control.apply(record) }
    if standing == nil {
      standing = ScopeStanding(control: control, positions: [:])
    } else {
      standing?.control = control
    }
    controlApplying += 1
  }

  /// Gives this node's own new log its place once the authority has admitted it.
  mutating func takeAdmission() {
    guard let own = standing?.unadmitted,
      let logIndex = standing?.control.logIndex(of: own.position.head.logID)
    else { return }
    standing?.positions[logIndex] = LogPosition(
      logIndex: logIndex, head: own.position.head, author: own.position.author)
    standing?.unadmitted = nil
  }
}

extension ControlState {
  /// Begins the control log of a scope that is known by its name only.
  fileprivate init(_ genesis: SignedContent?, named scope: ScopeID) throws {
    guard let genesis else {
      throw Refusal(.protocolViolation, "A new scope comes without its genesis.")
    }
    let verified = try VerifiedScopeGenesis(verifying: genesis)
    guard verified.scope == scope else {
      throw Refusal(.badControlRecord, "The genesis is another scope's.")
    }
    self.init(genesis: verified)
  }
}
