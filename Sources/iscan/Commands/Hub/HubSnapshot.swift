import ArgumentParser
import Foundation
import HubService

struct HubSnapshot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshot", abstract: "Keep what every scope has come to, for nodes that join.",
    discussion: """
      A node that joins takes a snapshot and what came after it, rather than all that was ever \
      written. So that nobody has to trust the hub alone, members at the same place make it anew from \
      their own logs and sign that they found the same; then it is pointed out to those who join.

        iscan hub snapshot                # make them now
        iscan hub snapshot --list         # those kept, and who has witnessed them
        iscan hub snapshot --declare      # point out those that were witnessed
      """)

  @OptionGroup var home: HomeOptions
  @Flag(help: "Only list those that are kept.") var list = false
  @Flag(help: "Point out to those who join what members have witnessed.") var declare = false
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard !list || !declare else { throw ValidationError("Give --list or --declare, not both.") }
  }

  func run() throws {
    let hub = try home.hub()
    let snapshots =
      declare
      ? try hub.declareSnapshots() : list ? try hub.snapshots() : try hub.makeSnapshots()
    try output.show(snapshots) {
      guard !snapshots.isEmpty else { return "No snapshot is kept: iscan hub snapshot." }
      var table = TextTable(["Scope", "Rows", "Bytes", "Witnessed by", ""], numbers: [1, 2])
      for snapshot in snapshots {
        table.add([
          snapshot.scope, "\(snapshot.rows)", "\(snapshot.bytes)",
          snapshot.witnesses.joined(separator: ", "), snapshot.isDeclared ? "declared" : "",
        ])
      }
      return table.text
    }
  }
}
