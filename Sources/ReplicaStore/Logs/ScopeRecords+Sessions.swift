internal import CausalHistory
public import Foundation
internal import GRDB
public import PartnershipRecords
internal import ProtocolMessages
public import SignedLogs
internal import SwiftProtobuf
public import SyncProtocol

/// What one session with a peer, or a bundle of its that was taken in, came to.
public struct SessionRecord: Sendable, Hashable {
  public let peer: NodeID?
  public let endedAt: Date
  /// `finished`, `stopped`, `refused`, `refused-by-peer` or `disconnected`; of a bundle also
  /// `incomplete`: something that it builds on is missing here. `stopped`: the program at one end was
  /// ended in order.
  public let outcome: String
  public let code: String?
  public let detail: String?
  public let commitsSent: Int
  /// How many came and are kept.
  public let commitsReceived: Int
  public let bytesSent: Int
  public let bytesReceived: Int

  /// Describes a session.
  public init(
    peer: NodeID?, endedAt: Date, outcome: String, code: String? = nil, detail: String? = nil,
    commitsSent: Int = 0, commitsReceived: Int = 0, bytesSent: Int = 0, bytesReceived: Int = 0
  ) {
    self.peer = peer
    self.endedAt = endedAt
    self.outcome = outcome
    self.code = code
    self.detail = detail
    self.commitsSent = commitsSent
    self.commitsReceived = commitsReceived
    self.bytesSent = bytesSent
    self.bytesReceived = bytesReceived
  }
}

extension SessionRecord {
  /// In the detail of a record of a bundle; words may follow.
  static let bundleWord = "bundle"

  /// The code of a bundle whose maker waits to hear that its log was admitted.
  public static let admissionNotTold = "admission-not-told"

  /// The code of a bundle whose maker says where it stands, and asks for what it lacks.
  public static let answerAsked = "answer-asked"

  /// Whether the maker of a bundle waits to hear what became of it.
  public var asksForAnswer: Bool {
    isBundle && !isRefused
      && (commitsReceived > 0 || code == Self.admissionNotTold || code == Self.answerAsked)
  }

  /// Describes a bundle that was taken in.
  ///
  /// - Parameters:
  ///   - maker: Who made it.
  ///   - endedAt: When.
  ///   - outcome: `finished` or `incomplete`.
  ///   - code: What a person should know of it.
  ///   - words: The same in words.
  ///   - commitsReceived: How many changes were new.
  public init(
    bundleOf maker: NodeID?, endedAt: Date, outcome: String = "finished", code: String? = nil,
    words: String? = nil, commitsReceived: Int
  ) {
    self.init(
      peer: maker, endedAt: endedAt, outcome: outcome, code: code,
      detail: [Self.bundleWord, words].compactMap { $0 }.joined(separator: ": "),
      commitsReceived: commitsReceived)
  }

  /// The codes of an exchange that ended because the program at one end was ended in order, as SQL.
  /// Earlier releases noted it as a refusal.
  fileprivate static let stopCodes = "'sync-shutting-down', 'sync-refused-shutting-down'"

  /// Which program was ended; `nil` if the exchange did not end so.
  fileprivate static func stopInWords(_ code: String?) -> String? {
    guard let code, CloseCode(recorded: code) == .shuttingDown else { return nil }
    return code.contains("refused")
      ? "The program at the other end was ended in order."
      : "The program at this end was ended in order."
  }

  /// Whether something was carried in a file, rather than over a line.
  public var isBundle: Bool {
    detail == Self.bundleWord || detail?.hasPrefix(Self.bundleWord + ": ") == true
  }

  /// Describes a session that ran.
  ///
  /// - Parameters:
  ///   - summary: What it did.
  ///   - peer: Who was meant, if the peer never said so itself.
  ///   - endedAt: When.
  public init(_ summary: SessionSummary, peer: NodeID?, endedAt: Date) {
    let error = summary.outcome.error
    self.init(
      peer: summary.peer ?? peer, endedAt: endedAt, outcome: summary.outcome.word,
      code: error?.code, detail: error?.detail, commitsSent: summary.commitsSent,
      commitsReceived: summary.commitsKept, bytesSent: summary.bytesSent,
      bytesReceived: summary.bytesReceived)
  }

