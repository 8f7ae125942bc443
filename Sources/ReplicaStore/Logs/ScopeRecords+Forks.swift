internal import CausalHistory
internal import Foundation
internal import GRDB
public import SignedLogs
internal import SyncProtocol

extension ScopeRecords {
  /// Goes back to where a log was continued in two ways, if the way that is here does not count or
  /// is not known to: its commits are kept aside, and the ones that count come from others.
  ///
  /// - Returns: The objects that any commit of the log names from there on: what others had seen of
  ///   them is read otherwise now.
  func setForksAside(
    _ scope: Int64, _ control: ControlState, since before: ControlState
  ) throws -> Set<ObjectID> {
    var objects: Set<ObjectID> = []
    for log in control.logsInOrder {
      let known = before.logs[log.logIndex]?.forks.count ?? 0
      guard let certain = log.forks.dropFirst(known).map(\.certainCounter).min() else { continue }
      try forgetForkProof(of: log.logIndex, scope, in: control.scope)
      try lowerAcknowledged(log.logIndex, to: certain, scope)
      var unsure: [VerifiedCommit] = []
      try LogSegments(db: db, scope: scope).each(of: log.logIndex, from: certain + 1) { segment in
        unsure += try segment.read(under: control).filter { $0.dot.counter > certain }
        return true
      }
      for commit in unsure { objects.formUnion(commit.objects) }
      let counts = unsure.contains { commit in
        commit.dot.counter == log.cut?.counter && commit.hash == log.cut?.headHash
      }
      if !counts, !unsure.isEmpty {
        try setAside(unsure, after: certain, of: log, scope, under: control)
      }
    }
    return objects
  }

  private func setAside(
    _ commits: [VerifiedCommit], after certain: UInt64, of log: AdmittedLog, _ scope: Int64,
    under control: ControlState
  ) throws {
    let segments = LogSegments(db: db, scope: scope)
    guard
      let position = try segments.truncate(log.logIndex, after: certain, under: control)
    else { return }
    try LogPositions(db: db, scope: scope).keep(disputedBase: position)
    for commit in commits {
      try db.execute(
        sql: """
          INSERT INTO disputedCommit (scope, logIndex, counter, hash, header, salt, payload)
          VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
          """,
        arguments: [
          scope, commit.dot.logIndex, stored(commit.dot.counter), Data(commit.hash.bytes),
          Data(commit.bytes.header), Data(commit.bytes.salt), Data(commit.bytes.payload),
        ])
      try VoidCommits(db: db, scope: scope).keep(nil, of: commit.dot)
      for object in commit.objects {
        try ObjectIndex(db: db, scope: scope).remove(
          ObjectIndex.name(of: object, dot: commit.dot))
      }
    }
    try LogPositions(db: db, scope: scope).keep(position)
  }

  /// The commits of a log that a fork verdict set aside here, in order.
  ///
  /// - Parameters:
  ///   - logIndex: The log.
  ///   - scope: Its scope.
  /// - Returns: Their operations and contexts can be read, so that their author can repeat them.
  /// - Throws: ``ReplicaError``; `SignedLogError` if they were changed on disk.
  public func disputedCommits(of logIndex: UInt32, in scope: ScopeID) throws -> [VerifiedCommit] {
    let key = try requiredKey(of: scope)
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT counter, header, salt, payload FROM disputedCommit
        WHERE scope = ? AND logIndex = ? ORDER BY counter
        """, arguments: [key, logIndex])
    let control = try control(of: scope)
    guard let first = rows.first, let log = control.logs[logIndex] else { return [] }
    let counter: UInt64 = first["counter"]
    // One that was withdrawn is gone; what followed it cannot be read without it.
    let whole = rows.enumerated().prefix { place, row in
      row["counter"] as UInt64 == counter + UInt64(place)
    }
    // Below a mark of stability the bytes of the log are gone; of where it parted the position stays.
    let base =
      try LogPositions(db: db, scope: key).disputedBase(of: logIndex)
      ?? position(of: log, at: counter - 1, key, under: control)
    guard base.head.counter == counter - 1 else { return [] }
    return try readStored(
      from: base,
      commits: whole.map { _, row in
        UnverifiedCommit(
          header: bytes(row["header"]), salt: bytes(row["salt"]), payload: bytes(row["payload"]))
      })
  }

  /// Where a log stood with a commit that is here; `nil` if its bytes are gone.
  ///
  /// - Throws: ``ReplicaError``; `SignedLogError` if commits were changed on disk.
  public func head(of logIndex: UInt32, at counter: UInt64, in scope: ScopeID) throws -> LogHead? {
    let key = try requiredKey(of: scope)
    let control = try control(of: scope)
    guard let log = control.logs[logIndex] else { return nil }
    if let last = try LogPositions(db: db, scope: key).position(of: logIndex)?.head,
      last.counter == counter
    {
      return last
    }
    let floor = try LogPositions(db: db, scope: key).floor(of: logIndex)?.counter ?? 0
    guard counter >= floor else { return nil }
    return try position(of: log, at: counter, key, under: control).head
  }

  /// Where each log stands, for a session.
  ///
  /// Of a log that ended in another history than the one here, what lies beyond the end is left out:
  /// then both sides see at the end's place that they hold two histories, and prove it. Else each
  /// would count as many commits as the other, and they would never find out.
  ///
  /// - Parameter scope: Its scope.
  /// - Returns: Positions by log index; one commit's stretch is read for each log that goes beyond
  ///   its end.
  /// - Throws: ``ReplicaError``; `SignedLogError` if commits were changed on disk.
  public func statedPositions(of scope: ScopeID) throws -> [UInt32: LogPosition] {
    var positions = try positions(of: scope)
    let control = try control(of: scope)
    guard control.hasEndedLogs else { return positions }
    let key = try requiredKey(of: scope)
    for log in control.logsInOrder {
      guard let cut = log.cut, let held = positions[log.logIndex]?.head.counter,
        held > cut.counter, cut.counter > 0,
        try LogPositions(db: db, scope: key).floor(of: log.logIndex)?.counter ?? 0 <= cut.counter
      else { continue }
      let atEnd = try position(of: log, at: cut.counter, key, under: control)
      if atEnd.head.hash != cut.headHash { positions[log.logIndex] = atEnd }
    }
    return positions
  }

  /// Where a log stood with a commit that is here.
  private func position(
    of log: AdmittedLog, at counter: UInt64, _ key: Int64, under control: ControlState
  ) throws -> LogPosition {
    let start = try LogSegments(db: db, scope: key).start(of: log)
    if start.head.counter == counter { return start }
    guard
      let held = try LogSegments(db: db, scope: key).position(
        of: log.logIndex, at: counter, under: control)
    else { throw ReplicaError.recordsMissing(table: "logSegment") }
    return held
  }
}
