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

  /// How many commits the author's replica had applied. Whoever saw a commit has seen more than its
  /// author: commits in this order come after all that they build on.
  public var seenCount: UInt64 { context.entries.reduce(0) { $0 + $1.counter } }
}
