internal import BusinessCycle
internal import PartnershipRecords
public import ReplicaStore
internal import SignedLogs
internal import SyncProtocol

extension NodeService {
  /// What a person must act on, the gravest first; empty on an ordinary day.
  public func attention() throws -> [Attention] {
    let session = try lastExchange()
    let troubles = try read { records in
      try records.scopes().flatMap { try attention(in: $0, records) }
    }
    let refusal = session.flatMap(\.attention)
    // The log that the hub refused is named already.
    let isNamed = refusal?.kind == .fork && troubles.contains { $0.kind == .fork }
    let all =
      troubles + (try recoveries().map(\.attention)) + (isNamed ? [] : [refusal].compactMap { $0 })
      + [try twinAttention()].compactMap { $0 }
    let order = Attention.Kind.allCases
    return (all + [try conflictAttention()].compactMap { $0 }).sorted {
      (order.firstIndex(of: $0.kind) ?? 0) < (order.firstIndex(of: $1.kind) ?? 0)
    }
  }

  /// What partners wrote apart and this partnership decides; `nil` if nothing.
  private func conflictAttention() throws -> Attention? {
    let open = try tasksInConflict().filter { $0.decider == partnership.reference }.flatMap {
      task in
      task.openConflicts.map { (task: task.name, field: $0.field) }
    }
    guard let first = open.first else { return nil }
    let named = open.prefix(5).map { "\($0.field.inWords) of \($0.task)" }
      .joined(separator: ", ")
    return Attention(
      .conflict,
      words: counted(open.count, "parallel update waits", "parallel updates wait")
        + " for this partnership's tactical chair: \(named)\(open.count > 5 ? ", …" : "").",
      remedy: "See iscan sync conflicts --open, and decide: iscan sync resolve \(first.task) "
        + "--field \(first.field.name) --value … --comment …")
  }

  private func attention(in scope: ScopeID, _ records: ScopeRecords) throws -> [Attention] {
    let control = try records.control(of: scope)
    let name = control.genesis.name
    var found: [Attention] = []
    let node = try nodeID()
    guard control.isMember(node) || !control.joined.contains(node) else {
      // A pair ends with its group, and has nothing of others.
      guard control.genesis.kind == .group else { return [] }
      return [try attention(leaving: scope, name, records)]
    }
    do {
      try checkMark(scope, records)
    } catch let error as ReplicaError {
      found.append(
        Attention(.recovery, subject: name, words: error.detail, remedy: error.remedy))
    }
    if let sequence = try records.disputedSequence(in: scope) {
      found.append(
        Attention(
          .controlDispute, subject: name,
          words: "The hub signed two different decisions for place \(sequence) of \(name).",
          remedy: "Tell the regional office at once, and do not work in \(name) until it answers."))
    }
    if control.members[node] == .writer, !Authority.mayWrite(under: control) {
      let error = ReplicaError.scopeNeedsNewerRelease(scope: name)
      found.append(
        Attention(.rightsEnded, subject: name, words: error.detail, remedy: error.remedy))
    }
    guard let own = try records.ownLogPosition(in: scope) else { return found }
    if let cut = control.logs[own.logIndex]?.cut {
      found.append(
        Attention(
          .rightsEnded, subject: name,
          words:
            "This node's log in \(name) was ended after \(counted(cut.counter, "change", "changes")).",
          remedy: "Ask the regional office why; what was written before stands."))
    }
    if try records.isForkOpen(ofLog: own.logIndex, in: scope) {
      let words = "In \(name) \(Self.forkInWords)."
      found.append(
        Attention(.fork, subject: name, words: words, remedy: CloseCode.forkDetected.remedy))
    }
    let void = try records.voidCount(ofLog: own.logIndex, in: scope)
    if void > 0 {
      found.append(
        Attention(
          .void, subject: name,
          words: counted(
            void, "change of this node in \(name) has no effect.",
            "changes of this node in \(name) have no effect."),
          remedy: "See which with iscan sync log --void, and write again what still matters."))
    }
    return found
  }

  private func attention(leaving scope: ScopeID, _ name: String, _ records: ScopeRecords) throws
    -> Attention
  {
    guard try !records.holdsContent(of: scope) else {
      return Attention(
        .rightsEnded, subject: name,
        words: "This partnership is no longer a member of \(name); what was shared is still here.",
        remedy: try route(records).fetch
          + " What others wrote is then erased, what was made here stays.")
    }
    let departure = try Self.departures(records.database).first { $0.scope == name }
    return Attention(
      .rightsEnded, subject: name,
      words: departure?.sentences.joined(separator: " ")
        ?? "This partnership is no longer a member of \(name); nothing shared there is here.",
      remedy: "See it all with iscan sync log --left. To take part again, ask the regional office "
        + "for a new invitation and set a new node up.")
  }

  /// This node's own changes that have no effect, in every scope.
  public func voidChanges() throws -> [VoidChange] {
    try read { records in try records.scopes().flatMap { try records.voidChanges(in: $0) } }
  }
}
