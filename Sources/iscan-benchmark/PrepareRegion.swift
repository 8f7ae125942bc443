import ArgumentParser
import Foundation
import GRDB
import HubService
import HubStore
import ReplicaStore
import SignedLogs
import SyncProtocol

/// A hub that holds many changes, and three nodes that have just enrolled and hold none.
struct PrepareRegion: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "region",
    abstract: "Set up a hub with a history, and three nodes that have none of it.")

  @Option(help: "A folder; the hub comes to hub, the nodes to node, witness-1 and witness-2.")
  var folder: String
  @Option(help: "Where nodes will call, on 127.0.0.1.") var port: Int
  @Option(help: "How many changes the hub holds.") var changes = 1_000_000

  func run() async throws {
    let folder = URL(filePath: folder)
    let region = try MeasuredRegion(settingUp: folder.appending(path: "hub"), port: port)
    var writers = try region.admitWriters()
    let keeper = ReplicaKeeper(region.hub.database.writer, rules: .init())
    let meter = Meter()
    for number in stride(from: 0, to: changes, by: Workload.turn) {
      let turn = try writers.turn(from: number)
      let run = try verifyRun(
        from: turn.start, commits: turn.commits, seals: [turn.seal], logKey: turn.logKey)
      _ = try await keeper.apply(.commits(writers.scope, [run]))
    }
    try region.join(folder.appending(path: "node"), number: 0)
    try region.join(folder.appending(path: "witness-1"), number: 1)
    try region.join(folder.appending(path: "witness-2"), number: 2)
    try show(["changes": Double(changes), "wall": meter.wall, "cpu": meter.cpu])
  }
}
