public import Foundation
internal import GRDB
public import ReplicaStore
internal import SignedLogs
internal import SyncProtocol
internal import SyncTransport
internal import NodeStore

/// A log of this node's that is not continued, until the one in its stead is admitted.
public struct LogRecovery: Codable, Sendable, Hashable {
  /// The scope's name.
  public let name: String
  public let cause: RecoveryCause
  /// How many of this machine's changes the database held.
  public let here: UInt64
  /// How many were sent.
  public let sent: UInt64
  /// How many changes that do not count in the old log were written again in the new one.
  public var repeated: Int?
  public let foundAt: Date

  /// What happened and what to do next, for the person at the machine.
  public var sentences: [String] { happened + [Self.remedy] }

  /// The same for whoever asks how the node stands.
  var attention: Attention {
    Attention(
      .recovery, subject: name, words: happened.joined(separator: " "), remedy: Self.remedy)
  }

  private static let remedy = "Next: \(step)"

  /// What has the new log admitted.
  static let step =
    "iscan sync run. Without a line: iscan sync export, and iscan sync import of the answer."

  private var happened: [String] {
    let isOlder = ![.forkSettled, .logEnded].contains(cause) && sent > here
    let numbers =
      isOlder ? " It holds \(here) of this machine's changes there, of \(sent) that were sent." : ""
    let again = repeated.map {
      $0 == 0
        ? "" : " What of this machine's changes does not count there was written again: \($0)."
    }
    return [
      "\"\(name)\": \(cause.inWords).\(numbers)\(again ?? "")",
      "\(kept) This machine goes on with a new log: what is written from now on goes there, and reaches "
        + "the others once the hub has admitted it.",
    ]
  }

  /// What was written after a copy was made and never sent is not in the copy: nobody can bring it back.
  private var kept: String {
    switch cause {
    case .olderCopy, .otherHistory, .otherPlace, .hubAhead:
      "What was sent comes back from the hub, and what this database holds is kept. What was written "
        + "after it was copied and never sent is only where it was written, if that is still there."
    case .keyMissing, .forkSettled, .seenSetAside, .logEnded:
      "Nothing is lost: what was sent comes back from the hub, and what was not is kept."
    }
  }
}

