import ArgumentParser
import SignedLogs

/// Chains, seals and strict reading of commits as they come from a peer.
struct MeasureVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Verify chains and seals.")

  @Option(help: "How many changes.") var changes = 65_536
  @Option(help: "Commits for each seal; 64 as nodes seal, 1024 as bulk runs may come.")
  var sealed = 64

  func run() throws {
    let scope = try MeasuredScope()
    var writers = scope.writers
    var turns: [Writers.Turn] = []
    for number in stride(from: 0, to: changes, by: Workload.turn) {
      turns.append(try writers.turn(from: number))
    }
    let runs = joined(turns)
    let meter = Meter()
    var count = 0
    for run in runs {
      count += try verifyRun(
        from: run.start, commits: run.commits, seals: [run.seal], logKey: run.logKey
      ).commits.count
    }
    let (wall, cpu) = (meter.wall, meter.cpu)
    guard count == turns.count * Workload.turn else {
      throw BenchmarkError.outcome("\(count) commits were accepted")
    }
    try show(["changes": Double(count), "wall": wall, "cpu": cpu])
  }

  /// Turns of one log put together until one seal covers as many commits as asked for.
  private func joined(_ turns: [Writers.Turn]) -> [Writers.Turn] {
    guard sealed > Workload.turn else { return turns }
    var byLog: [UInt32: [Writers.Turn]] = [:]
    for turn in turns { byLog[turn.start.logIndex, default: []].append(turn) }
    let each = sealed / Workload.turn
    return byLog.values.flatMap { turns in
      stride(from: 0, to: turns.count, by: each).map { first in
        let part = turns[first..<min(first + each, turns.count)]
        return Writers.Turn(
          start: part[first].start, commits: part.flatMap(\.commits),
          seal: part[part.endIndex - 1].seal, logKey: part[first].logKey)
      }
    }
  }
}
