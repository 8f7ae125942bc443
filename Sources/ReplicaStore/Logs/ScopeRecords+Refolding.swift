internal import CausalHistory
internal import GRDB
internal import SignedLogs
internal import SyncProtocol

extension ScopeRecords {
  /// Above so many commits that lose their effect at once the whole scope is folded anew.
  private static let objectByObjectMax = 4_096

  /// Brings the state to what it is under a later control log, which took effect away from commits
  /// that had been applied.
  ///
  /// Only the objects that those commits name are folded anew, each from the commits that name it.
  func refold(_ scope: Int64, from before: ControlState, to control: ControlState) throws {
    var void: [Dot: VoidReason] = [:]
    var objects: Set<ObjectID> = []
    for log in control.logsInOrder {
      guard let cut = log.cut, cut != before.logs[log.logIndex]?.cut else { continue }
      try LogSegments(db: db, scope: scope).each(
        of: log.logIndex, from: max(1, cut.counter)
      ) { segment in
        for commit in try readStored(from: segment.before, commits: segment.commits) {
          guard let reason = Authority.void(commit, control: control) else { continue }
          void[commit.dot] = reason
          objects.formUnion(commit.objects)
        }
        return void.count <= Self.objectByObjectMax
      }
    }
    guard void.count <= Self.objectByObjectMax else {
      return try foldAnew(scope, under: control)
    }
    for (dot, reason) in void { try keep(void: dot, reason, scope: scope) }
    var reader = HistoryReader(db: db, scope: scope)
    for object in objects.sorted() { try refold(object, with: &reader) }
  }

  /// Folds one object anew from the commits that name it and have effect.
  func refold(_ object: ObjectID, with reader: inout HistoryReader) throws {
    let state = try StateRowTable(db, scope: reader.scope)
    try state.remove(object)
    var rows = state
    for commit in try reader.acceptedCommits(of: object) {
      _ = try CommitFold.apply(commit, to: &rows) { $0 == object }
    }
    try state.write()
    let found = try StateRowReader(db: db, scope: reader.scope).object(object)
    try OpenConflicts(db: db, scope: reader.scope).keep(
      found?.fieldsInConflict ?? [], of: object)
  }

  private func keep(void dot: Dot, _ reason: VoidReason, scope: Int64) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO voidCommit VALUES (?, ?, ?, ?)",
      arguments: [scope, dot.logIndex, stored(dot.counter), reason.rawValue])
  }

  /// Makes the state of a scope anew from all its commits.
  func foldAnew(_ scope: Int64, under control: ControlState) throws {
    for table in ["stateRow", "sharedObject", "openConflict", "objectCommit", "voidCommit"] {
      try db.execute(sql: "DELETE FROM \(table) WHERE scope = ?", arguments: [scope])
    }
    var writer = try ScopeWriter(self, scope: scope, control: control)
    try CausalReader(db: db, scope: scope, control: control).each { commit in
      _ = try writer.fold(commit)
      try writer.writeIfLarge()
    }
    try writer.write()
  }
}
