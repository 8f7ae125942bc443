internal import CausalHistory
internal import GRDB
internal import SignedLogs
internal import SyncProtocol

/// Applies commits to one scope within one transaction.
///
/// Everything that the commits add is collected and goes to the database with `write()`, in the
/// order of its tables; nothing is read again for each commit.
struct ScopeWriter {
  let db: Database
  let scope: Int64
  let control: ControlState
  private(set) var frontier: VersionVector
  let state: StateRowTable
  private var appenders: [UInt32: SegmentAppender] = [:]
  private var index: [[UInt8]] = []
  private var void: [Dot: VoidReason] = [:]
  private var conflicts: [FieldName: Bool] = [:]
  private var bytes = 0
  /// Whether commits are gone that objects cannot be folded anew from.
  private let needsBases: Bool
  private var named: Set<ObjectID> = []

  /// - Parameters:
  ///   - records: The transaction.
  ///   - scope: The row of the scope.
  ///   - control: Its control log.
  /// - Throws: `DatabaseError`.
  init(_ records: ScopeRecords, scope: Int64, control: ControlState) throws {
    db = records.db
    self.scope = scope
    self.control = control
    frontier = try records.frontier(scope: scope)
    state = try StateRowTable(db, scope: scope)
    needsBases = try BaseRows(db: db, scope: scope).areNeeded()
    // Then the index is asked about every object.
    if needsBases { try ObjectIndex(db: db, scope: scope).settle() }
  }

  /// So much is held in memory at most before it is written.
  private static let heldBytesMax = 8 << 20
  private static let heldRowsMax = 65_536

  /// Applies commits up to a seal; what is here already is passed over.
  ///
  /// - Parameter run: Verified, and with its past here.
  /// - Returns: What each commit that was new and has effect changed.
  /// - Throws: `SyncError.refused` if others are here in the same places; `DatabaseError`;
  ///   ``ReplicaError/storedRecordDamaged(table:)``.
  mutating func apply(_ run: VerifiedRun) throws -> [StateChange] {
    var changes: [StateChange] = []
    changes.reserveCapacity(run.commits.count)
    let known = frontier[run.position.logIndex]
    try checkHistory(of: run, known: known)
    guard run.position.head.counter > known else { return [] }
    for commit in run.commits where commit.dot.counter > known {
      if let change = try append(commit) { changes.append(change) }
    }
    // A seal stands behind its commit. Of a part of a run it is not here yet: the rest brings it.
    if run.endsAtSeal, !run.seal.isEnd { append(run.seal, of: run.position.logIndex) }
    try writeIfLarge()
    return changes
  }

  /// Stores what has been collected once it is much.
  mutating func writeIfLarge() throws {
    if bytes > Self.heldBytesMax || state.count > Self.heldRowsMax { try write() }
  }

  /// Adds the next commit of its log.
  ///
  /// - Returns: What it changed; `nil` if it has no effect.
  mutating func append(_ verified: VerifiedCommit) throws -> StateChange? {
    let logIndex = verified.dot.logIndex
    if appenders[logIndex] == nil {
      appenders[logIndex] = SegmentAppender(
        at: try position(before: verified), in: LogSegments(db: db, scope: scope))
    }
    let commit =
      try appenders[logIndex].map {
        try verified.under(control.withdrawals, after: $0.position)
      } ?? verified
    try appenders[logIndex]?.append(commit)
    bytes += commit.bytes.byteCount
    if logIndex > 0 { frontier.advance(to: commit.dot) }
    return try fold(commit)
  }

  mutating func append(_ seal: Seal, of logIndex: UInt32) { appenders[logIndex]?.append(seal) }

  /// Folds a commit that is in its log, or notes why it has no effect.
  mutating func fold(_ commit: VerifiedCommit) throws -> StateChange? {
    for object in commit.objects {
      if needsBases, named.insert(object).inserted {
        try BaseRows(db: db, scope: scope).save(object)
      }
      index.append(ObjectIndex.name(of: object, dot: commit.dot))
    }
    let seen = control.seen(by: commit)
    // The own log before it is admitted: nobody has decided about it yet.
    let isWaiting = commit.dot.logIndex == 0
    let reason =
      isWaiting
      ? nil
      : try Authority.void(commit, seen: seen, control: control) { try state.kind(of: $0) }
    if let reason {
      void[commit.dot] = reason
      return nil
    }
    var rows = state
    let change = try CommitFold.apply(commit, seen: seen, to: &rows)
    for name in change.opened { conflicts[name] = true }
    for name in change.closed { conflicts[name] = false }
    return change
  }

  /// Why a commit that was added has no effect; `nil` if it has.
  func reason(ofVoid dot: Dot) -> VoidReason? { void[dot] }

  /// Stores everything.
  mutating func write() throws {
    for logIndex in appenders.keys.sorted() {
      guard var appender = appenders[logIndex] else { continue }
      try appender.write()
      appenders[logIndex] = appender
      try LogPositions(db: db, scope: scope).keep(appender.position)
    }
    try state.write()
    try ObjectIndex(db: db, scope: scope).insert(index)
    for (dot, reason) in void.sorted(by: { $0.key < $1.key }) {
      try VoidCommits(db: db, scope: scope).keep(reason, of: dot)
    }
    try OpenConflicts(db: db, scope: scope).keep(conflicts)
    index.removeAll(keepingCapacity: true)
    void.removeAll()
    conflicts.removeAll()
    bytes = 0
  }

  /// Refuses commits of another history than the one that is here. The log may have gone on, or back,
  /// since the session that brings them looked at it.
  private func checkHistory(of run: VerifiedRun, known: UInt64) throws {
    let last = min(known, run.position.head.counter)
    guard last > 0, let theirs = run.head(at: last) else { return }
    let logIndex = run.position.logIndex
    var here =
      try appenders[logIndex]?.position
      ?? LogPositions(db: db, scope: scope)
      .position(of: logIndex)
    if here?.head.counter != last {
      here = try LogSegments(db: db, scope: scope).position(of: logIndex, at: last, under: control)
    }
    guard let here, here.head.hash != theirs.hash else { return }
    throw SyncError.refused(
      .forkDetected, detail: "Commit \(last) of log \(logIndex) is another one here.")
  }

  private func position(before commit: VerifiedCommit) throws -> LogPosition {
    try LogPositions(db: db, scope: scope).position(of: commit.dot.logIndex)
      ?? .start(logIndex: commit.dot.logIndex, logID: commit.head.logID)
  }
}