  /// Describes a session that did not come about, or whose line broke.
  ///
  /// - Parameters:
  ///   - failure: Why; `nil` if that is nobody's business but the log's.
  ///   - peer: With whom.
  ///   - endedAt: When.
  ///   - summary: What had been done until then; `nil` if there was no line at all.
  ///   - commitsKept: How many changes that came are durable.
  public init(
    failure: (any RemediedError)?, peer: NodeID?, endedAt: Date,
    after summary: SessionSummary? = nil, commitsKept: Int = 0
  ) {
    let isTurnedAway = failure.flatMap { RefusalReason(rawValue: $0.code) }?.needsPerson ?? false
    self.init(
      peer: summary?.peer ?? peer, endedAt: endedAt,
      outcome: isTurnedAway ? "refused-by-peer" : "disconnected", code: failure?.code,
      detail: failure?.detail, commitsSent: summary?.commitsSent ?? 0, commitsReceived: commitsKept,
      bytesSent: summary?.bytesSent ?? 0, bytesReceived: summary?.bytesReceived ?? 0)
  }

  /// Describes a bundle of which nothing was taken in; `nil` of a file that cannot be read at all.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - fault: Why; names who made it, as far as that is certain.
  ///   - endedAt: When.
  public init?(refusedBundle path: String, _ fault: any RemediedError, endedAt: Date) {
    guard fault.code.hasPrefix("bundle-"), fault.code != "bundle-file-unusable" else { return nil }
    self.init(
      bundleOf: (fault as? BundleFault)?.creator, endedAt: endedAt, outcome: "refused",
      code: fault.code, words: "\(URL(filePath: path).lastPathComponent): \(fault.detail)",
      commitsReceived: 0)
  }

  /// Why the peer would not let this machine in at all; `nil` if it did, or if that passes by itself.
  public var turnedAway: RefusalReason? {
    guard outcome != "finished", let reason = code.flatMap(RefusalReason.init(rawValue:)) else {
      return nil
    }
    return reason.needsPerson ? reason : nil
  }

  /// Whether either side refused to go on, or to begin. Earlier releases noted a machine that was
  /// turned away as one whose line broke.
  public var isRefused: Bool { outcome.hasPrefix("refused") || turnedAway != nil }
}

/// An exchange that did not come to its end.
public struct SessionFailure: Sendable, Hashable, Codable {
  public let at: Date
  /// Why; stable, such as `hub-unreachable`.
  public let code: String?
  public let detail: String?
}

extension ScopeRecords {
  /// Keeps the hub's word; an older one is replaced.
  public func keep(_ receipt: ReceiptRecord) throws {
    let message: Data = try receipt.message.serializedData()
    try db.execute(
      sql: "INSERT OR REPLACE INTO receipt VALUES (?, ?, ?)",
      arguments: [try requiredKey(of: receipt.scope), stored(receipt.receivedAt), message])
  }

  /// Keeps the hub's word that came in a file, unless a later one is here already.
  public func keep(carried receipt: ReceiptRecord) throws {
    if let kept = try self.receipt(for: receipt.scope),
      try !receipt.saysMore(than: kept, under: control(of: receipt.scope))
    {
      return
    }
    try keep(receipt)
  }

  /// The hub's last word about a scope.
  public func receipt(for scope: ScopeID) throws -> ReceiptRecord? {
    guard let key = try key(of: scope) else { return nil }
    let message = try Data.fetchOne(
      db, sql: "SELECT message FROM receipt WHERE scope = ?", arguments: [key])
    return try message.flatMap {
      ReceiptRecord(try Iscan_Sync_V1_Receipt(serializedBytes: $0))
    }
  }

