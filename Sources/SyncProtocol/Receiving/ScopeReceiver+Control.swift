public import ProtocolMessages
import SignedLogs
import SwiftProtobuf

extension ScopeReceiver {
  /// Verifies control records against what is here; those that are here already are passed over.
  ///
  /// - Parameter run: As it came.
  /// - Returns: What to make durable; nothing if all of it is here.
  /// - Throws: ``SyncError/refused(_:detail:)``: `limit-exceeded`, `protocol-violation` for records
  ///   that do not follow, `bad-control-record`, `control-disputed`. Then nothing has changed.
  public mutating func take(control run: Iscan_Sync_V1_ControlRun) throws -> ApplyRequest? {
    let known = controlSequence
    guard run.record.count <= SyncLimits.recordsPerControlRun else {
      throw SyncError.refused(
        .limitExceeded, detail: "A run has \(run.record.count) control records.")
    }
    guard run.first >= 1, run.first <= known + 1 else {
      throw SyncError.refused(
        .protocolViolation, detail: "Control records begin at \(run.first) after \(known).")
    }
    let fresh = run.record.dropFirst(Int(clamping: known + 1 - run.first)).map(SignedContent.init)
    let genesis = run.hasScopeGenesis ? SignedContent(run.scopeGenesis) : nil
    guard !fresh.isEmpty else { return nil }
    let isNew = standing == nil
    do {
      var control = try standing?.control ?? ControlState(genesis, named: scope)
      for record in fresh { try control.apply(record) }
      if isNew {
        standing = ScopeStanding(control: control, positions: [:])
      } else {
        standing?.control = control
      }
    } catch SignedLogError.controlHashMismatch(let sequence) where sequence == known + 1 && !isNew {
      throw SyncError.refused(
        .controlDisputed, detail: "Record \(sequence) continues another control log.")
    } catch let error as SignedLogError {
      throw SyncError.refused(.badControlRecord, detail: error.detail)
    }
    controlApplying += 1
    return .control(scope, genesis: isNew ? genesis : nil, first: known + 1, records: fresh)
  }

  /// Gives this node's own new log its place once the authority has admitted it.
  mutating func takeAdmission() {
    guard let own = standing?.unadmitted,
      let logIndex = control?.logIndex(of: own.position.head.logID)
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
      throw SyncError.refused(
        .protocolViolation, detail: "A new scope comes without its genesis.")
    }
    let verified = try VerifiedScopeGenesis(verifying: genesis)
    guard verified.scope == scope else {
      throw SyncError.refused(.badControlRecord, detail: "The genesis is another scope's.")
    }
    self.init(genesis: verified)
  }
}
