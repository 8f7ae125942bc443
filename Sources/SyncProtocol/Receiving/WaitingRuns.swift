import CausalHistory
import SignedLogs

/// Verified runs of one scope whose past is not wholly here yet. Bounded by ``SyncLimits``.
///
/// Commits leave one by one, as far as their past is here: two logs whose authors saw each other
/// with every commit come in as two long runs, and each holds the other up at every step.
struct WaitingRuns: Sendable {
  /// A run, and how many of its commits have left.
  private struct Waiting {
    let run: VerifiedRun
    var taken = 0
    let byteCount: Int

    var next: VerifiedCommit { run.commits[taken] }
    var count: Int { run.commits.count - taken }
  }

  private var logs: [UInt32: [Waiting]] = [:]
  private(set) var commitCount = 0
  /// Of whole runs: a run that has left in part still counts in full.
  private(set) var byteCount = 0

  init() {}

  var isEmpty: Bool { logs.isEmpty }

  /// Whether there is more than is let wait.
  var isOverfull: Bool {
    commitCount > SyncLimits.waitingCommits || byteCount > SyncLimits.waitingBytes
  }

  /// Whether runs of a log wait.
  func holds(_ logIndex: UInt32) -> Bool { logs[logIndex] != nil }

  /// The logs that wait, ascending.
  var logIndices: [UInt32] { logs.keys.sorted() }

  /// Puts a run behind those of its log.
  mutating func add(_ run: VerifiedRun) {
    let waiting = Waiting(
      run: run, byteCount: run.commits.reduce(0) { $0 + $1.bytes.byteCount })
    logs[run.position.logIndex, default: []].append(waiting)
    commitCount += waiting.count
    byteCount += waiting.byteCount
  }

  /// Forgets what waits of a log; it can be asked for again.
  mutating func drop(_ logIndex: UInt32) {
    for waiting in logs.removeValue(forKey: logIndex) ?? [] {
      commitCount -= waiting.count
      byteCount -= waiting.byteCount
    }
  }

  /// What the next commit of a log needs first; empty if none of it waits.
  func missing(
    _ logIndex: UInt32, frontier: VersionVector, control: ControlState
  ) -> [MissingPast] {
    guard let next = logs[logIndex]?.first?.next else { return [] }
    return CausalCheck.missing(for: next, frontier: frontier, control: control)
  }

  /// Takes out every commit whose past is in `frontier`, in an order in which they can be applied,
  /// and advances `frontier` past them.
  ///
  /// - Parameters:
  ///   - frontier: What is here.
  ///   - control: The scope's control log.
  ///   - inParts: Whether a run may be taken up to where its past ends. Else it is taken up to its seal or not at
  ///     all: what is durable can then always be proved to others, whoever falls silent.
  /// - Returns: Parts of runs, in that order.
  mutating func takeReady(
    frontier: inout VersionVector, control: ControlState, inParts: Bool
  ) -> [VerifiedRun] {
    var allowed = inParts ? logs.mapValues(\.count) : wholeRuns(frontier, control)
    var ready: [VerifiedRun] = []
    var found = allowed.values.contains { $0 > 0 }
    while found {
      found = false
      for logIndex in logs.keys.sorted() {
        while allowed[logIndex] ?? 0 > 0 {
          let before = logs[logIndex]?.count ?? 0
          guard let part = takePart(logIndex, &frontier, control) else { break }
          ready.append(part)
          found = true
          if logs[logIndex]?.count ?? 0 < before { allowed[logIndex, default: 1] -= 1 }
        }
      }
    }
    return ready
  }

  /// How many runs of each log can be taken whole, if all that can be are.
  private func wholeRuns(
    _ frontier: VersionVector, _ control: ControlState
  ) -> [UInt32: Int] {
    var allowed = logs.mapValues(\.count)
    while true {
      let reached = reach(frontier, control, allowed)
      allowed = reached.mapValues(\.whole)
      // What was reached in part may have stood for others' past.
      guard reached.values.contains(where: { $0.part > 0 }) else { return allowed }
    }
  }

  /// How far each log comes, if no more than so many of its runs are taken: whole runs, and commits of the next.
  private func reach(
    _ frontier: VersionVector, _ control: ControlState, _ allowed: [UInt32: Int]
  ) -> [UInt32: (whole: Int, part: Int)] {
    var frontier = frontier
    var reached = logs.mapValues { (whole: 0, part: $0.first?.taken ?? 0) }
    // Taken before, in parts: that is here, and no part that others could miss.
    let taken = logs.mapValues { $0.first?.taken ?? 0 }
    var found = true
    while found {
      found = false
      for logIndex in logs.keys.sorted() {
        guard let runs = logs[logIndex], var place = reached[logIndex] else { continue }
        while place.whole < allowed[logIndex] ?? 0 {
          let commits = runs[place.whole].run.commits
          let start = place.part
          while place.part < commits.count,
            CausalCheck.missing(for: commits[place.part], frontier: frontier, control: control)
              .isEmpty
          {
            frontier.advance(to: commits[place.part].dot)
            place.part += 1
          }
          found = found || place.part > start
          guard place.part == commits.count else { break }
          place = (place.whole + 1, 0)
        }
        reached[logIndex] = place
      }
    }
    for (logIndex, place) in reached where place.whole == 0 {
      reached[logIndex] = (0, place.part - (taken[logIndex] ?? 0))
    }
    return reached
  }

  /// As much of a log's first run as is ready; nothing if its next commit is not.
  private mutating func takePart(
    _ logIndex: UInt32, _ frontier: inout VersionVector, _ control: ControlState
  ) -> VerifiedRun? {
    guard var first = logs[logIndex]?.first else { return nil }
    let start = first.taken
    while first.taken < first.run.commits.count,
      CausalCheck.missing(
        for: first.next, frontier: frontier, control: control
      ).isEmpty
    {
      frontier.advance(to: first.next.dot)
      first.taken += 1
    }
    guard first.taken > start else { return nil }
    commitCount -= first.taken - start
    if first.count > 0 {
      logs[logIndex]?[0] = first
    } else {
      byteCount -= first.byteCount
      logs[logIndex]?.removeFirst()
      if logs[logIndex]?.isEmpty == true { logs[logIndex] = nil }
    }
    return first.run.part(start..<first.taken)
  }
}
