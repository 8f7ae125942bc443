internal import PartnershipRecords
internal import ProtocolMessages
internal import SignedLogs
internal import SyncProtocol

/// What the authority's decisions in a bundle would change here, without taking them in.
struct BundleOutlook {
  private let node: NodeID
  private let before: [ScopeID: ControlState]
  private var after: [ScopeID: ControlState]
  /// The hub's words, as they stand in the file.
  private(set) var receipts: [ReceiptRecord] = []

  init(at node: NodeID, _ standings: [ScopeStanding]) {
    self.node = node
    before = Dictionary(
      standings.map { ($0.control.scope, $0.control) }, uniquingKeysWith: { first, _ in first })
    after = before
  }

  mutating func take(_ frame: Iscan_Sync_V1_Frame) {
    switch frame.content {
    case .controlRun(let run): take(run)
    case .receipt(let message): ReceiptRecord(message).map { receipts.append($0) }
    default: break
    }
  }

  private mutating func take(_ run: Iscan_Sync_V1_ControlRun) {
    guard let scope = ScopeID(run.scopeID), var control = after[scope], run.first >= 1,
      run.first <= control.sequence + 1
    else { return }
    for record in run.record.dropFirst(Int(clamping: control.sequence + 1 - run.first)) {
      guard (try? control.apply(SignedContent(record))) != nil else { break }
    }
    after[scope] = control
  }

  /// The groups and pairs that this machine would belong to no more.
  var left: [ScopeID] {
    after.keys.filter { scope in
      before[scope]?.isMember(node) == true && after[scope]?.isMember(node) == false
    }.sorted()
  }

  /// In sentences.
  var effects: [String] {
    after.keys.sorted().flatMap { scope -> [String] in
      guard let before = before[scope], let after = after[scope], before.sequence < after.sequence
      else { return [] }
      return effects(from: before, to: after)
    }
  }

  private func effects(from before: ControlState, to after: ControlState) -> [String] {
    let name = after.genesis.name
    guard !before.isMember(node) || after.isMember(node) else {
      let why =
        after.nodes[node]?.revocationReason.map { "its rights were ended (\($0))" }
        ?? "it was retired"
      return ["This partnership is no longer a member of \(name): \(why)."]
    }
    var found: [String] = []
    let admitted = after.logs(of: node).count - before.logs(of: node).count
    if admitted > 0 {
      found.append(
        counted(admitted, "log of this partnership is", "logs of this partnership are")
          + " admitted to \(name): what waits there can leave.")
    }
    func named(_ nodes: some Sequence<NodeID>) -> String {
      nodes.compactMap { after.nodes[$0]?.description.reference }.sorted()
        .joined(separator: ", ")
    }
    let others = (
      joined: after.members.keys.filter { before.members[$0] == nil && $0 != node },
      left: before.members.keys.filter { after.members[$0] == nil && $0 != node }
    )
    if !others.joined.isEmpty { found.append("New in \(name): \(named(others.joined)).") }
    if !others.left.isEmpty { found.append("No longer in \(name): \(named(others.left)).") }
    let withdrawn = after.withdrawals.count - before.withdrawals.count
    if withdrawn > 0 {
      found.append(
        "Words of \(counted(withdrawn, "change", "changes")) in \(name) are withdrawn, and erased here."
      )
    }
    let settled = after.logs.values.reduce(0) {
      $0 + max(0, $1.forks.count - (before.logs[$1.logIndex]?.forks.count ?? 0))
    }
    if settled > 0 {
      found.append(
        counted(settled, "log that was", "logs that were")
          + " continued in two ways in \(name): it is decided what counts.")
    }
    return found
  }
}
