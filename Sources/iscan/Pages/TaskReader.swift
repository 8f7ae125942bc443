import BusinessCycle
import PartnershipRecords
import ReplicaStore
import SignedLogs
import WebPages

/// Who reads a task, and what is needed to tell it in words.
struct TaskReader {
  let actor: Actor
  /// The reader's partnership, such as `GAT`; `nil` at the hub, where tasks are only read.
  let partnership: String?
  /// False for a visitor.
  let mayWrite: Bool
  /// Partnerships' names, by reference.
  let names: [String: String]
  /// The references of those who hold what is in a scope.
  let holders: [ScopeID: [String]]
  /// Whom sharing would send a task to, by name; empty if there is no group, or several.
  let shareTargets: [String]
  let today: Day
  /// Areas to choose from.
  let areas: [Choice]

  func name(_ reference: String) -> String { names[reference] ?? reference }

  /// How the reader signs: `GAT/coordinator-1`.
  var author: String { "\(partnership ?? "HUB")/\(actor.handle)" }

  /// Why the reader's role may not do something with a task; `nil` if it may.
  func refusal(of action: CycleAction, on task: TaskView) -> CycleError? {
    let context = CycleContext(
      isOwn: task.authors.contains(author), isShared: task.scope != nil)
    guard case .refused(let error) = PermissionMatrix.mayDo(actor, action, .task, in: context)
    else { return nil }
    return error
  }

  func mayRead(_ task: TaskView) -> Bool { refusal(of: .read, on: task) == nil }

  /// Whether the reader may write to a task at all.
  func mayUpdate(_ task: TaskView) -> Bool {
    canWrite(task) && refusal(of: .update, on: task) == nil
  }

  /// The states that the reader may give a task now.
  func states(after task: TaskView) -> [TaskStatus] {
    guard canWrite(task), let partnership else { return [] }
    guard
      refusal(of: .update, on: task) == nil || refusal(of: .decide, on: task) == nil
    else { return [] }
    let situation = TaskSituation(
      status: task.status, isShared: task.scope != nil, isOriginator: task.origin == partnership,
      doers: task.doers)
    return TaskLifeCycle.allowed(in: situation, by: actor, of: partnership)
  }

  private func canWrite(_ task: TaskView) -> Bool {
    mayWrite && partnership != nil && !task.needsNewerRelease
  }
}

extension TaskView {
  /// Everybody who wrote to the task and can be told.
  var authors: Set<String> {
    doers.union(journal.map(\.author)).union(lastWrites.values.map(\.author))
  }
}
