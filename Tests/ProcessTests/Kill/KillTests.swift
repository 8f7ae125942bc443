import Foundation
import Testing

@Suite("Killing any process at a random moment", .serialized)
struct KillTests {
  /// How often; ISCAN_KILLS asks for another number.
  private static let kills = number("ISCAN_KILLS") ?? 200
  /// The same seed makes the same choices; the moments still depend on the machine.
  private static let seed = UInt64(number("ISCAN_KILL_SEED") ?? 20_261_124)

  private static func number(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap(Int.init)
  }

  @Test(
    "loses nothing acknowledged, draws no noise twice, and leaves both databases consistent",
    .timeLimit(.minutes(20)))
  func anyProcessAtAnyMoment() async throws {
    let (report, unnoticed) = try await KillThread.run { folder, program in
      let region = try KillRegion(program: program, folder: folder, months: 12)
      defer { region.stopHub() }
      var story = try KillStory(region, seed: Self.seed)
      try story.kill(times: Self.kills)
      guard story.report.faults.isEmpty else { return (story.report, [String]()) }
      try story.settle()
      // The checks are tried too, on copies that somebody has damaged.
      let tasks = try story.tasks(at: region.nodes[0])
      return (story.report, try story.unnoticed() + story.unnoticedTasks(tasks))
    }
    print("Kills with seed \(Self.seed):\n\(report.text)")
    try #require(report.faults == [])
    #expect(unnoticed == [])
    #expect(report.kills == Self.kills)
    // Otherwise the test says less than its name: some of each kind, and some in a transaction.
    for moment in KillMoment.allCases where Self.kills >= 100 {
      #expect(report.killed(moment) > 0, "\(moment.rawValue)")
    }
    #expect(report.inTransaction >= Self.kills / 10)
  }
}

/// Work that blocks, on a thread of its own: the tests beside it go on.
enum KillThread {
  /// Runs `body` with a new folder, which is removed afterwards, and the built program.
  static func run<Result: Sendable>(
    _ body: @escaping @Sendable (_ folder: URL, _ program: String) throws -> Result
  ) async throws -> Result {
    let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let program = URL(filePath: bundle).deletingLastPathComponent().appending(path: "iscan").path
    guard FileManager.default.isExecutableFile(atPath: program) else {
      throw KillFault("There is no program at \(program): build it first.")
    }
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        let folder = FileManager.default.temporaryDirectory
          .appending(path: "iscan-kill-\(UUID().uuidString)")
        continuation.resume(
          with: Swift.Result {
            try FileManager.default.createDirectory(
              at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            return try body(folder, program)
          })
      }
    }
  }
}
