internal import CausalHistory
internal import GRDB
internal import SignedLogs
internal import SyncProtocol

extension ScopeRecords {
  /// Objects whose rows are compared in one pass over the logs.
  private static let objectsInPass = 65_536

  /// Whether the stored state, lists and effects are what the stored commits make of them.
  ///
  /// Folds the logs anew in memory, a part of the objects at a time.
  func holdsState(_ key: Int64, _ control: ControlState) throws -> Bool {
    if try BaseRows(db: db, scope: key).areNeeded() { return try holdsNamedObjects(key, control) }
    let count = try Int.fetchOne(
      db, sql: "SELECT count(*) FROM sharedObject WHERE scope = ?", arguments: [key])
    let passes = UInt64(1 + (count ?? 0) / Self.objectsInPass)
    for pass in 0..<passes {
      let isOfPass = { (object: ObjectID) in
        (object.counter &* 31 &+ UInt64(object.operationIndex)) % passes == pass
      }
      var table = ObjectTable()
      var void: [Dot: VoidReason] = [:]
      try CausalReader(db: db, scope: key, control: control).each { commit in
        // Of objects of another pass the stored state tells the kind.
        let seen = control.seen(by: commit)
        // About what waits for its log's admission nobody has decided yet.
        let reason =
          commit.dot.logIndex == 0
          ? nil
          : try Authority.void(commit, seen: seen, control: control) { object in
            try table.kind(of: object) ?? StateRowReader(db: db, scope: key).object(object)?.kind
          }
        if let reason {
          void[commit.dot] = reason
        } else {
          _ = CommitFold.apply(commit, seen: seen, to: &table, where: isOfPass)
        }
      }
      guard try equals(table, key, isOfPass), try void.count == voidCount(key) else {
        return false
      }
    }
    return true
  }

  /// The same where commits are gone: every object that a commit still names.
  private func holdsNamedObjects(_ key: Int64, _ control: ControlState) throws -> Bool {
    var reader = HistoryReader(db: db, scope: key, control: control, isReadOnly: true)
    let index = try ObjectIndex(db: db, scope: key).holding()
    var next = try index.object(after: nil)
    while let object = next {
      var table = ObjectTable()
      for row in try BaseRows(db: db, scope: key).rows(of: object) {
        table.keep(row.value, at: row.key)
      }
      for commit in try reader.acceptedCommits(of: object) {
        _ = CommitFold.apply(
          commit, seen: control.seen(by: commit), to: &table, where: { $0 == object })
      }
      let stored = try StateRowReader(db: db, scope: key).wholeRows(of: object)
      guard table.rows(of: object) == stored else { return false }
      next = try index.object(after: object)
    }
    return true
  }

  private func voidCount(_ key: Int64) throws -> Int {
    try Int.fetchOne(
      db, sql: "SELECT count(*) FROM voidCommit WHERE scope = ?", arguments: [key]) ?? 0
  }

  private func equals(
    _ table: ObjectTable, _ key: Int64, _ isOfPass: (ObjectID) -> Bool
  ) throws -> Bool {
    var expected = table.allRows.makeIterator()
    var isEqual = true
    try StateRowReader(db: db, scope: key).each { rowKey, value in
      guard isEqual else { return }
      let stateKey = try StateKey(bytes: rowKey)
      guard isOfPass(stateKey.object) else { return }
      let row = expected.next()
      isEqual = row?.key == stateKey && row?.value.bytes == value
    }
    let titles = try Int.fetchOne(
      db,
      sql: """
        SELECT count(*) FROM sharedObject WHERE scope = ? AND NOT EXISTS (
          SELECT 1 FROM stateRow
          WHERE stateRow.scope = sharedObject.scope AND key = CAST(name || x'01' AS BLOB))
        """, arguments: [key])
    return isEqual && expected.next() == nil && titles == 0
  }
}
