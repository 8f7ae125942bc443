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
    let known = heldControl?.control.sequence ?? controlSequence
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
      var held = try HeldControl(
        control: heldControl?.control ?? standing?.control ?? ControlState(genesis, named: scope),
        genesis: heldControl?.genesis ?? genesis, records: heldControl?.records ?? [],
        bytes: heldControl?.bytes ?? 0)
      for record in fresh {
        try held.control.apply(record)
        held.bytes += record.content.count
      }
      held.records += fresh
      return try take(held, isNew: isNew)
    } catch SignedLogError.controlHashMismatch(let sequence) where sequence == known + 1 && !isNew {
      throw SyncError.refused(
        .controlDisputed, detail: "Record \(sequence) continues another control log.")
    } catch let error as SignedLogError {
      throw SyncError.refused(.badControlRecord, detail: error.detail)
    }
  }

  /// Hands records over, unless a record among them is erased that none of them explains: it might
  /// have been any decision. Whose membership has ended is told no more, and needs none.
  private mutating func take(_ held: HeldControl, isNew: Bool) throws -> ApplyRequest? {
    guard held.control.unexplained.isEmpty || held.control.hasLeft(reader) else {
      guard held.bytes <= SyncLimits.waitingBytes else {
        throw SyncError.refused(
          .limitExceeded, detail: "\(held.bytes) bytes of control records wait for another.")
      }
      heldControl = held
      return nil
    }
    heldControl = nil
    if isNew {
      standing = ScopeStanding(control: held.control, positions: [:])
    } else {
      standing?.control = held.control
    }
    controlApplying += 1
    return .control(
      scope, genesis: isNew ? held.genesis : nil,
      first: held.control.sequence + 1 - UInt64(held.records.count), records: held.records)
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
