public import CausalHistory
public import Foundation
public import GRDB
public import SignedLogs
internal import SyncProtocol

extension ScopeRecords {
  /// Erases the payloads that the authority withdrew: from the logs, from what was set aside, and,
  /// where a commit's bytes are gone already, from the state itself. Kept snapshots, which have them
  /// too, are forgotten.
  ///
  /// - Returns: The objects that the commits named, to be folded anew.
  func eraseWithdrawn(
    _ scope: Int64, _ control: ControlState, since before: ControlState
  ) throws -> Set<ObjectID> {
    let fresh = control.withdrawals.values.filter { before.withdrawals[$0.dot] != $0 }
      .sorted { $0.dot < $1.dot }
    guard !fresh.isEmpty else { return [] }
    // All are read before the first is erased: a stretch may hold several of them.
    var objects: Set<ObjectID> = []
    for withdrawal in fresh { objects.formUnion(try named(by: withdrawal, scope, before)) }
    for withdrawal in fresh {
      try erase(withdrawal, scope)
      try db.execute(
        sql: """
          INSERT INTO erasure (scope, logIndex, counter) VALUES (?, ?, ?)
          ON CONFLICT DO UPDATE SET erasedAt = NULL, toldAt = NULL
          """,
        arguments: [scope, withdrawal.dot.logIndex, stored(withdrawal.dot.counter)])
      // What members said of a withdrawal before says nothing of this one.
      try db.execute(
        sql: "DELETE FROM memberWord WHERE scope = ? AND kind = 'redacted' AND subject = ?",
        arguments: [scope, Data("\(withdrawal.dot.logIndex).\(withdrawal.dot.counter)".utf8)])
    }
    try db.execute(sql: "DELETE FROM snapshot WHERE scope = ?", arguments: [scope])
    return objects
  }

  /// The objects that a commit names whose payload is still here.
  private func named(by withdrawal: Withdrawal, _ scope: Int64, _ before: ControlState) throws
    -> [ObjectID]
  {
    let dot = withdrawal.dot
    let segments = LogSegments(db: db, scope: scope)
    guard let segment = try segments.segment(of: dot.logIndex, holding: dot.counter) else {
      return []
    }
    let place = Int(dot.counter - segment.first)
    guard segment.commits[place].payloadDigest == withdrawal.payloadDigest else { return [] }
    return try segment.read(under: before)[place].objects
  }

  private func erase(_ withdrawal: Withdrawal, _ scope: Int64) throws {
    let dot = withdrawal.dot
    let segments = LogSegments(db: db, scope: scope)
    try eraseDisputed(withdrawal, scope)
    guard let segment = try segments.segment(of: dot.logIndex, holding: dot.counter) else {
      let floor = try LogPositions(db: db, scope: scope).floor(of: dot.logIndex)?.counter ?? 0
      if dot.counter <= floor { try WithdrawnRows(db: db, scope: scope).replace(withdrawal) }
      return
    }
    let place = Int(dot.counter - segment.first)
    guard segment.commits[place].payloadDigest == withdrawal.payloadDigest else { return }
    var commits = segment.commits
    commits[place] = commits[place].withdrawn()
    try segments.rewrite(segment, keeping: commits)
  }

  private func eraseDisputed(_ withdrawal: Withdrawal, _ scope: Int64) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT hash, header, salt, payload FROM disputedCommit
        WHERE scope = ? AND logIndex = ? AND counter = ?
        """, arguments: [scope, withdrawal.dot.logIndex, stored(withdrawal.dot.counter)])
    for row in rows {
      let commit = UnverifiedCommit(
        header: bytes(row["header"]), salt: bytes(row["salt"]), payload: bytes(row["payload"]))
      guard commit.payloadDigest == withdrawal.payloadDigest else { continue }
      let hash: Data = row["hash"]
      try db.execute(
        sql: "DELETE FROM disputedCommit WHERE scope = ? AND logIndex = ? AND hash = ?",
        arguments: [scope, withdrawal.dot.logIndex, hash])
    }
  }

  /// Withdrawn commits of a scope whose payloads are erased to the last page, ascending; this
  /// replica may say so to others.
  public func erasedCommits(of scope: ScopeID) throws -> [Dot] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT logIndex, counter FROM erasure WHERE scope = ? AND erasedAt IS NOT NULL
        ORDER BY logIndex, counter
        """, arguments: [requiredKey(of: scope)]
    ).map { row in
      let counter: Int64 = row["counter"]
      return Dot(logIndex: row["logIndex"], counter: UInt64(clamping: counter))
    }
  }
}

