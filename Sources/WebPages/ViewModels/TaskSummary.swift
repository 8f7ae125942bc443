/// One task in a list.
public struct TaskSummary: Hashable, Sendable {
  /// Such as `GAT-T-0042`.
  public let reference: String
  /// The same, or the full name if another task here has the same reference.
  public let name: String
  public let title: String
  /// In words, such as "in progress".
  public let status: String
  public let isOpen: Bool
  /// `2021-03-31`; `nil` if none.
  public let due: String?
  public let isOverdue: Bool
  /// By job, such as "parks manager".
  public let owner: String
  /// 1 (first) to 3; `nil` if none.
  public let priority: Int?
  /// References of the partnerships that hold it, such as `GAT`; empty if it is not shared.
  public let sharedWith: [String]
  /// Fields that wait for a person's decision.
  public let openConflicts: Int

  public init(
    reference: String, name: String? = nil, title: String, status: String, isOpen: Bool,
    due: String?,
    isOverdue: Bool, owner: String, priority: Int?, sharedWith: [String], openConflicts: Int
  ) {
    self.reference = reference
    self.name = name ?? reference
    self.title = title
    self.status = status
    self.isOpen = isOpen
    self.due = due
    self.isOverdue = isOverdue
    self.owner = owner
    self.priority = priority
    self.sharedWith = sharedWith
    self.openConflicts = openConflicts
  }
}
