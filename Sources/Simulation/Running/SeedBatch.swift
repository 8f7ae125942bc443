internal import Foundation
internal import Synchronization

/// What a range of seeds came to.
public struct BatchSummary: Sendable, Codable {
  /// A seed that failed.
  public struct Failure: Sendable, Codable {
    public let seed: UInt64
    public let invariant: Invariant
    public let detail: String
  }

  public let mode: StorageMode
  public let first: UInt64
  public let last: UInt64
  public internal(set) var passed = 0
  /// Ascending by seed.
  public internal(set) var failures: [Failure] = []
  public internal(set) var steps = 0
  public internal(set) var sessions = 0
  public internal(set) var commits = 0
  public internal(set) var frames = 0
  public internal(set) var looks = 0
  /// How often each fault struck.
  public internal(set) var faults: [String: Int] = [:]
  public internal(set) var virtualSeconds = 0.0
  public internal(set) var seconds = 0.0

  init(mode: StorageMode, first: UInt64, last: UInt64) {
    self.mode = mode
    self.first = first
    self.last = last
  }

  mutating func add(_ result: RunResult) {
    steps += result.plan.steps
    frames += result.counts.frames
    sessions += result.counts.sessions
    commits += result.counts.commits
    looks += result.counts.looks
    virtualSeconds += Double(result.virtualMilliseconds) / 1000
    for (fault, count) in result.counts.faults { faults[fault, default: 0] += count }
    guard let violation = result.violation else { return passed += 1 }
    failures.append(
      Failure(
        seed: result.plan.seed, invariant: violation.invariant, detail: violation.detail))
  }
}

/// Runs many seeds on several threads.
public struct SeedBatch: Sendable {
  private let mode: StorageMode
  private let limits: RunLimits
  private let jobs: Int

  /// - Parameters:
  ///   - mode: Which store the replicas have.
  ///   - limits: What is left out of every run.
  ///   - jobs: How many threads; from 1.
  public init(mode: StorageMode, limits: RunLimits = RunLimits(), jobs: Int) {
    self.mode = mode
    self.limits = limits
    self.jobs = max(1, jobs)
  }

  /// Runs seeds until all are done or too many have failed.
  ///
  /// - Parameters:
  ///   - seeds: Which.
  ///   - failuresMax: After so many failures no new seed is begun.
  ///   - began: Told of each seed before it runs, with the number of its thread.
  ///   - progress: Told how many are done, about once a second.
  /// - Returns: What they came to.
  public func run(
    _ seeds: ClosedRange<UInt64>, failuresMax: Int = 20,
    began: @Sendable (_ job: Int, _ seed: UInt64) -> Void = { _, _ in },
    progress: @Sendable (BatchSummary) -> Void = { _ in }
  ) -> BatchSummary {
    let start = ContinuousClock().now
    let next = Atomic<UInt64>(seeds.lowerBound)
    let summary = Mutex(
      BatchSummary(mode: mode, first: seeds.lowerBound, last: seeds.upperBound))
    let told = Mutex(start)
    DispatchQueue.concurrentPerform(iterations: jobs) { job in
      while true {
        let seed = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard seed >= seeds.lowerBound, seed <= seeds.upperBound else { return }
        began(job, seed)
        let result = SimulationRun.run(RunPlan(seed: seed, limits: limits), mode: mode)
        let (soFar, isOver) = summary.withLock {
          $0.add(result)
          return ($0, $0.failures.count >= failuresMax)
        }
        if isOver { next.store(seeds.upperBound &+ 1, ordering: .relaxed) }
        let isDue = told.withLock { last in
          let now = ContinuousClock().now
          guard now - last > .seconds(1) else { return false }
          last = now
          return true
        }
        if isDue { progress(soFar) }
      }
    }
    var result = summary.withLock { $0 }
    result.failures.sort { $0.seed < $1.seed }
    let time = (ContinuousClock().now - start).components
    result.seconds = Double(time.seconds) + Double(time.attoseconds) / 1e18
    return result
  }
}
