public import GRDB
public import SignedLogs
public import SyncProtocol

public import struct Foundation.Date

/// Answers sessions from a replica's database.
///
/// Each thing that a session asks to have applied is one transaction, in which the rules of a node
/// or of the hub have their say too.
public struct ReplicaKeeper: SessionKeeper {
  /// What a node and the hub do differently.
  public struct Rules: Sendable {
    /// Who calls, at the hub. A node is not called.
    public var standing: @Sendable (NodeID, ScopeRecords) throws -> PeerStanding
    /// Throws if the peer may not be served any more, or may bring nothing into the scope. Asked
    /// within the transaction of whatever is done for it: whoever was revoked while a session is open,
    /// by this process or another, has nothing taken from it after that.
    public var stillServed: @Sendable (_ bringsInto: ScopeID?, ScopeRecords) throws -> Void
    /// Who is known to hold what it sends; `nil` where peers say themselves what they hold.
    public var sender: NodeID?
    /// After a scope's control log went on.
    public var controlApplied: @Sendable (ScopeID, ControlState?, ScopeRecords) throws -> Void
    /// After commits were applied.
    public var commitsApplied: @Sendable (ScopeID, [StateChange], ScopeRecords) throws -> Void
    /// What becomes of a log that a peer began.
    public var admission:
      @Sendable (VerifiedLogGenesis, ControlState, ScopeRecords) throws -> AdmissionDecision
    /// Something that a person should see.
    public var noted: @Sendable (SessionNotice, NodeID?) -> Void

    /// Rules that add nothing; whoever uses them changes what it needs.
    public init() {
      standing = { _, _ in .refused(.unknownPeer) }
      stillServed = { _, _ in }
      controlApplied = { _, _, _ in }
      commitsApplied = { _, _, _ in }
      admission = { _, _, _ in .refused() }
      noted = { _, _ in }
    }
  }

  private let database: any DatabaseWriter
  private let rules: Rules
  private let now: @Sendable () -> Date

  /// - Parameters:
  ///   - database: With the tables of ``LogTables``.
  ///   - rules: A node's or the hub's.
  ///   - now: The present time.
  public init(
    _ database: any DatabaseWriter, rules: Rules, now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.database = database
    self.rules = rules
    self.now = now
  }

  public func standing(of caller: NodeID) async throws -> PeerStanding {
    try await database.readAndRelease { db in try rules.standing(caller, ScopeRecords(db)) }
  }

  public func load(_ request: LoadRequest) async throws -> LoadedContent {
    try await database.readAndRelease { db in
      let records = ScopeRecords(db)
      try rules.stillServed(nil, records)
      guard let content = try records.load(request) else {
        throw ReplicaError.recordsMissing(table: "member")
      }
      return content
    }
  }

  public func apply(_ request: ApplyRequest) async throws -> AppliedContent {
    do {
      let content = try await perform(request)
      guard case .control(let scope, let unadmitted, let positions, _) = content else {
        return content
      }
      // What a decision withdrew must leave the files too; if a reader is in the way, a later call
      // goes on.
      guard try Erasures.finish(in: database, now: now()) > 0 else { return content }
      return .control(
        scope, unadmitted: unadmitted, positions: positions,
        erased: try await database.read { try ScopeRecords($0).erasedAndUntold(in: scope) })
    } catch SyncError.snapshotRefused(let reason) {
      // The transaction is undone: nothing has changed, and the logs are fetched whole.
      guard case .snapshot(let scope, _) = request else {
        throw SyncError.refused(.storageTrouble, detail: reason)
      }
      return .snapshot(scope, positions: nil, reason: reason)
    }
  }

  private func perform(_ request: ApplyRequest) async throws -> AppliedContent {
    let milliseconds = UInt64(max(0, now().timeIntervalSince1970) * 1000)
    return try await database.write { db in
      let records = ScopeRecords(db)
      try rules.stillServed(request.bringsInto, records)
      switch request {
      case .control(let scope, let genesis, let first, let control):
        let before = genesis == nil ? try records.control(of: scope) : nil
        try records.apply(control: control, first: first, genesis: genesis, of: scope)
        try rules.controlApplied(scope, before, records)
        let state = try records.control(of: scope)
        // A verdict may have set commits aside.
        return .control(
          scope, unadmitted: try records.logToAdmit(in: scope, state),
          positions: try records.statedPositions(of: scope),
          erased: state.withdrawals.isEmpty ? [] : try records.erasedAndUntold(in: scope))
      case .commits(let scope, let runs):
        let changes = try records.apply(runs, to: scope)
        try records.merge(times: runs, now: milliseconds)
        if let sender = rules.sender {
          let sent = runs.map {
            StatedPosition(logIndex: $0.position.logIndex, head: $0.position.head)
          }
          try records.keep(acknowledged: sent, by: sender, of: scope)
        }
        try rules.commitsApplied(scope, changes, records)
        return .commits(scope, runs)
      case .snapshotPart(let scope, let snapshot, let place, let part):
        _ = try records.begin(snapshot, of: scope)
        try records.keep(part: part, at: place, of: snapshot, in: scope)
        return .snapshotPart(scope)
      case .snapshot(let scope, let snapshot):
        _ = try records.begin(snapshot, of: scope)
        try records.install(snapshot, in: scope)
        return .snapshot(scope, positions: try records.positions(of: scope))
      }
    }
  }

