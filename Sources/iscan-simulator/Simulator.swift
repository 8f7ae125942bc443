public import ArgumentParser
import Foundation
public import Simulation

@main
struct Simulator: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "iscan-simulator",
    abstract: "Runs seeded worlds of nodes and a hub in which everything goes wrong.",
    discussion: """
      Examples:
        iscan-simulator --seeds 1..20000 --jobs 2
        iscan-simulator --seed 4711 --log
        iscan-simulator --seed 4711 --shrink
        iscan-simulator --tiny

      A seed replays exactly, in any process. Exit codes: 0 everything held, 1 an invariant did not,
      64 not understood.
      """)

  @Option(help: "Runs one seed and prints its last events.") var seed: UInt64?
  @Option(help: "Runs a range of seeds, such as 1..1000.") var seeds: String?
  @Option(help: "Which store the replicas have: memory or sqlite.")
  var mode = StorageMode.memory
  @Option(help: "How many threads.") var jobs = 2
  @Option(help: "Begins no new seed after so many have failed.") var stopAfter = 20
  @Flag(help: "Prints every event of one seed, not only the last.") var log = false
  @Flag(help: "Makes a failing seed smaller and prints what is left of it.") var shrink = false
  @Flag(help: "Enumerates the tiny worlds instead of running seeds.") var tiny = false
  @Flag(help: "Prints a summary as JSON.") var json = false
  @Option(help: "Faults to leave out, separated by commas.") var without: String?
  @Flag(help: "On SQLite, trims no logs and lets nobody join by a snapshot at the end.")
  var noEpilogue = false
  @Option(help: "At most so many nodes.") var nodes: Int?
  @Option(help: "At most so many scopes.") var scopes: Int?
  @Option(help: "At most so many people at each node.") var people: Int?
  @Option(help: "At most so many steps.") var steps: Int?

  func run() throws {
    CrashNote.install()
    if tiny { return try enumerate() }
    if let seed { return try replay(seed) }
    try runAll()
  }

  private func limits() throws -> RunLimits {
    var limits = RunLimits()
    (limits.nodes, limits.scopes, limits.people, limits.steps) = (nodes, scopes, people, steps)
    limits.withoutEpilogue = noEpilogue
    limits.without = try Self.faults(without)
    return limits
  }

  private static func faults(_ list: String?) throws -> [Fault] {
    try (list ?? "").split(separator: ",").map { name in
      guard let fault = Fault(rawValue: String(name)) else {
        let names = Fault.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("There is no fault '\(name)'. There are: \(names).")
      }
      return fault
    }
  }

  private func replay(_ seed: UInt64) throws {
    CrashNote.note(job: 0, seed: seed)
    var limits = try limits()
    var result = SimulationRun.run(
      RunPlan(seed: seed, limits: limits), mode: mode, keepsLog: true)
    if shrink, var shrinker = Shrinker(result, limits: limits, mode: mode) {
      shrinker.shrink()
      limits = shrinker.limits
      result = SimulationRun.run(
        RunPlan(seed: seed, limits: limits), mode: mode, keepsLog: true)
    }
    print(result.plan)
    if shrink { print("replay: iscan-simulator --seed \(seed)\(limits.arguments(mode))") }
    for line in log ? result.lines[...] : result.lines.suffix(40) { print(line) }
    print("fingerprint \(String(result.fingerprint, radix: 16))")
    guard let violation = result.violation else { return print("every invariant held") }
    print("commit \(Self.commit)")
    print("FAILED \(violation)")
    throw ExitCode(1)
  }

  private func runAll() throws {
    guard let range = Self.range(seeds ?? "1..1000") else {
      throw ValidationError("Seeds are given as two numbers, the lower one first: 1..1000.")
    }
    let isWatched = isatty(STDERR_FILENO) != 0
    let summary = SeedBatch(mode: mode, limits: try limits(), jobs: jobs).run(
      range, failuresMax: stopAfter, began: { CrashNote.note(job: $0, seed: $1) },
      progress: { soFar in
        guard isWatched else { return }
        let line = "\r\(soFar.passed) of \(range.count) passed, \(soFar.failures.count) failed "
        FileHandle.standardError.write(Data(line.utf8))
      })
    if isWatched { FileHandle.standardError.write(Data("\n".utf8)) }
    try report(summary)
  }

  private func report(_ summary: BatchSummary) throws {
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      print(String(decoding: try encoder.encode(summary), as: UTF8.self))
    } else {
      let speed = summary.seconds > 0 ? Int(summary.virtualSeconds / summary.seconds) : 0
      print(
        "\(summary.mode.rawValue): seeds \(summary.first)..\(summary.last): \(summary.passed) passed, "
          + "\(summary.failures.count) failed in \(Int(summary.seconds)) s; "
          + "\(summary.sessions) sessions, \(summary.commits) commits, \(summary.looks) looks, "
          + "\(speed) times real time")
      for failure in summary.failures {
        print("FAILED seed \(failure.seed) \(failure.invariant.rawValue): \(failure.detail)")
      }
    }
    guard !summary.failures.isEmpty else { return }
    print("commit \(Self.commit); replay one with --seed, make it smaller with --shrink")
    throw ExitCode(1)
  }

  private func enumerate() throws {
    let outcome = TinyWorlds.enumerate { done in
      if isatty(STDERR_FILENO) != 0 {
        FileHandle.standardError.write(Data("\r\(done) worlds ".utf8))
      }
    }
    print("\(outcome.worlds) tiny worlds, \(outcome.states) states")
    guard let violation = outcome.violation else { return }
    print("commit \(Self.commit)")
    print("FAILED \(outcome.steps): \(violation)")
    throw ExitCode(1)
  }

  private static func range(_ text: String) -> ClosedRange<UInt64>? {
    let parts = text.components(separatedBy: "..").map { UInt64($0) }
    guard parts.count == 2, let first = parts[0], let last = parts[1], first <= last else {
      return nil
    }
    return first...last
  }

  /// The commit that was built, as far as this folder can tell.
  private static var commit: String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git", "describe", "--always", "--dirty", "--abbrev=40"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return "unknown" }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    return trimmed.isEmpty ? "unknown" : trimmed
  }
}

extension StorageMode: ExpressibleByArgument {}

extension RunLimits {
  /// The options that leave out the same.
  fileprivate func arguments(_ mode: StorageMode) -> String {
    var text = mode == .memory ? "" : " --mode \(mode.rawValue)"
    if let nodes { text += " --nodes \(nodes)" }
    if let scopes { text += " --scopes \(scopes)" }
    if let people { text += " --people \(people)" }
    if let steps { text += " --steps \(steps)" }
    if withoutEpilogue { text += " --no-epilogue" }
    if !without.isEmpty { text += " --without \(without.map(\.rawValue).joined(separator: ","))" }
    return text
  }
}
