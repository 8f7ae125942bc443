import Foundation

/// How often each kind of work was really interrupted, and what was found wrong.
struct KillReport {
  struct Tally {
    var attempts = 0
    var killed = 0
    /// Of the killed: in the middle of a transaction.
    var inTransaction = 0
    /// Of the killed: had made something durable, although they never said so.
    var leftSomething = 0
  }

  private(set) var tallies: [KillMoment: Tally] = [:]
  var faults: [String] = []
  var duration: Duration = .zero

  var kills: Int { tallies.values.reduce(0) { $0 + $1.killed } }
  var attempts: Int { tallies.values.reduce(0) { $0 + $1.attempts } }
  var inTransaction: Int { tallies.values.reduce(0) { $0 + $1.inTransaction } }

  func killed(_ moment: KillMoment) -> Int { tallies[moment]?.killed ?? 0 }

  mutating func count(_ moment: KillMoment, _ outcome: KillOutcome, leftSomething: Bool) {
    var tally = tallies[moment] ?? Tally()
    tally.attempts += 1
    if outcome.isKilled {
      tally.killed += 1
      if outcome.wasWriting { tally.inTransaction += 1 }
      if leftSomething { tally.leftSomething += 1 }
    }
    tallies[moment] = tally
  }

  var text: String {
    let columns = ["ended", "killed", "writing", "left something"]
    var lines = [row("", columns)]
    for moment in KillMoment.allCases {
      let tally = tallies[moment] ?? Tally()
      let ended = tally.attempts - tally.killed
      lines.append(
        row(
          moment.rawValue,
          [ended, tally.killed, tally.inTransaction, tally.leftSomething].map(String.init)))
    }
    lines.append("\(kills) kills in \(duration.formatted(.time(pattern: .minuteSecond)))")
    return lines.joined(separator: "\n")
  }

  private func row(_ name: String, _ cells: [String]) -> String {
    name.padding(toLength: 26, withPad: " ", startingAt: 0)
      + cells.map { String(repeating: " ", count: max(0, 16 - $0.count)) + $0 }.joined()
  }
}
