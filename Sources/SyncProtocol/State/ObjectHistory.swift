public import CausalHistory
public import SignedLogs

/// What was ever written to one object, read from the commits that wrote it.
///
/// The state has only what stands. Who wrote what before, and what the sides of a conflict had in
/// view, is put together here when somebody wants to see it.
public struct ObjectHistory: Sendable {
  /// Every write that had effect, ascending by dot and place in the commit.
  public private(set) var journal: [JournalEntry] = []
  /// The writes to registers in an order in which they could be applied.
  private var sets: [RegisterWrite] = []

  /// - Parameters:
  ///   - object: The object.
  ///   - commits: Every accepted commit that names it, in any order.
  ///   - control: The scope's control log, which says how far contexts count.
  public init(
    of object: ObjectID, in commits: some Sequence<VerifiedCommit>, under control: ControlState
  ) {
    for commit in commits { take(commit, object, seen: control.seen(by: commit)) }
    journal.sort(by: JournalEntry.precedes)
    sets.sort { ($0.seen, $0.origin.dot) < ($1.seen, $1.origin.dot) }
  }

  /// The journal in the order of people's time: hybrid time, then dot, then place in the commit.
  public var journalInTime: [JournalEntry] {
    journal.sorted {
      ($0.hybridTime, $0.dot, $0.operationIndex) < ($1.hybridTime, $1.dot, $1.operationIndex)
    }
  }

  /// The values that the sides of a conflict replaced, in order of their dot; empty if the field had
  /// none.
  public func base(of conflict: FieldConflict) -> [SharedValue] {
    let dots = Set(conflict.siblings.flatMap { replaced(by: $0.dot, field: conflict.field) })
    return journal.compactMap { entry in
      entry.field == conflict.field && entry.action == .set && dots.contains(entry.dot)
        ? entry.value : nil
    }
  }

  /// The writes to a register that a later one replaced, ascending. Counted from the later one's own
  /// past, not from what had come to some replica.
  public func replaced(by dot: Dot, field: UInt32) -> [Dot] {
    let writes = sets.filter { $0.field == field }
    guard let write = writes.first(where: { $0.origin.dot == dot }) else { return [] }
    let before = writes.filter { write.origin.saw($0.origin.dot) }
    guard case .allInContext = write.replaces else {
      return before.filter(write.replacing).map(\.origin.dot).sorted()
    }
    var standing: [RegisterWrite] = []
    for earlier in before {
      standing.removeAll(where: earlier.replacing)
      standing.append(earlier)
    }
    return standing.map(\.origin.dot).sorted()
  }

  private mutating func take(
    _ commit: VerifiedCommit, _ object: ObjectID, seen: VersionVector
  ) {
    var origin = WriteOrigin(commit, seen: seen)
    for (index, reading) in commit.readings.enumerated() {
      origin.operationIndex = UInt32(index)
      guard case .known(let operation) = reading,
        operation.object.map(origin.resolve) == object, origin.knows(object)
      else { continue }
      if let entry = JournalEntry(operation, by: origin) { journal.append(entry) }
      if case .set(_, let field, _, let replaces, _, _) = operation {
        sets.append(RegisterWrite(origin: origin, field: field, replaces: replaces))
      }
    }
  }
}

/// A write to a register, with what its author had seen.
private struct RegisterWrite: Sendable {
  let origin: WriteOrigin
  let field: UInt32
  let replaces: Replacement

  /// How many commits the author had seen. Whoever saw a write has seen more than its author.
  var seen: UInt64 { origin.seenCount }

  func replacing(_ other: RegisterWrite) -> Bool {
    guard origin.saw(other.origin.dot) else { return false }
    switch replaces {
    case .allInContext: return true
    case .dots(let dots): return origin.names(other.origin.dot, in: dots)
    }
  }
}