  public func admit(
    _ genesis: VerifiedLogGenesis, to scope: ScopeID, after controlSequence: UInt64
  ) async throws -> AdmissionAnswer {
    try await database.write { db in
      let records = ScopeRecords(db)
      try rules.stillServed(scope, records)
      let state = try records.control(of: scope)
      if state.logIndex(of: genesis.log) == nil {
        switch try rules.admission(genesis, state, records) {
        case .refused(let ground): return .refused(ground)
        case .passedOn:
          try records.passOn(genesis)
          return .passedOn
        case .admitted(let decided):
          try records.apply(
            control: decided, first: state.sequence + 1, genesis: nil, of: scope)
        }
      }
      let fresh = try records.controlRecords(
        scope: try records.requiredKey(of: scope), first: controlSequence + 1, last: .max,
        limit: .max)
      return .admitted(first: controlSequence + 1, records: fresh)
    }
  }

  public func keep(_ receipt: ReceiptRecord) async throws {
    try await database.write { db in
      let records = ScopeRecords(db)
      try rules.stillServed(nil, records)
      try records.keep(receipt)
    }
  }

  public func keep(carried receipt: ReceiptRecord) async throws {
    try await database.write { db in
      let records = ScopeRecords(db)
      try rules.stillServed(nil, records)
      try records.keep(carried: receipt)
    }
  }

  public func keep(
    acknowledged positions: [StatedPosition], by peer: NodeID, of scope: ScopeID
  ) async throws {
    // Each session of a peer that is level says it once more.
    let isKept = try await database.readAndRelease { db in
      let records = ScopeRecords(db)
      try rules.stillServed(nil, records)
      return try records.isKept(acknowledged: positions, by: peer, of: scope)
    }
    guard !isKept else { return }
    try await database.write { db in
      let records = ScopeRecords(db)
      try rules.stillServed(nil, records)
      try records.keep(acknowledged: positions, by: peer, of: scope)
    }
  }

  public func canWitness(_ manifest: [UInt8], of scope: ScopeID) async throws -> Bool {
    try await database.readAndRelease { db in
      try ScopeRecords(db).makeSnapshot(of: scope).bytes == manifest
    }
  }

  public func purge(_ scope: ScopeID) async throws -> UInt64? {
    let (database, at) = (database, now())
    try await database.write { try ScopeRecords($0).purge(scope) }
    try Erasures.finish(in: database, now: at)
    // While a reader holds the write-ahead log no word is given; the next session asks again.
    guard try Erasures.isPurged(in: database) else { return nil }
    return UInt64(max(0, at.timeIntervalSince1970) * 1000)
  }

  public func keep(_ evidence: SessionEvidence, from peer: NodeID?) async throws {
    try await database.write { db in
      let records = ScopeRecords(db)
      try rules.stillServed(nil, records)
      try records.keep(evidence)
    }
  }

  public func note(_ notice: SessionNotice, from peer: NodeID?) async throws {
    if case .peerStands(let scope, let positions) = notice, let peer {
      try await lower(acknowledgedBy: peer, to: positions, of: scope)
    }
    rules.noted(notice, peer)
  }
}

extension ReplicaKeeper {
  /// Nearly always nothing has to be taken back.
  private func lower(
    acknowledgedBy peer: NodeID, to positions: [StatedPosition], of scope: ScopeID
  ) async throws {
    let isKept = try await database.readAndRelease { db in
      try ScopeRecords(db).exceeding(positions, by: peer, of: scope).isEmpty
    }
    guard !isKept else { return }
    try await database.write { db in
      try ScopeRecords(db).lower(acknowledgedBy: peer, to: positions, of: scope)
    }
  }
}

extension ApplyRequest {
  /// The scope whose members alone may bring what is asked for here. Control records bear their
  /// authority's signature, and somebody who has left a scope still gets them.
  fileprivate var bringsInto: ScopeID? {
    switch self {
    case .control: nil
    case .commits(let scope, _), .snapshotPart(let scope, _, _, _), .snapshot(let scope, _): scope
    }
  }
}
