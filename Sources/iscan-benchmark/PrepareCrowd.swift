import ArgumentParser
import Foundation

/// A hub and many enrolled nodes.
struct PrepareCrowd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crowd", abstract: "Set up a hub and enrol many nodes, whose keys go to a file.")

  @Option(help: "A folder; the hub comes to hub, the nodes' keys to crowd.json.") var folder: String
  @Option(help: "Where nodes will call, on 127.0.0.1.") var port: Int
  @Option(help: "How many nodes; at most 17,576.") var nodes = 10_000

  func run() throws {
    let folder = URL(filePath: folder)
    let meter = Meter()
    let region = try MeasuredRegion(settingUp: folder.appending(path: "hub"), port: port)
    let crowd = try Crowd(joining: region, count: nodes)
    try JSONEncoder().encode(crowd).write(to: folder.appending(path: "crowd.json"))
    try show(["nodes": Double(nodes), "wall": meter.wall, "cpu": meter.cpu])
  }
}
