internal import CausalHistory
internal import GRDB
internal import SignedLogs
internal import SyncProtocol

extension ScopeRecords {
  /// Above so many objects that change at once the whole scope is folded anew.
  private static let objectByObjectMax = 16_384

  /// Brings logs and state to what they are under a later control log.
  ///
  /// What was withdrawn is erased, the way of a forked log that does not count is set aside, and
  /// commits lose their effect that a decision reaches back to. Only the objects that such commits
  /// name are folded anew, each from the commits that name it.
  func takeEffect(of control: ControlState, since before: ControlState, _ scope: Int64) throws {
    var objects = try eraseWithdrawn(scope, control, since: before)
    objects.formUnion(try setForksAside(scope, control, since: before))
    let judged = try judgeAgain(scope, control, since: before)
    objects.formUnion(judged.objects)
    guard !objects.isEmpty else { return }
    // Where commits are gone, only objects one by one can be folded anew.
    let isTrimmed = try BaseRows(db: db, scope: scope).areNeeded()
    let isSmall = objects.count <= Self.objectByObjectMax && !judged.losesObjects
    guard isSmall || isTrimmed else {
      return try foldAnew(scope, under: control)
    }
    try ObjectIndex(db: db, scope: scope).settle()
    var reader = HistoryReader(db: db, scope: scope, control: control)
    for object in objects.sorted() { try refold(object, with: &reader) }
  }

  /// Judges again the commits that a new end of a log, a verdict or new rules reach back to.
  ///
  /// - Returns: The objects that they name; and whether one that made an object counts no more, for
  ///   then others' changes may be judged otherwise, too.
  private func judgeAgain(
    _ scope: Int64, _ control: ControlState, since before: ControlState
  ) throws -> (objects: Set<ObjectID>, losesObjects: Bool) {
    var objects: Set<ObjectID> = []
    var losesObjects = false
    let void = VoidCommits(db: db, scope: scope)
    let state = try StateRowTable(db, scope: scope)
    for log in control.logsInOrder {
      // A log that is new in the control log may be the own one, which has been written to already.
      let isNew = before.logs[log.logIndex] == nil
      guard let first = isNew ? 1 : Authority.firstAffected(of: log, control, from: before) else {
        continue
      }
      try LogSegments(db: db, scope: scope).each(of: log.logIndex, from: first) { segment in
        for commit in try segment.read(under: control) where commit.dot.counter >= first {
          objects.formUnion(commit.objects)
          let reason = try Authority.void(
            commit, seen: control.seen(by: commit), control: control
          ) { try state.kind(of: $0) }
          guard try void.reason(of: commit.dot) != reason?.rawValue else { continue }
          try void.keep(reason, of: commit.dot)
          if control.rulesVersion >= 2, commit.createsObjects { losesObjects = true }
        }
        return true
      }
    }
    return (objects, losesObjects)
  }

  /// Folds one object anew from the commits that name it and have effect.
  func refold(
    _ object: ObjectID, with reader: inout HistoryReader
  ) throws {
    let state = try StateRowTable(db, scope: reader.scope)
    try state.remove(object)
    var rows = state
    for row in try BaseRows(db: db, scope: reader.scope).rows(of: object) {
      rows.keep(row.value, at: row.key)
    }
    for commit in try reader.acceptedCommits(of: object) {
      let seen = reader.control.seen(by: commit)
      _ = try CommitFold.apply(commit, seen: seen, to: &rows, where: { $0 == object })
    }
    try state.write()
    let found = try StateRowReader(db: db, scope: reader.scope).object(object)
    try OpenConflicts(db: db, scope: reader.scope).keep(
      found?.fieldsInConflict ?? [], of: object)
  }

  /// Makes the state of every scope anew from the commits as this release reads them. The migration of a
  /// release that reads more than the one before calls it.
  ///
  /// - Throws: `DatabaseError`; ``ReplicaError``; `SignedLogError` for a commit that was changed on disk.
  public func foldAnew() throws {
    for scope in try scopes() {
      let key = try requiredKey(of: scope)
      let control = try control(of: scope)
      guard try BaseRows(db: db, scope: key).areNeeded() else {
        try foldAnew(key, under: control)
        continue
      }
      // Where commits are gone, only what the others name can be folded anew.
      let index = ObjectIndex(db: db, scope: key)
      try index.settle()
      var reader = HistoryReader(db: db, scope: key, control: control)
      var next = try index.object(after: nil)
      while let object = next {
        try refold(object, with: &reader)
        next = try index.object(after: object)
      }
    }
  }

  /// Makes the state of a scope anew from all its commits.
  func foldAnew(_ scope: Int64, under control: ControlState) throws {
    try clear(LogTables.folded, of: scope)
    try foldAll(scope, under: control)
  }

  /// Folds every commit that is here onto the state as it is, each after all that its author had seen.
  func foldAll(_ scope: Int64, under control: ControlState) throws {
    var writer = try ScopeWriter(self, scope: scope, control: control)
    try CausalReader(db: db, scope: scope, control: control).each { commit in
      _ = try writer.fold(commit)
      try writer.writeIfLarge()
    }
    try writer.write()
  }

  /// Takes every row of a scope out of some tables.
  func clear(_ tables: [String], of scope: Int64) throws {
    for table in tables {
      try db.execute(sql: "DELETE FROM \(table) WHERE scope = ?", arguments: [scope])
    }
  }
}
