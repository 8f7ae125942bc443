public import PartnershipRecords

/// What the guards of a task's life-cycle need to know about the task and the person.
public struct TaskSituation: Hashable, Sendable {
  public let status: TaskStatus
  /// Whether the task is shared with other partnerships.
  public let isShared: Bool
  /// Whether the person's partnership created the task.
  public let isOriginator: Bool
  /// The handles of those who did the work, with their partnership: `GAT/analyst-1`.
  public let doers: Set<String>

  /// Describes a task as it stands.
  public init(
    status: TaskStatus, isShared: Bool = false, isOriginator: Bool = true,
    doers: Set<String> = []
  ) {
    self.status = status
    self.isShared = isShared
    self.isOriginator = isOriginator
    self.doers = doers
  }
}

/// Which states of a task may follow, and for whom.
public enum TaskLifeCycle {
  /// The states that a person may give a task now, in order of finality.
  ///
  /// - Parameters:
  ///   - situation: The task as it stands.
  ///   - actor: Who asks; a role that may not work on tasks gets no state.
  ///   - partnership: The reference of the actor's partnership, such as `GAT`.
  /// - Returns: Each state that `check` would let pass.
  public static func allowed(
    in situation: TaskSituation, by actor: Actor, of partnership: String
  ) -> [TaskStatus] {
    situation.status.next.filter {
      refusal(of: $0, in: situation, by: actor, of: partnership) == nil
    }
  }

  /// Checks a change of state.
  ///
  /// - Parameters:
  ///   - next: The state wanted.
  ///   - situation: The task as it stands.
  ///   - actor: Who asks.
  ///   - partnership: The reference of the actor's partnership, such as `GAT`.
  /// - Throws: `CycleError` with the states that are allowed.
  public static func check(
    _ next: TaskStatus, in situation: TaskSituation, by actor: Actor, of partnership: String
  ) throws(CycleError) {
    if let refusal = refusal(of: next, in: situation, by: actor, of: partnership) { throw refusal }
  }

  private static func refusal(
    of next: TaskStatus, in situation: TaskSituation, by actor: Actor, of partnership: String
  ) -> CycleError? {
    let following = possible(in: situation)
    guard following.contains(next) else {
      return .transitionNotAllowed(from: situation.status, to: next, allowed: following)
    }
    // Assigning commits somebody else's staff: the chair's decision. The rest is work.
    let rights = PermissionMatrix.permission(actor.role, .task)
    guard rights.contains(.decide) || (next != .assigned && rights.contains(.update)) else {
      let action: CycleAction = next == .assigned ? .decide : .update
      return .roleMayNot(role: actor.role, action: action, object: .task)
    }
    if next == .verified, situation.doers.contains("\(partnership)/\(actor.handle)") {
      return .verifierIsDoer
    }
    return nil
  }

  /// Only a shared task is withdrawn, and only by the partnership that shared it.
  private static func possible(in situation: TaskSituation) -> [TaskStatus] {
    situation.status.next.filter {
      $0 != .withdrawn || (situation.isShared && situation.isOriginator)
    }
  }

  /// The states that a decision on a conflict may give a task: any that a partner gave it, the one
  /// before, or one step on from the provisional one.
  ///
  /// - Parameters:
  ///   - siblings: The states that partners gave apart from each other.
  ///   - base: The state before; `nil` if there was none.
  /// - Returns: In order of finality, without repeats.
  public static func decisions(between siblings: [TaskStatus], base: TaskStatus?) -> [TaskStatus] {
    guard let provisional = TaskStatus.provisional(of: siblings) else { return [] }
    let choices = siblings + provisional.next + (base.map { [$0] } ?? [])
    return Set(choices).sorted { $0.finality < $1.finality }
  }
}
