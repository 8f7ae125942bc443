public import CausalHistory
internal import GRDB
public import SignedLogs
internal import SyncProtocol

extension ScopeRecords {
  /// The commits of a log after a counter, in order, a stretch at a time.
  ///
  /// - Parameters:
  ///   - logIndex: The log.
  ///   - scope: Its scope.
  ///   - counter: The last one not wanted.
  ///   - step: Given each commit.
  /// - Throws: What `step` throws; ``ReplicaError``.
  public func eachCommit(
    of logIndex: UInt32, in scope: ScopeID, after counter: UInt64,
    _ step: (VerifiedCommit) throws -> Void
  ) throws {
    let key = try requiredKey(of: scope)
    let control = try control(of: scope)
    try LogSegments(db: db, scope: key).each(of: logIndex, from: counter + 1) { segment in
      for commit in try segment.read(under: control)
      where commit.dot.counter > counter {
        try step(commit)
      }
      return true
    }
  }

  /// The last commit of each log that names an object.
  public func lastCommits(naming object: ObjectID, in scope: ScopeID) throws -> VersionVector {
    let index = ObjectIndex(db: db, scope: try requiredKey(of: scope))
    return VersionVector(
      try index.commits(of: object).map {
        VersionVector.Entry(logIndex: $0.logIndex, counter: $0.counter)
      })
  }
}
