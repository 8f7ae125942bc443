public import CausalHistory
public import SignedLogs

/// What one operation of a commit says of an object, whether or not it has effect.
public struct ObjectWrite: Sendable {
  /// The object that it makes or changes.
  public let object: ObjectID
  public let operation: SharedOperation
  /// What it wrote to a field; `nil` for a creation and for bulk content.
  public let entry: JournalEntry?
  /// The elements that it takes out of a set: the commits that added them.
  public let removed: Set<Dot>
}

extension VerifiedCommit {
  /// What the commit says, operation by operation; of a withdrawn one, what the authority left of it.
  /// Operations that this release does not understand are left out.
  public var writes: [ObjectWrite] {
    var origin = WriteOrigin(self)
    return readings.enumerated().compactMap { index, reading in
      guard case .known(let operation) = reading else { return nil }
      origin.operationIndex = UInt32(index)
      let made = ObjectID(
        logIndex: dot.logIndex, counter: dot.counter, operationIndex: UInt32(index))
      var removed: Set<Dot> = []
      if case .remove(_, _, let dots) = operation {
        removed = Set(
          dots.map { $0.logIndex == 0 ? Dot(logIndex: dot.logIndex, counter: $0.counter) : $0 })
      }
      return ObjectWrite(
        object: operation.object.map(origin.resolve) ?? made, operation: operation,
        entry: JournalEntry(operation, by: origin), removed: removed)
    }
  }
}
