public import CausalHistory
internal import GRDB
public import SignedLogs
internal import SyncProtocol

extension ScopeRecords {
  /// What every one of these members is known to hold durably, and this replica holds too: it said so,
  /// or wrote something that had seen it. Below it nobody will ask for anything again.
  ///
  /// - Parameters:
  ///   - members: All who are not dormant, this replica's own node left out.
  ///   - scope: The scope.
  /// - Returns: Logs of which somebody holds nothing are left out.
  /// - Throws: ``ReplicaError/scopeUnknown(_:)``.
  public func stableFrontier(of members: [NodeID], in scope: ScopeID) throws -> VersionVector {
    var stable = try frontier(of: scope)
    let control = try control(of: scope)
    for member in members {
      let held = try known(to: member, in: scope, control)
      let own = control.logs(of: member).map(\.logIndex)
      for entry in stable.entries where !own.contains(entry.logIndex) {
        stable[entry.logIndex] = min(entry.counter, held[entry.logIndex])
      }
    }
    return stable
  }

  /// Lets go of the bytes of commits that everybody holds and nobody has to keep any longer.
  ///
  /// What they have become stays, and so does what is needed to fold later commits onto it: one that
  /// comes late merges as if nothing had been let go. The journal of an object begins where its
  /// commits do.
  ///
  /// - Parameters:
  ///   - frontier: At or below the scope's stability mark, and with every commit all that its author
  ///     had seen.
  ///   - scope: The scope.
  /// - Returns: Whether it was done. What a later release wrote and this one cannot read is not let go,
  ///   nor is anything beside it: after an upgrade it is read.
  /// - Throws: ``ReplicaError``.
  @discardableResult
  public func trim(to frontier: VersionVector, of scope: ScopeID) throws -> Bool {
    let key = try requiredKey(of: scope)
    let control = try control(of: scope)
    guard try readsAll(through: frontier, key, control) else { return false }
    try moveBases(to: frontier, key, control)
    try keepRepeats(through: frontier, of: scope, control)
    for entry in frontier.entries {
      try LogSegments(db: db, scope: key).letGo(
        of: entry.logIndex, through: entry.counter, under: control)
    }
    return true
  }

  /// Whether this release knows every operation of the commits that are here. Where it does not, what
  /// it makes of them is not all that they say: nobody should begin with that.
  ///
  /// - Throws: ``ReplicaError``; `SignedLogError` for a commit that was changed on disk.
  public func readsAll(of scope: ScopeID) throws -> Bool {
    try readsAll(through: frontier(of: scope), requiredKey(of: scope), control(of: scope))
  }

  private func readsAll(
    through frontier: VersionVector, _ key: Int64, _ control: ControlState
  ) throws -> Bool {
    var isRead = true
    for entry in frontier.entries where isRead {
      try LogSegments(db: db, scope: key).each(of: entry.logIndex) { segment in
        guard segment.first <= entry.counter else { return false }
        isRead = try segment.read(under: control).allSatisfy {
          $0.dot.counter > entry.counter || !$0.hasUnknownOperations
        }
        return isRead
      }
    }
    return isRead
  }

  /// Brings every object's base up to the new floor.
  private func moveBases(to frontier: VersionVector, _ key: Int64, _ control: ControlState) throws {
    var reader = HistoryReader(db: db, scope: key, control: control)
    let index = ObjectIndex(db: db, scope: key)
    try index.settle()
    let bases = BaseRows(db: db, scope: key)
    var next = try index.object(after: nil)
    while let object = next {
      let named = try index.commits(of: object)
      let gone = named.filter(frontier.covers)
      if gone.count < named.count {
        var table = ObjectTable()
        for row in try bases.rows(of: object) { table.keep(row.value, at: row.key) }
        for commit in try reader.acceptedCommits(of: object) where frontier.covers(commit.dot) {
          _ = CommitFold.apply(
            commit, seen: control.seen(by: commit), to: &table, where: { $0 == object })
        }
        try bases.keep(table.rows(of: object), of: object)
      } else {
        try bases.keep([], of: object)
      }
      for dot in gone { try index.remove(ObjectIndex.name(of: object, dot: dot)) }
      next = try index.object(after: object)
    }
  }
}
