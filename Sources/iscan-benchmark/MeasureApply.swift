import ArgumentParser
import Foundation
import GRDB
import ReplicaStore
import SignedLogs
import SyncProtocol

/// Verify, authorise and apply durably, upon a history of any length.
struct MeasureApply: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Verify, authorise and durably apply changes.")

  @Option(help: "Where to put the database; it stays for what is measured next.")
  var folder: String
  @Option(help: "How many changes are there already.") var history = 10_000
  @Option(help: "How many come upon them.") var changes = 25_600

  func run() async throws {
    let scope = try MeasuredScope()
    let database = try ReplicaPair.database(URL(filePath: folder))
    try scope.found(in: database)
    let keeper = ReplicaKeeper(database, rules: .init())
    var writers = scope.writers
    let building = Meter()
    var number = 0
    while number < history {
      try await apply(try writers.turn(from: number), keeper, scope.scope)
      number += Workload.turn
    }
    let built = building.wall
    var turns: [Writers.Turn] = []
    while number < history + changes {
      turns.append(try writers.turn(from: number))
      number += Workload.turn
    }
    let meter = Meter()
    for turn in turns { try await apply(turn, keeper, scope.scope) }
    try show([
      "changes": Double(turns.count * Workload.turn), "wall": meter.wall, "cpu": meter.cpu,
      "history": Double(history), "built": built,
    ])
  }

  /// What a session does with a run that has come: verify it, and have the keeper make it durable.
  private func apply(_ turn: Writers.Turn, _ keeper: ReplicaKeeper, _ scope: ScopeID) async throws {
    let run = try verifyRun(
      from: turn.start, commits: turn.commits, seals: [turn.seal], logKey: turn.logKey)
    _ = try await keeper.apply(.commits(scope, [run]))
  }
}
