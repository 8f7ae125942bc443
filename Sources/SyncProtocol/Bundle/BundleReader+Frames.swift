import CausalHistory
import ProtocolMessages
import SignedLogs
import SwiftProtobuf

extension BundleReader {
  mutating func take(control run: Iscan_Sync_V1_ControlRun, of scope: ScopeID) throws {
    // Records that begin later than this replica's end are told as missing when the bundle is read.
    guard run.first <= (receivers[scope]?.controlSequence ?? 0) + 1 else { return }
    guard let request = try receivers[scope]?.take(control: run) else { return }
    // A hub takes a scope as its own only if it is.
    if reading.lost.contains(scope), receivers[scope]?.control?.keeper != reading.node {
      receivers[scope] = nil
      return summary.scopesPassedOver.append(scope)
    }
    if case .control(_, _, _, let records) = request {
      summary.controlRecordsReceived += records.count
    }
    broughtSomething = true
    outputs.append(.apply(request))
  }

  mutating func take(_ run: Iscan_Sync_V1_LogRun, of scope: ScopeID) throws {
    compare(scope)
    switch try receivers[scope]?.take(run: run) {
    case .noRoom: hadNoRoom = true
    // What a run before this one needed room for is missing now, and comes with the next reading.
    case .gap: hadNoRoom = true
    case .passedOver(let seal?):
      lookUp(.sealed(seal), at: Dot(logIndex: run.logIndex, counter: seal.counter), in: scope)
    case .taken, .passedOver, .leftOut, nil: break
    }
    handOver(scope)
  }

  /// Hands over what is ready, and makes room for what is not.
  mutating func handOver(_ scope: ScopeID) {
    while let request = receivers[scope]?.takeReady(inParts: takesParts) {
      if case .commits(_, let runs) = request {
        summary.commitsReceived += runs.reduce(0) { $0 + $1.commits.count }
      }
      broughtSomething = true
      outputs.append(.apply(request))
    }
    if let shed = receivers[scope]?.shed(), !shed.isEmpty { hadNoRoom = true }
  }

  /// A node began a log. Whoever carries that here, the log is that of the node that signed it.
  mutating func take(_ admission: Iscan_Sync_V1_Admission) {
    let signed = SignedContent(admission.logGenesis)
    guard let message = try? Iscan_Sync_V1_LogGenesis(serializedBytes: signed.content),
      let scope = ScopeID(message.scopeID), let owner = NodeID(message.nodeID),
      let standing = receivers[scope]?.standing, standing.access == .full,
      let identity = standing.control.nodes[owner]?.description.identityKey,
      let genesis = try? VerifiedLogGenesis(verifying: signed, identityKey: identity)
    else { return }
    guard standing.control.logIndex(of: genesis.log) == nil else {
      if owner == manifest.creator { summary.asksForAdmission = true }
      return
    }
    outputs.append(.admit(scope, genesis, controlSequence: standing.control.sequence))
  }

  mutating func admitted(_ scope: ScopeID, _ first: UInt64, _ records: [SignedContent]) {
    guard var standing = receivers[scope]?.standing else { return }
    let known = standing.control.sequence
    guard first >= 1, first <= known + 1 else { return }
    for record in records.dropFirst(Int(clamping: known + 1 - first)) {
      guard (try? standing.control.apply(record)) != nil else { return }
    }
    summary.logsAdmitted += 1
    summary.asksForAdmission = true
    receivers[scope]?.update(standing)
  }

  /// The creator's word of what it holds; only the hub's is asked for by anybody.
  mutating func take(_ message: Iscan_Sync_V1_Receipt) {
    guard let receipt = ReceiptRecord(message), receivers[receipt.scope]?.control != nil,
      manifest.creator == reading.hub, receipt.isSigned(by: manifest.creatorIdentityKey)
    else { return }
    summary.receipts += 1
    outputs.append(.receipt(receipt))
  }

  /// Where the creator stands: it holds so much, and an answer can begin there.
  mutating func take(_ state: Iscan_Sync_V1_ScopeState, of scope: ScopeID) {
    let standing = CreatorStanding(state)
    summary.creatorStands[scope] = standing
    guard receivers[scope]?.control != nil else { return }
    outputs.append(.acknowledged(scope, standing.positions))
  }

  /// The creator's word that it has erased withdrawn payloads. A file may be older than a withdrawal:
  /// of what was decided after it was made it says nothing.
  mutating func take(_ message: Iscan_Sync_V1_RedactionDone, of scope: ScopeID) throws {
    guard message.dot.count <= SyncLimits.dotsPerRedaction else {
      throw SyncError.refused(
        .limitExceeded, detail: "\(message.dot.count) withdrawn commits are named at once.")
    }
    guard let control = receivers[scope]?.control,
      let sequence = summary.creatorStands[scope]?.controlSequence
    else { return }
    let dots = message.dot.map { Dot(logIndex: $0.logIndex, counter: $0.counter) }
      .filter { control.withdrawnAt[$0].map { $0 <= sequence } ?? false }
    if !dots.isEmpty {
      outputs.append(.evidence(.redacted(scope, manifest.creator, dots)))
    }
  }
}
