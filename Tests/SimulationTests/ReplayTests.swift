import Foundation
import Simulation
import Testing

@Suite("Seeds")
struct ReplayTests {
  @Test("Every invariant holds in the first worlds", arguments: 1...40)
  func firstSeeds(seed: Int) {
    let result = SimulationRun.run(RunPlan(seed: UInt64(seed)), mode: .memory)
    #expect(result.violation == nil, "seed \(seed)")
  }

  @Test("A seed replays exactly, event by event, in another process")
  func replay() throws {
    for seed in ["3", "17"] {
      let first = try SimulatorProcess.run(["--seed", seed, "--log"])
      let second = try SimulatorProcess.run(["--seed", seed, "--log"])
      #expect(first.status == 0)
      #expect(first.output == second.output)
      #expect(first.output.contains("fingerprint"))
    }
  }

  @Test("A plan without a fault has none, and keeps the rest")
  func leavingOut() throws {
    let whole = RunPlan(seed: 12)
    let fault = try #require(whole.faults.first?.fault)
    var limits = RunLimits()
    limits.without = [fault]
    limits.steps = 5
    let smaller = RunPlan(seed: 12, limits: limits)
    #expect(smaller.faults.map(\.fault) == whole.faults.map(\.fault).filter { $0 != fault })
    #expect(smaller.steps == 5)
    #expect(smaller.nodes == whole.nodes)
  }

  @Test("Every world of two edits holds, with every way of synchronising between them")
  func tinyWorlds() {
    let outcome = TinyWorlds.enumerate(edits: 2)
    // 3 replicas, the first field, 3 ways to go on; then 3 replicas, 2 fields, 3 ways.
    #expect(outcome.worlds == 9 * 18)
    #expect(outcome.violation == nil, "\(outcome.steps)")
  }

  @Test("Seeds that failed once hold now", arguments: Regression.all)
  func regressions(regression: Regression) throws {
    let result = try SimulatorProcess.run(regression.arguments)
    #expect(result.status == 0, "\(regression): \(result.output.suffix(400))")
  }

  @Test("What is not understood is said with code 64")
  func usage() throws {
    #expect(try SimulatorProcess.run(["--seeds", "9..1"]).status == 64)
    #expect(try SimulatorProcess.run(["--seed", "1", "--without", "rain"]).status == 64)
  }
}

/// Arguments of the simulator that showed a fault once.
struct Regression: CustomTestStringConvertible {
  let name: String
  let arguments: [String]

  var testDescription: String { "\(name): \(arguments.joined(separator: " "))" }

  static let all: [Regression] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Regressions")
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".seeds") }.sorted().flatMap { file in
      let text = (try? String(contentsOf: folder.appending(path: file), encoding: .utf8)) ?? ""
      return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
        Regression(
          name: String(file.dropLast(6)), arguments: $0.split(separator: " ").map(String.init))
      }
    }
  }()
}
