/// What one partner changed in a task apart from the others.
public struct ParallelChange: Hashable, Sendable {
  /// The writer's stable name.
  public let writer: String
  public let fields: Set<TaskField>
  /// Whether the partner withdrew the task from the group.
  public let withdraws: Bool

  /// Describes a change.
  public init(writer: String, fields: Set<TaskField>, withdraws: Bool = false) {
    self.writer = writer
    self.fields = fields
    self.withdraws = withdraws
  }
}

/// A note on a task as a whole, beside the conflicts of single fields.
public enum ParallelNote: Hashable, Sendable {
  /// One withdrew what another went on with: the task is reopened for decision.
  case reopenedForDecision
  /// Different fields were changed; both changes hold, each made without knowing the other.
  case madeOnOlderData

  public var hardness: Hardness { self == .reopenedForDecision ? .hard : .soft }

  public var explanation: String {
    switch self {
    case .reopenedForDecision:
      "One partner withdrew the task while another changed it; it is reopened for decision."
    case .madeOnOlderData:
      "Partners changed different parts apart from each other; both changes hold, each made on"
        + " older data."
    }
  }

  /// What to note about changes that were made apart from each other; `nil` if nothing.
  ///
  /// Entries of sets, lists and ratings disturb nobody and lead to no note about older data.
  public static func about(_ changes: [ParallelChange]) -> ParallelNote? {
    let real = changes.filter { $0.withdraws || $0.fields.contains { $0.humanNeeded != .settled } }
    guard Set(real.map(\.writer)).count > 1 else { return nil }
    let withdrawers = Set(real.filter(\.withdraws).map(\.writer))
    if !withdrawers.isEmpty, real.contains(where: { !withdrawers.contains($0.writer) }) {
      return .reopenedForDecision
    }
    return Set(real.map { $0.fields.filter { $0.humanNeeded != .settled } }).count > 1
      ? .madeOnOlderData : nil
  }
}
