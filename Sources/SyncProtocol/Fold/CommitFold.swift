public import CausalHistory
public import SignedLogs

/// The fold: what one accepted commit makes of the objects of its scope.
public enum CommitFold {
  /// Applies every operation of an accepted commit whose past has been applied.
  ///
  /// The outcome depends on the commit and its past alone, so every order of arrival gives the same
  /// objects. Cost grows with the commit's operations, not with what came before.
  ///
  /// - Parameters:
  ///   - commit: Ready by `CausalCheck` and accepted by `Authority`.
  ///   - seen: What its author had seen: ``ControlState/seen(by:)`` of the control log as it is here.
  ///   - rows: The scope's state.
  ///   - includes: Says of which objects only the fold is wanted; `nil` for all.
  /// - Returns: What changed.
  /// - Throws: Only what `rows` throws.
  public static func apply<Rows: StateRows>(
    _ commit: VerifiedCommit, seen: VersionVector, to rows: inout Rows,
    where includes: @escaping (ObjectID) -> Bool = { _ in true }
  ) throws(Rows.Failure) -> StateChange {
    var work = FoldWork<Rows>(WriteOrigin(commit, seen: seen), where: includes)
    for (index, reading) in commit.readings.enumerated() {
      work.origin.operationIndex = UInt32(index)
      switch reading {
      case .known(let operation): try work.apply(operation, to: &rows)
      case .unknown(_, let object): try work.pass(over: reading, object: object, in: &rows)
      }
    }
    return work.change.inOrder
  }
}
