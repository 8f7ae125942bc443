/// Makes a failing run smaller: fewer faults, nodes, people and steps, with the same invariant
/// failing.
public struct Shrinker {
  private let seed: UInt64
  private let mode: StorageMode
  private let invariant: Invariant
  public private(set) var limits: RunLimits
  public private(set) var result: RunResult

  /// Takes a failing run; `nil` if it did not fail.
  ///
  /// - Parameters:
  ///   - failing: A run that failed under `limits`.
  ///   - limits: What was left out of it already.
  ///   - mode: The stores that it had.
  public init?(_ failing: RunResult, limits: RunLimits, mode: StorageMode) {
    guard let violation = failing.violation else { return nil }
    seed = failing.plan.seed
    self.mode = mode
    self.limits = limits
    invariant = violation.invariant
    result = failing
  }

  /// Leaves out whatever can go, until nothing more can.
  public mutating func shrink() {
    var isSmaller = true
    while isSmaller {
      isSmaller = false
      for (fault, _) in result.plan.faults {
        isSmaller = attempt { $0.without.append(fault) } || isSmaller
      }
      let plan = result.plan
      if plan.nodes > 1 { isSmaller = attempt { $0.nodes = plan.nodes - 1 } || isSmaller }
      if plan.peoplePerNode > 1 { isSmaller = attempt { $0.people = 1 } || isSmaller }
      if plan.hasEpilogue { isSmaller = attempt { $0.withoutEpilogue = true } || isSmaller }
      if plan.scopes > 1 { isSmaller = attempt { $0.scopes = 1 } || isSmaller }
      for step in [plan.steps / 2, plan.steps / 8, 1] where step > 0 && plan.steps > step {
        isSmaller = attempt { $0.steps = plan.steps - step } || isSmaller
      }
    }
  }

  private mutating func attempt(_ change: (inout RunLimits) -> Void) -> Bool {
    var smaller = limits
    change(&smaller)
    let outcome = SimulationRun.run(RunPlan(seed: seed, limits: smaller), mode: mode)
    guard outcome.violation?.invariant == invariant else { return false }
    limits = smaller
    result = outcome
    return true
  }
}
