import ArgumentParser

/// Bytes of frames, before TLS: live changes, batches, bulk, and a session without changes.
struct MeasureSizes: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sizes", abstract: "Count bytes of frames for changes and sessions.")

  @Option(help: "A folder for two databases.") var folder: String
  @Option(help: "How many changes the bulk has.") var changes = 12_800

  func run() async throws {
    let pair = try await ReplicaPair(in: folder)
    var writers = pair.scope.writers
    var number = 0
    while number < changes {
      try await pair.apply(try writers.turn(from: number))
      number += Workload.turn
    }
    let bulk = try await pair.synchronise()
    // A change that stands alone: its author had seen all before it, and seals it by itself.
    var live = 0
    for step in number..<number + Workload.turn {
      try await pair.apply(try writers.turn(from: step, count: 1))
      live += try bytes(of: try await pair.synchronise())
    }
    number += Workload.turn
    var batch = 0
    for first in stride(from: number, to: number + 8 * Workload.turn, by: Workload.turn) {
      try await pair.apply(try writers.turn(from: first))
      batch += try bytes(of: try await pair.synchronise())
    }
    let quiet = try await pair.synchronise()
    try show([
      "live": Double(live) / Double(Workload.turn),
      "batch": Double(batch) / Double(8 * Workload.turn),
      "bulkCompressed": Double(try bytes(of: bulk)) / Double(changes),
      "quietUp": Double(quiet.bytes(from: 0)), "quietDown": Double(quiet.bytes(from: 1)),
      "quietRoundTrips": Double(quiet.roundTrips), "history": Double(number + 8 * Workload.turn),
    ])
  }

  /// Of the frames with commits, as the hub sent them.
  private func bytes(of exchange: Exchange) throws -> Int {
    try exchange.runFrames(from: 1).reduce(0) { $0 + $1.count }
  }
}
