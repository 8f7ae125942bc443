internal import CausalHistory
internal import Foundation
internal import GRDB
public import PartnershipRecords
public import SignedLogs
public import SyncProtocol

/// This replica's own log in a scope.
public struct OwnLog: Sendable {
  public let genesis: SignedContent
  public let log: LogID
  /// What the log's private key is called in the key folder.
  public let keyName: String
}

extension ScopeRecords {
  /// Notes the log that this replica begins in a scope; its private key is kept first.
  public func begin(_ genesis: VerifiedLogGenesis, keyName: String) throws {
    try db.execute(
      sql: "INSERT INTO ownLog VALUES (?, ?, ?, ?, ?)",
      arguments: [
        try requiredKey(of: genesis.scope), Data(genesis.log.bytes), Data(genesis.signed.content),
        Data(genesis.signed.signature), keyName,
      ])
  }

  /// This replica's own log in a scope; `nil` if it began none.
  public func ownLog(in scope: ScopeID) throws -> OwnLog? {
    guard let key = try key(of: scope) else { return nil }
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: "SELECT logID, content, signature, keyName FROM ownLog WHERE scope = ?"),
      arguments: [key])
    guard let row else { return nil }
    guard let log = LogID(bytes(row["logID"])) else {
      throw ReplicaError.storedRecordDamaged(table: "ownLog")
    }
    return OwnLog(
      genesis: SignedContent(content: bytes(row["content"]), signature: bytes(row["signature"])),
      log: log, keyName: row["keyName"])
  }

  /// Where this replica stands in a scope, for a session.
  public func standing(of scope: ScopeID, access: ScopeAccess = .full) throws -> ScopeStanding {
    let control = try control(of: scope)
    var standing = ScopeStanding(
      control: control, positions: try statedPositions(of: scope), access: access,
      unadmitted: try logToAdmit(in: scope, control), needsReceipt: try needsReceipt(scope))
    standing.floors = try LogPositions(db: db, scope: requiredKey(of: scope)).floors()
    if !control.withdrawals.isEmpty {
      standing.erased = try erasedAndUntold(in: scope)
      standing.erasedAndTold = try erasedCommits(of: scope).filter {
        !standing.erased.contains($0)
      }
    }
    return standing
  }

  /// The own log, while the authority has not admitted it.
  public func unadmittedLog(in scope: ScopeID, _ control: ControlState) throws -> UnadmittedLog? {
    guard let own = try ownLog(in: scope), control.logIndex(of: own.log) == nil else { return nil }
    let start = LogPosition.start(logIndex: 0, logID: own.log)
    let position = try LogPositions(db: db, scope: requiredKey(of: scope)).position(of: 0)
    return UnadmittedLog(genesis: own.genesis, position: position ?? start)
  }

  /// The own log for the authority to admit; `nil` also if what is in it has to be compared first.
  func logToAdmit(in scope: ScopeID, _ control: ControlState) throws -> UnadmittedLog? {
    guard let log = try unadmittedLog(in: scope, control), try !isToBeCompared(in: scope) else {
      return nil
    }
    return log
  }

  /// Whether the hub has not yet said that it holds all of the own log.
  private func needsReceipt(_ scope: ScopeID) throws -> Bool {
    guard let own = try ownLogPosition(in: scope), own.head.counter > 0 else { return false }
    let receipt = try receipt(for: scope)
    return receipt?.frontier.first { $0.logIndex == own.logIndex }?.counter != own.head.counter
  }

  /// Where the own log stands; `nil` if it is not admitted.
  public func ownLogPosition(in scope: ScopeID) throws -> LogPosition? {
    guard let own = try ownLog(in: scope),
      let logIndex = try control(of: scope).logIndex(of: own.log)
    else { return nil }
    return try positions(of: scope)[logIndex] ?? .start(logIndex: logIndex, logID: own.log)
  }

  /// The end of the own log, admitted or not; `nil` if this replica began none.
  public func ownLogHead(in scope: ScopeID) throws -> LogHead? {
    let control = try control(of: scope)
    return try (ownLogPosition(in: scope) ?? unadmittedLog(in: scope, control)?.position)?.head
  }

  /// Writes one commit into this replica's own log, seals it and applies it, all in this
  /// transaction. Before the log is admitted it has index 0, here only.
  ///
  /// - Parameters:
  ///   - scope: The scope.
  ///   - actor: Who.
  ///   - now: Milliseconds since 1970 by this machine's clock.
  ///   - salt: 16 random bytes.
  ///   - key: Gives the private key of a name.
  ///   - operations: What was done; given the name that an object created by the first operation
  ///     will have.
  /// - Returns: The commit and what it changed.
  /// - Throws: ``ReplicaError/logNotAdmitted(scope:)``, ``ReplicaError/logEnded(scope:)``;
  ///   `SignedLogError` if a rule would be broken.
  @discardableResult
  public func write(
    in scope: ScopeID, by actor: Actor, now: UInt64, salt: [UInt8],
    key: (_ name: String) throws -> LogKey,
    operations: (_ next: ObjectID) throws -> [ShareableOperation]
  ) throws -> (commit: VerifiedCommit, change: StateChange) {
    let control = try control(of: scope)
    guard let own = try ownLog(in: scope),
      let position = try ownLogPosition(in: scope) ?? unadmittedLog(in: scope, control)?.position
    else { throw ReplicaError.logNotAdmitted(scope: control.genesis.name) }
    guard Authority.mayWrite(under: control) else {
      throw ReplicaError.scopeNeedsNewerRelease(scope: control.genesis.name)
    }
    var author = CommitAuthor(position: position)
    let commit = try author.commit(
      try operations(author.nextObject()), by: actor, at: try tick(now: now),
      control: control.position, context: try frontier(of: scope), salt: salt)
    var writer = try ScopeWriter(self, scope: try requiredKey(of: scope), control: control)
    // A commit without effect is never kept: its author would take it for done.
    guard let change = try writer.append(commit) else {
      let reason = writer.reason(ofVoid: commit.dot)
      if reason == .notEntitled || reason == .notKeeper {
        throw ReplicaError.changeNotEntitled(scope: control.genesis.name)
      }
      throw ReplicaError.logEnded(scope: control.genesis.name)
    }
    writer.append(
      try seal(commit.head, with: try key(own.keyName)), of: position.logIndex)
    try writer.write()
    return (commit, change)
  }

  /// The next hybrid time: after every time seen here, and not before the clock.
  private func tick(now: UInt64) throws -> HybridTime {
    let kept = try SettingsTable.value(Self.timeSetting, in: db).flatMap(UInt64.init) ?? 0
    var time = HybridTime(rawValue: kept)
    let next = time.tick(now: now)
    try SettingsTable.set(Self.timeSetting, to: String(time.rawValue), in: db)
    return next
  }

  /// Takes note of the times of changes made elsewhere.
  public func merge(times run: VerifiedRun, now: UInt64) throws {
    try merge(times: [run], now: now)
  }

  /// The same of several runs.
  public func merge(times runs: [VerifiedRun], now: UInt64) throws {
    let kept = try SettingsTable.value(Self.timeSetting, in: db).flatMap(UInt64.init) ?? 0
    var time = HybridTime(rawValue: kept)
    for run in runs {
      for commit in run.commits { time.merge(commit.hybridTime, now: now) }
    }
    try SettingsTable.set(Self.timeSetting, to: String(time.rawValue), in: db)
  }

  private static let timeSetting = "hybrid-time"
}
