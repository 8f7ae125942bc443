import CausalHistory
import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

extension SyncSession {
  /// A node began a log: its genesis is checked here, the authority decides.
  mutating func receive(admission: Iscan_Sync_V1_Admission) throws {
    guard setup.role == .responder, phase == .exchange else { throw unexpected("Admission") }
    let genesis = try verified(admission)
    // Whoever gave back what this side had lost may write now, and begins in its next session; so does
    // whose membership had ended by what was here before.
    if let standing = scopes[genesis.scope]?.standing, standing.access != .full,
      standing.access == .givesBack || peerNode.map(standing.control.isMember) == true
    {
      return try admissionRefused(genesis.scope)
    }
    guard let exchange = scopes[genesis.scope], exchange.standing?.access == .full else {
      throw Refusal(.scopeNotEntitled)
    }
    // Only a peer that is level can know whether its log is admitted.
    guard exchange.controlSequence >= exchange.controlTarget else { throw unexpected("Admission") }
    if exchange.standing?.control.logIndex(of: genesis.log) != nil { return }
    outputs.append(
      .admit(genesis.scope, genesis, controlSequence: exchange.controlSequence))
  }

  /// The beginning of a log of the peer's own, or of a member's for which a hub passes it on.
  private func verified(_ admission: Iscan_Sync_V1_Admission) throws -> VerifiedLogGenesis {
    let signed = SignedContent(admission.logGenesis)
    guard let message = try? Iscan_Sync_V1_LogGenesis(serializedBytes: signed.content),
      let owner = NodeID(message.nodeID), let scope = ScopeID(message.scopeID)
    else { throw Refusal(.admissionRefused, "The log's beginning cannot be read.") }
    let control = scopes[scope]?.receiver.control
    let key = owner == peerNode ? peerIdentity : control?.nodes[owner]?.description.identityKey
    guard let key, owner == peerNode || control?.isMember(owner) == true,
      let genesis = try? VerifiedLogGenesis(verifying: signed, identityKey: key)
    else { throw Refusal(.admissionRefused, "The log's beginning does not verify.") }
    return genesis
  }

  /// Asks the authority above to admit the logs that members began below this hub.
  mutating func passOn(_ scope: ScopeID) throws {
    guard setup.role == .initiator, let exchange = scopes[scope], let standing = exchange.standing
    else { return }
    for genesis in standing.passingOn.prefix(SyncLimits.logs)
    where !exchange.passedOn.contains(genesis) {
      try change(scope) { $0.passedOn.insert(genesis) }
      try send { $0.admission = .with { $0.logGenesis = genesis.message } }
    }
  }

  static let admissionPending = "admission-pending"

  /// The authority admitted the log: the peer learns of it by the same records as everybody.
  mutating func admitted(
    _ scope: ScopeID, first: UInt64, records: [SignedContent]
  ) throws {
    guard let known = scopes[scope]?.standing?.control.position.sequence else { return }
    guard first >= 1, first <= known + 1 else { throw Refusal(.storageTrouble) }
    let fresh = Array(records.dropFirst(Int(clamping: known + 1 - first)))
    try change(scope) { exchange in
      do {
        for record in fresh { _ = try exchange.standing?.control.apply(record) }
      } catch { throw Refusal(.badControlRecord) }
    }
    loadControl(scope, first: (scopes[scope]?.controlSentThrough ?? 0) + 1)
  }

  /// The authority did not admit the log: the node may read, and hears why it does not write.
  mutating func admissionRefused(_ scope: ScopeID, _ ground: AdmissionGround? = nil) throws {
    guard scopes[scope] != nil else { return }
    // Before what ends the wait: a peer that does not know the ground passes over it.
    if let ground {
      try sendVerdict(scope, Dot(logIndex: 0, counter: 0), reason: ground.description)
    }
    try sendVerdict(
      scope, Dot(logIndex: 0, counter: 0), reason: CloseCode.admissionRefused.name)
  }

  mutating func sendVerdict(_ scope: ScopeID, _ dot: Dot, reason: String) throws {
    try send { frame in
      frame.verdict = .with {
        $0.scopeID = Data(scope.bytes)
        $0.dot = .with {
          $0.logIndex = dot.logIndex
          $0.counter = dot.counter
        }
        $0.reason = reason
      }
    }
  }

  mutating func receive(verdict: Iscan_Sync_V1_Verdict) throws {
    let scope = try entitled(verdict.scopeID)
    let dot = Dot(logIndex: verdict.dot.logIndex, counter: verdict.dot.counter)
    let reason = String(verdict.reason.prefix(Self.wordsMax))
    if reason == Self.evidenceMissing { return try evidenceMissing(scope, dot.logIndex) }
    outputs.append(.notice(.verdict(scope, dot, reason: reason)))
    if dot.logIndex > 0 {
      // The peer takes no more of this log: nothing of it is sent any more.
      try change(scope) { exchange in
        guard exchange.announced[dot.logIndex] != nil else { return }
        exchange.unwanted.insert(dot.logIndex)
      }
      queue.drop(scope, dot.logIndex)
    }
    if dot.logIndex == 0, reason == Self.admissionPending {
      // The node reads, and writes into its log; the log goes out once it is admitted.
      try change(scope) { $0.standing?.unadmitted = nil }
      return try proceed(scope)
    }
    if dot.logIndex == 0, reason == Self.unavailable { return try snapshotUnavailable(scope) }
    // Of a log that was passed on, nothing of this side's waits for the answer.
    if dot.logIndex == 0, reason == CloseCode.admissionRefused.name,
      scopes[scope]?.standing?.unadmitted != nil
    {
      try change(scope) {
        $0.standing?.unadmitted = nil
        $0.receiver.leaveOut(0, .admissionRefused)
      }
      try proceed(scope)
    }
  }
}
