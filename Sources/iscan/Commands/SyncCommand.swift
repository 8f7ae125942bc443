import ArgumentParser
import BusinessCycle
import Foundation
import NodeService
import PartnershipRecords
import ReplicaStore

/// `iscan sync`.
struct SyncCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Exchange shared records with the hub, and settle clashes.",
    subcommands: [
      SyncRun.self, SyncStatusCommand.self, SyncQueue.self, SyncExplain.self,
      SyncConflicts.self, SyncResolve.self, SyncLog.self, SyncExport.self, SyncImport.self,
      SyncInspect.self, SyncVerify.self,
    ])
}

struct SyncRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Exchange with the hub now.",
    discussion: """
      Sends what was shared here, fetches what others shared and what the hub decided. iscan serve does \
      it too. Without a line: iscan sync export.

        iscan sync run
        iscan sync run --json | jq .openConflicts

      Exit codes: 0 both sides hold the same; 2 the same, and something was left out or has to be known; \
      3 the hub refused; 4 the hub cannot be reached.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let report = try await home.node().synchronise()
    try output.show(report) {
      var lines = [
        "Level with the hub at \(report.hub): \(changes(report.commitsSent)) sent, "
          + "\(report.commitsReceived) received."
      ]
      if !report.releasesDelivered.isEmpty {
        lines.append("The hub holds \(report.releasesDelivered.joined(separator: ", ")) now.")
      }
      if report.openConflicts > 0 {
        lines.append("\(parallelUpdates(report.openConflicts)): iscan sync conflicts.")
      }
      return (lines + report.notices).joined(separator: "\n")
    }
    if !report.notices.isEmpty { throw ExitStatus.setAside }
  }
}

struct SyncResolve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve", abstract: "Decide a conflict; the decision holds everywhere.",
    discussion: """
      Whose decision it is: the tactical chair of the partnership that shared the task; nobody else \
      settles it, and no rule does. iscan sync conflicts shows what there is to decide.

        iscan sync resolve MIL-T-0061 --field status --value blocked \\
          --comment "the gap on the other side is open" --as tactical-chair
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var actor: ActorOptions
  @Argument(help: "The task, such as GAT-T-0042.") var task: String
  @Option(help: "The field, such as status.") var field: String
  @Option(help: "The value that shall hold.") var value: String
  @Option(help: "Why; goes into the task's journal.") var comment: String
  @OptionGroup var output: OutputOptions

  func run() throws {
    let node = try home.node()
    guard let name = TaskField(name: field) else { throw CommandError.fieldUnknown(field) }
    let person = try actor.actor(of: node, to: .decide, .task)
    try node.resolve(
      name, of: task, to: try TaskWords.parse(value, for: name), comment: comment, by: person)
    let send = try node.route().send
    try output.show(["task": task, "field": field, "value": value]) {
      "The \(name.inWords) of \(task) is \(value). For the others to hear of it: \(send)"
    }
  }
}
