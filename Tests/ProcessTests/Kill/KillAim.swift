import Foundation

/// What a process is doing when it is killed.
enum KillMoment: String, CaseIterable {
  case importPolice = "import police"
  case buildRelease = "release build"
  case approveRelease = "release approve"
  case writeTask = "task new, share, update"
  case synchronise = "sync run, the node"
  case hubDuringSync = "sync run, the hub"

  /// How often it is chosen, beside the others.
  var weight: Int {
    switch self {
    case .importPolice, .synchronise, .hubDuringSync: 4
    case .buildRelease, .approveRelease, .writeTask: 3
    }
  }

  static func random(using random: inout some RandomNumberGenerator) -> KillMoment {
    let all = allCases.flatMap { Array(repeating: $0, count: $0.weight) }
    return all[Int.random(in: 0..<all.count, using: &random)]
  }
}

/// When a process is killed.
enum KillAim {
  /// So long after its start.
  case after(Duration)
  /// So long after it began to write to a database for that time, counted from 1.
  case inTransaction(number: Int, after: Duration)
  /// As soon as that transaction has ended, before the next that may belong to it.
  case afterTransaction(number: Int)

  /// Never, as far as a test can tell.
  static let leftAlone = KillAim.after(.seconds(3_600))

  /// A quarter of the kills come at any moment of the usual duration, a half soon after the
  /// beginning of one of the first transactions, a quarter right after the end of one.
  static func random(within usual: Duration, using random: inout some RandomNumberGenerator)
    -> KillAim
  {
    let choice = Int.random(in: 0..<4, using: &random)
    if choice == 0 { return .after(usual * Double.random(in: 0...1.1, using: &random)) }
    let number = Int.random(in: 1...3, using: &random)
    if choice == 1 { return .afterTransaction(number: number) }
    // Transactions last from one millisecond to some fifty.
    let longest = [1_000, 5_000, 25_000][Int.random(in: 0..<3, using: &random)]
    return .inTransaction(
      number: number, after: .microseconds(Int.random(in: 0...longest, using: &random)))
  }
}

/// What became of one attempt to kill.
struct KillOutcome {
  /// Whether it still ran and was killed.
  let isKilled: Bool
  /// Whether it was in the middle of a transaction then.
  let wasWriting: Bool
}

extension KillAim {
  /// Kills a process at that moment, or watches it end before.
  ///
  /// - Parameters:
  ///   - victim: Who is killed.
  ///   - worker: Whose end means that the moment is past; the victim itself, or its client.
  /// - Returns: What became of it.
  func kill(_ victim: KillProcess, while worker: KillProcess) -> KillOutcome {
    waitForMoment(victim, while: worker)
    if worker.poll() != nil { return KillOutcome(isKilled: false, wasWriting: false) }
    // Held still while it is looked at, so that what is seen is what is killed.
    Foundation.kill(victim.identifier, SIGSTOP)
    let wasWriting = victim.isWriting
    let isKilled = victim.end() == .killed
    return KillOutcome(isKilled: isKilled, wasWriting: isKilled && wasWriting)
  }

  private func waitForMoment(_ victim: KillProcess, while worker: KillProcess) {
    var deadline: ContinuousClock.Instant?
    if case .after(let delay) = self { deadline = worker.started + delay }
    var (begun, wasWriting) = (0, false)
    while worker.poll() == nil {
      let now = ContinuousClock.now
      if let deadline, now >= deadline { return }
      if deadline == nil {
        let isWriting = victim.isWriting
        if isWriting, !wasWriting { begun += 1 }
        wasWriting = isWriting
        deadline = moment(begun: begun, isWriting: isWriting, now)
      }
      usleep(100)
    }
  }

  /// When to kill, once that is known.
  private func moment(begun: Int, isWriting: Bool, _ now: ContinuousClock.Instant)
    -> ContinuousClock.Instant?
  {
    switch self {
    case .after: nil
    case .inTransaction(let number, let delay): begun == number ? now + delay : nil
    case .afterTransaction(let number): begun == number && !isWriting ? now : nil
    }
  }
}
