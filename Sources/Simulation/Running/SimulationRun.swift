import SignedLogs

/// What became of one seed.
public struct RunResult: Sendable {
  public let plan: RunPlan
  /// The invariant that does not hold; nothing if all do.
  public let violation: Violation?
  public let counts: RunCounts
  /// Virtual time that passed; milliseconds.
  public let virtualMilliseconds: UInt64
  /// A number that depends on every event: equal for equal runs.
  public let fingerprint: UInt64
  /// Every event in words, if they were kept.
  public let lines: [String]
}

/// Runs worlds.
public enum SimulationRun {
  /// Runs one seed.
  ///
  /// - Parameters:
  ///   - plan: What the seed makes of the run.
  ///   - mode: Which store the replicas have.
  ///   - keepsLog: Whether events are kept in words.
  /// - Returns: What became of it. The same plan gives the same result, in any process.
  public static func run(_ plan: RunPlan, mode: StorageMode, keepsLog: Bool = false) -> RunResult {
    // One seed in sixteen verifies every signature; the others only those that were not made in them.
    let memo = SignatureMemo(trustsSigning: !plan.seed.isMultiple(of: 16))
    return SignatureMemo.$current.withValue(memo) {
      let world = World(plan, mode: mode, keepsLog: keepsLog)
      var violation: Violation?
      do {
        try world.found()
        try world.runChaos()
        try world.heal()
        // Two runs of its own take twice as long as the run: one seed in 32 has it.
        if mode == .memory, plan.seed % 32 == 3 { try ClockComparison.run(plan) }
      } catch let found as Violation {
        violation = found
      } catch {
        violation = Violation(.S30, "nobody expected \(error)")
      }
      return RunResult(
        plan: plan, violation: violation, counts: world.counts,
        virtualMilliseconds: world.now - world.startedAt, fingerprint: world.log.fingerprint,
        lines: world.log.lines)
    }
  }
}
