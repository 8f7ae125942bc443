import CausalHistory
import SignedLogs

/// Whose operation is applied, and what its author had seen.
struct WriteOrigin {
  let dot: Dot
  var operationIndex: UInt32 = 0
  let hybridTime: HybridTime
  let actor: String
  /// What the author had seen, its own log up to the commit before included.
  private let context: VersionVector

  /// - Parameters:
  ///   - commit: Whose operations are applied.
  ///   - seen: What its author had seen, as the control log has it; `nil`: as the commit states it.
  init(_ commit: VerifiedCommit, seen: VersionVector? = nil) {
    dot = commit.dot
    hybridTime = commit.hybridTime
    actor = commit.actor
    context = seen ?? commit.context
  }

  /// Whether the author's replica had applied a commit before this one was made.
  func saw(_ other: Dot) -> Bool { context.covers(other) }

  /// How many commits the author's replica had applied.
  var seenCount: UInt64 { context.entries.reduce(0) { $0 + $1.counter } }

  /// Whether the author could name an object: it was made in the author's past, or by an earlier
  /// operation of the same commit.
  func knows(_ object: ObjectID) -> Bool {
    let made = Dot(logIndex: object.logIndex, counter: object.counter)
    return made == dot ? object.operationIndex < operationIndex : saw(made)
  }

  /// An object by the name it has everywhere: in its author's own words log 0 is the own log.
  func resolve(_ object: ObjectID) -> ObjectID {
    guard object.logIndex == 0 else { return object }
    return ObjectID(
      logIndex: dot.logIndex, counter: object.counter, operationIndex: object.operationIndex)
  }

  func resolve(_ other: Dot) -> Dot {
    other.logIndex == 0 ? Dot(logIndex: dot.logIndex, counter: other.counter) : other
  }

  /// Whether a list of commits, as the author wrote it, names this one.
  func names(_ other: Dot, in dots: [Dot]) -> Bool { dots.contains { resolve($0) == other } }

  /// The object that the present operation makes.
  var created: ObjectID {
    ObjectID(logIndex: dot.logIndex, counter: dot.counter, operationIndex: operationIndex)
  }

  /// The row that the present operation writes of a set or list.
  func key(_ object: ObjectID, _ part: StateKey.Part, field: UInt32) -> StateKey {
    StateKey(object, part, field: field, dot: dot, operationIndex: operationIndex)
  }

  func item(_ value: SharedValue) -> FieldItem {
    FieldItem(
      dot: dot, operationIndex: operationIndex, value: value, hybridTime: hybridTime, actor: actor)
  }
}