  /// Keeps what a peer says that it holds. Of a log that has ended only what is the history that is
  /// here, or what both histories have in common.
  public func keep(acknowledged positions: [StatedPosition], by peer: NodeID, of scope: ScopeID)
    throws
  {
    let key = try requiredKey(of: scope)
    let control = try control(of: scope)
    for stated in positions {
      guard let position = try common(stated, in: scope, control) else { continue }
      try db.execute(
        sql: """
          INSERT INTO acknowledgement VALUES (?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET counter = max(counter, excluded.counter)
          """,
        arguments: [key, Data(peer.bytes), position.logIndex, stored(position.counter)])
    }
  }

  /// What a stated position says of the history that is here; `nil` if nothing for certain.
  private func common(_ stated: StatedPosition, in scope: ScopeID, _ control: ControlState) throws
    -> StatedPosition?
  {
    // Of a log that the authority never admitted nobody holds anything.
    guard let log = control.logs[stated.logIndex] else { return nil }
    guard let cut = log.cut else { return stated }
    if stated.counter == cut.counter {
      return cut.headHash.bytes.starts(with: stated.hashPrefix) ? stated : nil
    }
    guard let certain = log.forks.map(\.certainCounter).min(), stated.counter > certain else {
      return stated
    }
    let isHeld = try stated.counter <= frontier(of: scope)[stated.logIndex]
    let here = isHeld ? try head(of: stated.logIndex, at: stated.counter, in: scope) : nil
    if let here, here.hash.bytes.starts(with: stated.hashPrefix) { return stated }
    return StatedPosition(
      logIndex: stated.logIndex, counter: min(stated.counter, certain), hashPrefix: [])
  }

  /// Takes back what was said of a log beyond where its histories part: which of them was meant is
  /// not known.
  func lowerAcknowledged(_ logIndex: UInt32, to certain: UInt64, _ scope: Int64) throws {
    try db.execute(
      sql: """
        UPDATE acknowledgement SET counter = ? WHERE scope = ? AND logIndex = ? AND counter > ?
        """, arguments: [stored(certain), scope, logIndex, stored(certain)])
  }

  /// Takes back what a peer was known to hold, as far as it says now that it stands behind that: it was
  /// brought back from a backup.
  public func lower(acknowledgedBy peer: NodeID, to positions: [StatedPosition], of scope: ScopeID)
    throws
  {
    let key = try requiredKey(of: scope)
    for (logIndex, counter) in try exceeding(positions, by: peer, of: scope) {
      try db.execute(
        sql: """
          UPDATE acknowledgement SET counter = ? WHERE scope = ? AND peer = ? AND logIndex = ?
          """, arguments: [stored(counter), key, Data(peer.bytes), logIndex])
    }
  }

  /// The logs of which a peer was known to hold more than it says now, with what it says.
  func exceeding(_ positions: [StatedPosition], by peer: NodeID, of scope: ScopeID) throws
    -> [UInt32: UInt64]
  {
    let now = Dictionary(
      positions.map { ($0.logIndex, $0.counter) }, uniquingKeysWith: { first, _ in first })
    return try acknowledged(by: peer, of: scope).reduce(into: [:]) { found, known in
      let stands = now[known.key] ?? 0
      if stands < known.value { found[known.key] = stands }
    }
  }

  /// Whether a peer is known to hold all this: nothing has to be written then.
  public func isKept(acknowledged positions: [StatedPosition], by peer: NodeID, of scope: ScopeID)
    throws -> Bool
  {
    let held = try acknowledged(by: peer, of: scope)
    return positions.allSatisfy { $0.counter <= held[$0.logIndex] ?? 0 }
  }

