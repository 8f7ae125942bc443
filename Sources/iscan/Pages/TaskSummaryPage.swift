import BusinessCycle
import ReplicaStore
import WebPages

extension TaskReader {
  func summary(_ task: TaskView) -> TaskSummary {
    let due: Day? = if case .day(let day)? = task.values[.due] { day } else { nil }
    let priority: Int? =
      if case .number(let number)? = task.values[.priority] { Int(number) } else { nil }
    let isOpen = !task.status.isClaim && task.status != .declined
    return TaskSummary(
      reference: task.reference, name: task.name, title: task.title, status: task.status.inWords,
      isOpen: isOpen,
      due: due?.description, isOverdue: isOpen && due.map { $0 < today } ?? false,
      owner: task.values[.owner]?.words ?? "nobody yet", priority: priority,
      sharedWith: task.scope.flatMap { holders[$0] } ?? [], openConflicts: task.openConflicts.count)
  }

  /// The one task that is meant; `nil` if there is none that the reader may see.
  ///
  /// - Throws: `PageRefusal.severalNamed` if the reference is that of several.
  func only(of tasks: [TaskView], called reference: String) throws -> TaskView? {
    let found = tasks.filter(mayRead)
    guard found.count <= 1 else {
      throw PageRefusal.severalNamed(reference, names: found.map(\.fullName))
    }
    return found.first
  }

  /// The tasks that the reader may see, the most urgent first.
  func summaries(_ tasks: [TaskView]) -> [TaskSummary] {
    tasks.filter(mayRead).map(summary).sorted { $0.urgency < $1.urgency }
  }
}

extension TaskView {
  var title: String { values[.title]?.words ?? "Untitled" }
}

extension TaskSummary {
  /// Open before settled; then by date, those without one last; then by priority.
  fileprivate var urgency: (Int, String, Int, String) {
    (isOpen ? 0 : 1, due ?? "9999-99-99", priority ?? 4, reference)
  }
}
