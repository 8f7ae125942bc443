import ArgumentParser
import BusinessCycle
import Foundation
import HubService

struct HubRedact: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "redact",
    abstract: "Have words erased everywhere that should not have been written.",
    discussion: """
      For a name, or anything else about a person, in a text that partnerships share. Every member \
      that hears of it erases the words; what else the same changes did stays, and the logs still \
      verify. What somebody has read, printed or copied cannot be called back. The ground is read by \
      everybody: do not repeat the words in it.

        iscan hub redact GAT-T-0042 --field description --ground "names a victim"
        iscan hub redact GAT-T-0042 --field journal --ground "names a victim" --yes
        iscan hub redact GAT-T-0042 --field description --ground "names a victim" --dry-run

      Exit code 1: nothing is called so, or it was not confirmed.
      """)

  @OptionGroup var home: HomeOptions
  @Argument(help: "The task, such as GAT-T-0042.") var reference: String
  @Option(help: "The field, such as description or journal.") var field: String
  @Option(help: "Why, in words that say nothing of what is erased.") var ground: String
  @Flag(help: "Only say what would be done.") var dryRun = false
  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    guard let name = TaskField(name: field) else { throw CommandError.fieldUnknown(field) }
    let hub = try home.hub()
    let views = try hub.withdrawable(reference, field: name.number)
    let sentences = views.map {
      "In \($0.scope) change \($0.change) of \($0.author) loses its words about \(reference)."
    }
    guard !views.isEmpty, !dryRun else {
      return try output.show(views) {
        views.isEmpty ? "There are no words to erase." : sentences.joined(separator: "\n")
      }
    }
    try confirmation.confirm(reference, sentences)
    let done = try hub.redact(reference, field: name.number, ground: ground)
    try output.show(done) {
      "\(done.count) changes are withdrawn. Members erase them when they next synchronise."
    }
  }
}

struct HubVerdict: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verdict",
    abstract: "See what was decided about logs that were continued in two ways.",
    subcommands: [HubVerdictList.self])
}

struct HubVerdictList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the verdicts, scope by scope.",
    discussion: """
      A log is continued in two ways when a node is restored from a backup, or copied. The verdict \
      says where it ends; nothing is lost, since its author writes the rest again.

        iscan hub verdict list
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let verdicts = try home.hub().verdicts()
    try output.show(verdicts) {
      guard !verdicts.isEmpty else { return "No log was continued in two ways." }
      var table = TextTable(["In", "Log", "Of", "Certain up to", "Ends after", "Decision"])
      for verdict in verdicts {
        table.add([
          verdict.scope, "\(verdict.logIndex)", verdict.partnership, "\(verdict.certainUpTo)",
          verdict.endsAfter.map { "\($0)" } ?? "", "\(verdict.decision)",
        ])
      }
      return table.text
    }
  }
}