  /// What a peer has said that it holds of a scope: counters by log index.
  public func acknowledged(by peer: NodeID, of scope: ScopeID) throws -> [UInt32: UInt64] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT logIndex, counter FROM acknowledgement WHERE scope = ? AND peer = ?",
      arguments: [try requiredKey(of: scope), Data(peer.bytes)])
    return Dictionary(
      uniqueKeysWithValues: rows.map { row in
        let counter: Int64 = row["counter"]
        return (row["logIndex"], UInt64(clamping: counter))
      })
  }

  /// Notes a session that has ended; the last thousand are kept.
  public func keep(_ session: SessionRecord) throws {
    try db.execute(
      literal: """
        INSERT INTO session (peer, endedAt, outcome, code, detail, commitsSent, commitsReceived,
          bytesSent, bytesReceived)
        VALUES (\(session.peer.map { Data($0.bytes) }), \(session.endedAt.timeIntervalSince1970),
          \(session.outcome), \(session.code), \(session.detail), \(session.commitsSent),
          \(session.commitsReceived), \(session.bytesSent), \(session.bytesReceived))
        """)
    try db.execute(sql: "DELETE FROM session WHERE id <= (SELECT max(id) FROM session) - 1000")
    if let peer = session.peer, !session.isBundle, session.outcome == "finished" {
      try CarriedStanding.forget(peer, db)
    }
  }

  /// Notes one more attempt of a machine that calls again and again. If it failed as the one before
  /// did, it takes its place: a night without a line must not push everything else out.
  public func keep(attempt session: SessionRecord) throws {
    let last = try sessions(limit: 1).first
    if let last, last.peer == session.peer, last.outcome == session.outcome,
      last.code == session.code, last.commitsSent + last.commitsReceived == 0
    {
      try db.execute(sql: "DELETE FROM session WHERE id = (SELECT max(id) FROM session)")
    }
    try keep(session)
  }

  /// When the hub was last reached over a line, also if the line then broke; `nil` if never.
  public func lastContact() throws -> Date? {
    try Double.fetchOne(
      db,
      sql: """
        SELECT max(endedAt) FROM session
        WHERE (outcome IN ('finished', 'stopped') OR outcome = 'disconnected' AND bytesReceived > 0
            OR code IN (\(SessionRecord.stopCodes)))
          AND coalesce(detail, '') NOT LIKE 'bundle%'
        """
    ).map(Date.init(timeIntervalSince1970:))
  }

  /// When something of a bundle was last taken in; `nil` if never.
  public func lastBundle() throws -> Date? {
    try Double.fetchOne(
      db,
      sql: """
        SELECT max(endedAt) FROM session
        WHERE outcome IN ('finished', 'incomplete') AND detail LIKE 'bundle%'
        """
    ).map(Date.init(timeIntervalSince1970:))
  }

  /// The last exchange that says how things stand: a bundle of which nothing was taken says nothing.
  public func lastExchange() throws -> SessionRecord? {
    try sessions(limit: 200).first { !($0.isBundle && $0.outcome.hasPrefix("refused")) }
  }

  /// The last exchange that did not come to its end, among those that are kept, with one peer or, if
  /// none is named, with anybody.
  public func lastFailure(with peer: NodeID? = nil) throws -> SessionFailure? {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT endedAt, code, detail FROM session
        WHERE outcome NOT IN ('finished', 'stopped')
          AND coalesce(code, '') NOT IN (\(SessionRecord.stopCodes))
          AND (?1 IS NULL OR peer = ?1) ORDER BY id DESC LIMIT 1
        """, arguments: [peer.map { Data($0.bytes) }])
    return row.map {
      SessionFailure(
        at: Date(timeIntervalSince1970: $0["endedAt"]), code: $0["code"], detail: $0["detail"])
    }
  }

  /// The last sessions, the latest first.
  public func sessions(limit: Int) throws -> [SessionRecord] {
    try Row.fetchAll(db, sql: "SELECT * FROM session ORDER BY id DESC LIMIT ?", arguments: [limit])
      .map { row in
        let peer: Data? = row["peer"]
        let code: String? = row["code"]
        let stop = SessionRecord.stopInWords(code)
        return SessionRecord(
          peer: peer.flatMap { NodeID($0) },
          endedAt: Date(timeIntervalSince1970: row["endedAt"]),
          outcome: stop == nil ? row["outcome"] : "stopped", code: code,
          detail: stop ?? row["detail"], commitsSent: row["commitsSent"],
          commitsReceived: row["commitsReceived"], bytesSent: row["bytesSent"],
          bytesReceived: row["bytesReceived"])
      }
  }
}
