public import SignedLogs

/// The fold: what one accepted commit makes of the objects of its scope.
public enum CommitFold {
  /// Applies every operation of an accepted commit whose past has been applied.
  ///
  /// Each object that the commit names is read once and kept once. The outcome depends on the
  /// commit and its past alone, so every order of arrival gives the same objects.
  ///
  /// - Parameters:
  ///   - commit: Ready by `CausalCheck` and accepted by `Authority`.
  ///   - objects: The scope's objects.
  /// - Returns: What changed.
  /// - Throws: Only what `objects` throws.
  public static func apply<Objects: ObjectCollection>(
    _ commit: VerifiedCommit, to objects: inout Objects
  ) throws(Objects.Failure) -> StateChange {
    var work = FoldWork(commit)
    for (index, reading) in commit.readings.enumerated() {
      work.origin.operationIndex = UInt32(index)
      switch reading {
      case .known(let operation): try work.apply(operation, to: &objects)
      case .unknown(_, let object): try work.pass(over: reading, object: object, in: objects)
      }
    }
    for id in work.objects.keys.sorted() {
      if let object = work.objects[id] { try objects.keep(object) }
    }
    return work.change
  }
}
