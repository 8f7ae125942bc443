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
        if let reason = Authority.void(commit, control: control) {
          void[commit.dot] = reason
        } else {
          _ = CommitFold.apply(commit, to: &table, where: isOfPass)
        }
      }
      guard try equals(table, key, isOfPass), try void.count == voidCount(key) else {
        return false
      }
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