extension ScopeRecords {
  /// What people are shown in the place of words that were withdrawn: `erased (GROUND, DAY)`.
  ///
  /// - Parameter scope: The scope.
  /// - Returns: For each withdrawn commit; nothing for any other.
  /// - Throws: ``ReplicaError``.
  public func erasedWords(in scope: ScopeID) throws -> [Dot: String] {
    let withdrawals = try control(of: scope).withdrawals
    guard !withdrawals.isEmpty else { return [:] }
    let days = try Row.fetchAll(
      db, sql: "SELECT logIndex, counter, erasedAt FROM erasure WHERE scope = ?",
      arguments: [requiredKey(of: scope)]
    ).map { row in
      let counter: Int64 = row["counter"]
      let time: Double? = row["erasedAt"]
      let day = time.map {
        String(Date(timeIntervalSince1970: $0).formatted(.iso8601).prefix(10))
      }
      return (Dot(logIndex: row["logIndex"], counter: UInt64(clamping: counter)), day)
    }
    let dayOf = Dictionary(days, uniquingKeysWith: { first, _ in first })
    return withdrawals.mapValues { withdrawal in
      let day = dayOf[withdrawal.dot] ?? nil
      return "erased (\(withdrawal.ground)\(day.map { ", \($0)" } ?? ""))"
    }
  }
}

extension LogTables {
  /// Notes what this replica has said that it erased; a migration calls it once.
  public static func noteToldErasures(_ db: Database) throws {
    try db.execute(sql: "ALTER TABLE erasure ADD COLUMN toldAt REAL")
  }
}

extension ScopeRecords {
  /// Withdrawn commits whose payloads are erased to the last page, and of which the hub was not told.
  public func erasedAndUntold(in scope: ScopeID) throws -> [Dot] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT logIndex, counter FROM erasure
        WHERE scope = ? AND erasedAt IS NOT NULL AND toldAt IS NULL ORDER BY logIndex, counter
        """, arguments: [requiredKey(of: scope)]
    ).map { row in
      let counter: Int64 = row["counter"]
      return Dot(logIndex: row["logIndex"], counter: UInt64(clamping: counter))
    }
  }

  /// Notes that the hub was told of all that is erased by now.
  public func noteErasuresTold(before time: Date, at now: Date) throws {
    try db.execute(
      sql: "UPDATE erasure SET toldAt = ? WHERE toldAt IS NULL AND erasedAt < ?",
      arguments: [now.timeIntervalSince1970, time.timeIntervalSince1970])
  }

  /// Erases a scope of which this replica is not a member any more: every commit, what they became,
  /// and what was said about them. What the authority decided stays, so that people can be told.
  ///
  /// - Throws: ``ReplicaError/scopeUnknown(_:)``.
  public func purge(_ scope: ScopeID) throws {
    guard try holdsContent(of: scope) else { return }
    let others = [
      "logSegment", "logPosition", "baseRow", "snapshot", "disputedCommit", "erasure", "ownLog",
      "logToCompare", "repeatLetGo", "disputedBase", "receipt", "acknowledgement",
    ]
    try clear(others + LogTables.folded, of: try requiredKey(of: scope))
    try SettingsTable.set(Erasures.purgeSetting, to: "1", in: db)
  }

  /// Whether anything that members wrote in a scope is here, or a log to write to.
  public func holdsContent(of scope: ScopeID) throws -> Bool {
    let key = try requiredKey(of: scope)
    return try ["logSegment", "logPosition", "stateRow", "disputedCommit", "ownLog"].contains {
      try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM \($0) WHERE scope = ?)", arguments: [key]) ?? false
    }
  }
}

/// Makes sure that what was withdrawn is in no file of the database.
public enum Erasures {
  /// Set while a whole scope is deleted and may still be in the write-ahead log.
  static let purgeSetting = "purge-unfinished"

  /// Empties the write-ahead log, which still has the pages from before, and notes what is erased.
  ///
  /// The pages themselves are overwritten as they change: `secure_delete` is on wherever a replica's
  /// database is opened.
  ///
  /// - Parameters:
  ///   - database: Outside any transaction.
  ///   - now: The present time.
  /// - Returns: How many payloads and scopes were erased; 0 also while readers hold the write-ahead log, then
  ///   the next call goes on.
  /// - Throws: `DatabaseError`.
  @discardableResult
  public static func finish(in database: any DatabaseWriter, now: Date) throws -> Int {
    let (payloads, isPurging) = try database.read { db in
      (
        try Int.fetchOne(db, sql: "SELECT count(*) FROM erasure WHERE erasedAt IS NULL") ?? 0,
        try SettingsTable.value(purgeSetting, in: db) == "1"
      )
    }
    let waiting = payloads + (isPurging ? 1 : 0)
    guard waiting > 0 else { return 0 }
    let isBusy = try database.writeWithoutTransaction { db in
      try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)").map { $0[0] as Int? ?? 0 } != 0
    }
    guard !isBusy else { return 0 }
    try database.write { db in
      try db.execute(
        sql: "UPDATE erasure SET erasedAt = ? WHERE erasedAt IS NULL",
        arguments: [now.timeIntervalSince1970])
      if isPurging { try SettingsTable.set(purgeSetting, to: "", in: db) }
    }
    return waiting
  }

  /// Whether a scope that was deleted is out of every file.
  static func isPurged(in database: any DatabaseWriter) throws -> Bool {
    try database.read { try SettingsTable.value(purgeSetting, in: $0) != "1" }
  }
}
