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
  public let foundAt: Date

  /// What happened and what to do next, for the person at the machine.
  public var sentences: [String] {
    let numbers =
      sent > here ? " It holds \(here) of this machine's changes there; \(sent) were sent." : ""
    return [
      "\"\(name)\": \(cause.inWords).\(numbers)",
      "Nothing is lost: what was sent comes back from the hub, and what was not is kept. This machine "
        + "goes on with a new log, which the hub has to admit before anything is written there.",
      "Next: iscan sync run. Without a line: iscan sync export, and iscan sync import of the answer.",
    ]
  }
}

extension NodeService {
  /// The scopes in which this node waits to go on with a new log.
  public func recoveries() throws -> [LogRecovery] {
    let pending = try database.pool.read { try Self.pendingRecoveries($0) }
    return pending.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Compares the database with what was sent and with where it was used last, before anything is
  /// written; begins new logs where the old ones cannot be gone on with.
  func recoverAtOpen() throws {
    let place = DatabasePlace.of(home.database.path)
    let known = try database.pool.read { try SettingsTable.value(Setting.place, in: $0) }
    let isElsewhere = known != nil && place != nil && known != place
    let found = try read { records in
      try records.scopes().compactMap { scope in
        try cause(in: scope, isElsewhere: isElsewhere, records).map { (scope, $0) }
      }
    }
    for (scope, cause) in found { try goOn(in: scope, because: cause) }
    guard let place, place != known else { return }
    try write { db, _ in try SettingsTable.set(Setting.place, to: place, in: db) }
  }

  /// Why the own log in a scope cannot be gone on with; `nil` if it can.
  private func cause(in scope: ScopeID, isElsewhere: Bool, _ records: ScopeRecords) throws
    -> RecoveryCause?
  {
    guard let own = try records.ownLog(in: scope) else { return nil }
    if let head = try records.ownLogPosition(in: scope)?.head, let sent = try marks.sent(own.log) {
      if head.counter < sent.counter { return .olderCopy }
      if let hash = sent.hash, head.counter == sent.counter, head.hash != hash {
        return .otherHistory
      }
    }
    if !keys.contains(own.keyName) { return .keyMissing }
    return isElsewhere ? .otherPlace : nil
  }

  /// Begins a new log in a scope; the one before rests as it is.
  func goOn(in scope: ScopeID, because cause: RecoveryCause) throws {
    let identity = try identity()
    let node = NodeID(identityKey: identity.publicKey)
    let mark = try read { try $0.ownLog(in: scope) }.flatMap { try marks.sent($0.log) }
    try write { db, records in
      let control = try records.control(of: scope)
      guard control.members[node] == .writer, let own = try records.ownLog(in: scope) else {
        return
      }
      let head = try records.ownLogPosition(in: scope)?.head
      let key = LogKey.generate()
      let genesis = try LogGenesis.make(
        scope: scope, identity: identity,
        incarnation: try records.nextIncarnation(of: node, in: scope), logKey: key.publicKey,
        nonce: randomBytes(16), previousLog: Self.end(of: own.log, head, mark))
      // The key is safe before anything says that there is a log.
      let name = "log-\(genesis.log.hex.prefix(16))"
      try keys.store(key.rawRepresentation, as: name)
      try records.goOn(with: genesis, keyName: name)
      var pending = try Self.pendingRecoveries(db)
      pending[scope.hex] = LogRecovery(
        name: control.genesis.name, cause: cause, here: head?.counter ?? 0,
        sent: mark?.counter ?? 0, foundAt: now())
      try Self.keep(pending, in: db)
    }
  }

  /// Where the log before ended, as far as this machine knows: what was sent, or what is here.
  private static func end(of log: LogID, _ head: LogHead?, _ mark: SentMark?) -> LogHead? {
    if let mark, let hash = mark.hash, mark.counter > head?.counter ?? 0 {
      return LogHead(logID: log, counter: mark.counter, hash: hash)
    }
    return head
  }

  /// Forgets a recovery once the scope's new log is admitted.
  func settleRecoveries() throws {
    try write { db, records in
      var pending = try Self.pendingRecoveries(db)
      guard !pending.isEmpty else { return }
      for hex in pending.keys.sorted() {
        guard let scope = ScopeID(hex: hex) else { continue }
        if try records.ownLogPosition(in: scope) != nil { pending[hex] = nil }
      }
      try Self.keep(pending, in: db)
    }
  }

  private static func pendingRecoveries(_ db: Database) throws -> [String: LogRecovery] {
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
