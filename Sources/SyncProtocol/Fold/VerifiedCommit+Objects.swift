import CausalHistory
public import SignedLogs

extension VerifiedCommit {
  /// The objects that the operations name, those that they make included, each once; whether the
  /// commit has effect or not.
  public var objects: [ObjectID] {
    var origin = WriteOrigin(self)
    var objects: [ObjectID] = []
    for (index, reading) in readings.enumerated() {
      origin.operationIndex = UInt32(index)
      let object: ObjectID?
      switch reading {
      case .known(.create): object = origin.created
      case .known(let operation): object = operation.object.map(origin.resolve)
      case .unknown(_, let named): object = named.map(origin.resolve)
      }
      if let object, !objects.contains(object) { objects.append(object) }
    }
    return objects
  }
}

extension VerifiedCommit {
  /// Whether an operation makes an object.
  public var createsObjects: Bool {
    readings.contains { if case .known(.create) = $0 { true } else { false } }
  }
}

extension ControlState {
  /// Commits that count, each after all that it builds on.
  ///
  /// Whoever saw a commit has seen more than its author, but only as contexts are read now: what lies
  /// beyond the end of a log one author had seen, and another, who knew of the end, had not.
  ///
  /// - Parameter commits: In any order.
  /// - Returns: The same; those that do not build on each other by their dots.
  public func inCausalOrder(_ commits: [VerifiedCommit]) -> [VerifiedCommit] {
    commits.map { commit in
      (seen: requiredPast(of: commit).entries.reduce(0) { $0 + $1.counter }, commit: commit)
    }
    .sorted { ($0.seen, $0.commit.dot) < ($1.seen, $1.commit.dot) }.map(\.commit)
  }
}