extension NodeService {
  /// The scopes in which this node waits to go on with a new log.
  public func recoveries() throws -> [LogRecovery] {
    let pending = try database.pool.read { try Self.pendingRecoveries($0) }
    return pending.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Refuses a database beside the keys of another node, before anything is written: its own logs were
  /// begun with another identity key. Keys that are missing are told of where they are needed.
  func checkKeysAreOwn() throws {
    guard let identity = try? identity().publicKey else { return }
    try read { records in
      for scope in try records.scopes() {
        guard let own = try? records.ownLog(in: scope) else { continue }
        do {
          _ = try VerifiedLogGenesis(verifying: own.genesis, identityKey: identity)
        } catch SignedLogError.fieldInvalid(.logGenesis, field: "node_id", _) {
          throw NodeServiceError.keysOfAnotherNode(home.folder.path)
        } catch {
          // What is damaged is the doctor's to tell.
        }
      }
    }
  }

  /// Compares the database with what was sent and with where it was used last, before anything is
  /// written; begins new logs where the old ones cannot be gone on with.
  func recoverAtOpen() throws {
    let place = DatabasePlace.of(home.database.path)
    let known = try database.pool.read { try SettingsTable.value(Setting.place, in: $0) }
    let isElsewhere = known != nil && place != nil && known != place
    let (found, isReadable) = try read { try causes(isElsewhere: isElsewhere, $0) }
    for (scope, cause) in found { try goOn(in: scope, because: cause) }
    // A scope that cannot be read now is looked at again once it is mended.
    guard let place, place != known, isReadable else { return }
    try write { db, _ in try SettingsTable.set(Setting.place, to: place, in: db) }
  }

  /// The scopes whose own log cannot be gone on with, and whether all could be looked at. What is
  /// damaged is the doctor's to tell: a node whose records cannot be read can still be opened.
  private func causes(isElsewhere: Bool, _ records: ScopeRecords) throws
    -> (found: [(ScopeID, RecoveryCause)], isReadable: Bool)
  {
    var found: [(ScopeID, RecoveryCause)] = []
    var isReadable = true
    for scope in try records.scopes() {
      do {
        guard let cause = try cause(in: scope, isElsewhere: isElsewhere, records) else { continue }
        found.append((scope, cause))
      } catch is SignedLogError {
        isReadable = false
      } catch let error as ReplicaError {
        guard error.isAboutDamage else { throw error }
        isReadable = false
      }
    }
    return (found, isReadable)
  }

  /// Why the own log in a scope cannot be gone on with; `nil` if it can.
  private func cause(in scope: ScopeID, isElsewhere: Bool, _ records: ScopeRecords) throws
    -> RecoveryCause?
  {
    guard let own = try records.ownLog(in: scope), try !records.hasOwnLogEnded(in: scope) else {
      return nil
    }
    if let head = try records.ownLogPosition(in: scope)?.head, let sent = try marks.sent(own.log),
      let cause = try RecoveryCause.comparing(
        head, sent: sent.counter, hash: sent.hash,
        hashHere: { try records.ownLogHash(at: $0, in: scope) })
    {
      return cause
    }
    if !keys.contains(own.keyName) { return .keyMissing }
    if try records.hasOwnLogSeenMore(in: scope) { return .seenSetAside }
    return isElsewhere ? .otherPlace : nil
  }

  /// Begins a new log in a scope; the one before rests as it is.
  ///
  /// - Parameters:
  ///   - scope: The scope.
  ///   - cause: Why.
  ///   - lost: A log of this node's that has ended, whose orphans the new one begins with.
  /// - Throws: `ReplicaError`; `TransportError` if the new key cannot be kept.
  func goOn(in scope: ScopeID, because cause: RecoveryCause, repeating lost: UInt32? = nil) throws {
    let node = try nodeID()
    let mark = try read { try $0.ownLog(in: scope) }.flatMap { try marks.sent($0.log) }
    try write { db, records in
      let control = try records.control(of: scope)
      guard control.members[node] == .writer, let own = try records.ownLog(in: scope) else {
        return
      }
      let head = try records.ownLogPosition(in: scope)?.head
      let (genesis, keyName, key) = try beginning(
        in: scope, after: Self.end(of: own.log, head, mark), records)
      if control.logIndex(of: own.log) == nil {
        // What was written to a log that nobody has seen goes on in the new one.
        try records.beginAgain(genesis, keyName: keyName, logKey: key)
      } else {
        try records.goOn(with: genesis, keyName: keyName)
      }
      var recovery = LogRecovery(
        name: control.genesis.name, cause: cause, here: head?.counter ?? 0,
        sent: mark?.counter ?? 0, foundAt: now())
      if let lost {
        recovery.repeated = try records.repeatOrphans(
          of: lost, in: scope, salt: { randomBytes(16) }, key: logKey)
      }
      var pending = try Self.pendingRecoveries(db)
      pending[scope.hex] = recovery
      if cause.mayHaveForgotten {
        let moment = String(recovery.foundAt.timeIntervalSince1970)
        try SettingsTable.set(Setting.forgottenAt, to: moment, in: db)
      }
      try Self.keep(pending, in: db)
    }
  }

  /// The genesis of this node's next log in a scope, signed, its private key kept in the key folder
  /// before anything says that there is a log.
  private func beginning(
    in scope: ScopeID, after previous: LogHead?, _ records: ScopeRecords
  ) throws -> (VerifiedLogGenesis, keyName: String, key: LogKey) {
    let identity = try identity()
    let key = LogKey.generate()
    let genesis = try LogGenesis.make(
      scope: scope, identity: identity,
      incarnation: try records.nextIncarnation(of: nodeID(), in: scope), logKey: key.publicKey,
      nonce: randomBytes(16), previousLog: previous)
    let name = "log-\(genesis.log.hex.prefix(16))"
    try keys.store(key.rawRepresentation, as: name)
    return (genesis, name, key)
  }

  /// Goes on with a new log wherever the hub has ended the one before and this node may still write;
  /// what an ended log lost is repeated at the beginning of the new one.
  ///
  /// - Parameter exchanged: The scopes of which everything that the hub has is here: so nothing is
  ///   repeated that stands already.
  /// - Returns: Whether there is something new to exchange.
  /// - Throws: `ReplicaError`; `TransportError` if a new key cannot be kept.
  func goOnAfterVerdicts(in exchanged: Set<ScopeID>) throws -> Bool {
    var hasMore = false
    for scope in try read({ try $0.scopes() }) where exchanged.contains(scope) {
      guard let step = try read({ try stepAfterVerdict(in: scope, $0) }) else { continue }
      hasMore = true
      switch step {
      case .exchange: continue
      case .compare: try leaveOutWhatStands(in: scope)
      case .goOn(let cause, let lost): try goOn(in: scope, because: cause, repeating: lost)
      }
    }
    return hasMore
  }

  private enum StepAfterVerdict {
    case goOn(RecoveryCause, repeating: UInt32?)
    /// What waits to be admitted is exchanged first.
    case exchange
    /// What waits is compared with what came of this node's logs, and exchanged then.
    case compare
  }

  /// Leaves out of what waits to be admitted what a copy of this machine had admitted before.
  private func leaveOutWhatStands(in scope: ScopeID) throws {
    try write { _, records in
      guard let own = try records.ownLog(in: scope) else { return }
      let before = try VerifiedLogGenesis(
        verifying: own.genesis, identityKey: identity().publicKey)
      let (genesis, keyName, key) = try beginning(in: scope, after: before.previousLog, records)
      _ = try records.leaveOutWhatStands(
        in: scope, genesis: genesis, keyName: keyName, logKey: key, salt: { randomBytes(16) })
    }
  }

  private func stepAfterVerdict(in scope: ScopeID, _ records: ScopeRecords) throws
    -> StepAfterVerdict?
  {
    let control = try records.control(of: scope)
    let node = try nodeID()
    guard control.members[node] == .writer else { return nil }
    if try records.isToBeCompared(in: scope) { return .compare }
    let lost = try control.logs(of: node).first {
      try $0.cut != nil && records.hasOrphans(of: $0.logIndex, in: scope)
    }
    let own = try records.ownLogPosition(in: scope)
    if let own, let log = control.logs[own.logIndex], log.cut != nil {
      return .goOn(log.forks.isEmpty ? .logEnded : .forkSettled, repeating: lost?.logIndex)
    }
    guard let lost else { return nil }
    let waits = try records.unadmittedLog(in: scope, control)?.position.head.counter ?? 0
    return waits > 0 ? .exchange : .goOn(.forkSettled, repeating: lost.logIndex)
  }

  /// Begins this node's log in a scope if it has none there; gives a log that waits another beginning
  /// if a copy of this machine was admitted under its number.
  func beginLog(in scope: ScopeID, _ records: ScopeRecords) throws {
    let node = try nodeID()
    guard try records.control(of: scope).members[node] == .writer else { return }
    guard let own = try records.ownLog(in: scope) else {
      let (genesis, keyName, _) = try beginning(in: scope, after: nil, records)
      return try records.begin(genesis, keyName: keyName)
    }
    guard try records.isIncarnationUsed(of: node, in: scope) else { return }
    let before = try VerifiedLogGenesis(
      verifying: own.genesis, identityKey: identity().publicKey)
    let (genesis, keyName, key) = try beginning(in: scope, after: before.previousLog, records)
    try records.beginAgain(genesis, keyName: keyName, logKey: key)
  }

  /// Has what waits to be admitted compared first if the authority has admitted another log of this
  /// node's meanwhile: a copy of this machine began it, and may have written the same.
  func compareFirst(
    in scope: ScopeID, since before: ControlState?, _ records: ScopeRecords
  ) throws {
    let node = try nodeID()
    guard let before,
      try records.control(of: scope).logs(of: node).count > before.logs(of: node).count
    else { return }
    try records.compareFirst(in: scope)
  }

  /// Where the log before ended, as far as this machine knows: what was sent, or what is here.
  private static func end(of log: LogID, _ head: LogHead?, _ mark: SentMark?) -> LogHead? {
    if let mark, let hash = mark.hash, mark.counter > head?.counter ?? 0 {
      return LogHead(logID: log, counter: mark.counter, hash: hash)
    }
    return head
  }

  /// Forgets a recovery once the scope's new log is admitted, and gives each task's number once.
  ///
  /// - Returns: What a person should know, in sentences.
  @discardableResult
  func settleRecoveries() throws -> [String] {
    try write { db, records in
      var pending = try Self.pendingRecoveries(db)
      guard !pending.isEmpty else { return }
      for hex in pending.keys.sorted() {
        guard let scope = ScopeID(hex: hex) else { continue }
        if try records.ownLogPosition(in: scope) != nil { pending[hex] = nil }
      }
      try Self.keep(pending, in: db)
    }
    return try settleTaskNumbers()
  }

  static func pendingRecoveries(_ db: Database) throws -> [String: LogRecovery] {
    let text = try SettingsTable.value(Setting.recoveries, in: db)
    return try text.map {
      try JSONDecoder().decode([String: LogRecovery].self, from: Data($0.utf8))
    }
      ?? [:]
  }

  private static func keep(_ pending: [String: LogRecovery], in db: Database) throws {
    let text = String(decoding: try JSONEncoder().encode(pending), as: UTF8.self)
    try SettingsTable.set(Setting.recoveries, to: text, in: db)
  }
}
