public import CausalHistory
public import SignedLogs
public import SyncProtocol

extension ScopeRecords {
  /// Where each log of a scope stands, by log index.
  public func positions(of scope: ScopeID) throws -> [UInt32: LogPosition] {
    try positions(scope: try requiredKey(of: scope))
  }

  func positions(scope key: Int64) throws -> [UInt32: LogPosition] {
    try LogPositions(db: db, scope: key).all()
  }

  /// The last applied counter of every log of a scope: the scope's version vector here.
  public func frontier(of scope: ScopeID) throws -> VersionVector {
    try frontier(scope: try requiredKey(of: scope))
  }

  func frontier(scope key: Int64) throws -> VersionVector {
    try LogPositions(db: db, scope: key).frontier()
  }

  /// Applies commits up to a seal; what is here already is passed over.
  ///
  /// - Parameters:
  ///   - run: Verified, and with its past here.
  ///   - scope: The scope.
  /// - Returns: What each commit that was new changed.
  /// - Throws: ``ReplicaError``.
  @discardableResult
  public func apply(_ run: VerifiedRun, to scope: ScopeID) throws -> [StateChange] {
    try apply([run], to: scope)
  }

  /// The same for several runs, each with its past here or among those before it.
  @discardableResult
  public func apply(_ runs: [VerifiedRun], to scope: ScopeID) throws -> [StateChange] {
    let key = try requiredKey(of: scope)
    var writer = try ScopeWriter(self, scope: key, control: try control(of: scope))
    var changes: [StateChange] = []
    for run in runs { changes += try writer.apply(run) }
    try writer.write()
    return changes
  }
}
