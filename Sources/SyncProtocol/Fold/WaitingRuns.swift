import CausalHistory
import SignedLogs

/// Verified runs of one scope that came before their past did. Bounded.
struct WaitingRuns: Sendable {
  private var runs: [UInt32: [VerifiedRun]] = [:]
  private(set) var commitCount = 0
  private(set) var byteCount = 0

  init() {}

  var isEmpty: Bool { runs.isEmpty }

  /// Whether runs of a log wait.
  func holds(_ logIndex: UInt32) -> Bool { runs[logIndex] != nil }

  /// Puts a run behind those of its log.
  ///
  /// - Parameters:
  ///   - run: The commits that follow those of the log that wait already.
  ///   - beyondBounds: It does not have to wait: take it whatever the bounds are.
  /// - Returns: `false`, and nothing is kept, if the bounds of `SyncLimits` would be passed.
  mutating func add(_ run: VerifiedRun, beyondBounds: Bool = false) -> Bool {
    let bytes = run.byteCount
    guard
      beyondBounds
        || commitCount + run.commits.count <= SyncLimits.waitingCommits
          && byteCount + bytes <= SyncLimits.waitingBytes
    else { return false }
    runs[run.position.logIndex, default: []].append(run)
    commitCount += run.commits.count
    byteCount += bytes
    return true
  }

  /// Forgets what waits of a log, from its end on; it can be asked for again.
  mutating func drop(_ logIndex: UInt32) {
    for run in runs.removeValue(forKey: logIndex) ?? [] { count(out: run) }
  }

  /// Takes out every run whose past is in `frontier`, in an order in which they can be applied,
  /// and advances `frontier` past them.
  mutating func takeReady(
    frontier: inout VersionVector, controlSequence: UInt64
  ) -> [VerifiedRun] {
    var ready: [VerifiedRun] = []
    var found = true
    while found {
      found = false
      for logIndex in runs.keys.sorted() {
        while let run = runs[logIndex]?.first,
          run.missing(frontier: frontier, controlSequence: controlSequence).isEmpty
        {
          take(logIndex)
          frontier.advance(logIndex, to: run.position.head.counter)
          ready.append(run)
          found = true
        }
      }
    }
    return ready
  }

  private mutating func take(_ logIndex: UInt32) {
    guard var rest = runs[logIndex], !rest.isEmpty else { return }
    count(out: rest.removeFirst())
    runs[logIndex] = rest.isEmpty ? nil : rest
  }

  private mutating func count(out run: VerifiedRun) {
    commitCount -= run.commits.count
    byteCount -= run.byteCount
  }
}
