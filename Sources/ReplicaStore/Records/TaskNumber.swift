internal import SignedLogs
internal import SyncProtocol

/// The number in a task's reference, such as 42 in `GAT-T-0042`.
public enum TaskNumber {
  /// The most digits that count: whoever gives a task a longer number takes none away.
  private static let digitsMax = 9

  /// `GAT-T-0042`.
  public static func reference(of number: Int, _ partnership: String) -> String {
    let digits = String(number)
    let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
    return "\(partnership)-T-\(zeros)\(digits)"
  }

  /// The number of a partnership's task; `nil` for any other reference.
  public static func number(of reference: String, _ partnership: String) -> Int? {
    let prefix = "\(partnership)-T-"
    guard reference.hasPrefix(prefix) else { return nil }
    let digits = reference.utf8.dropFirst(prefix.utf8.count)
    guard (1...digitsMax).contains(digits.count),
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int(reference.dropFirst(prefix.count))
  }
}

extension ScopeRecords {
  /// The greatest number of a partnership's shared tasks; 0 if it has none.
  ///
  /// Only what its own machines made counts: others may call their tasks what they like.
  ///
  /// - Parameter partnership: Its reference, such as `GAT`.
  /// - Returns: The number after which the next task's is counted.
  /// - Throws: ``ReplicaError/storedRecordDamaged(table:)``.
  public func lastTaskNumber(of partnership: String) throws -> Int {
    try objects(kind: SharedTask.kind).reduce(0) { last, object in
      guard let number = TaskNumber.number(of: object.state.reference, partnership) else {
        return last
      }
      let log = object.state.id.logIndex
      // A log that the hub has not admitted yet has number 0, and is this node's.
      let isOwn = try log == 0 || control(of: object.scope).partnership(ofLog: log) == partnership
      return isOwn ? max(last, number) : last
    }
  }
}
