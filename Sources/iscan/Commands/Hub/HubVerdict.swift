import ArgumentParser
import Foundation
import HubService
import PartnershipRecords

struct HubVerdict: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verdict",
    abstract: "Decide about logs that were continued in two ways.",
    subcommands: [HubVerdictList.self, HubVerdictAccept.self])
}

struct HubVerdictList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the logs that were continued in two ways.",
    discussion: """
      A log is continued in two ways when a machine is brought back from a backup, or copied, and \
      both go on writing. First come those that wait for a decision.

        iscan hub verdict list
        iscan hub verdict list --json | jq 'map(select(.decision == null))'
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let verdicts = try home.hub().verdicts()
    try output.show(verdicts) {
      guard !verdicts.isEmpty else { return "No log was continued in two ways." }
      var table = TextTable(["In", "Log", "Of", "One history up to", "Ends after", "Decision"])
      for verdict in verdicts {
        table.add([
          verdict.scope, "\(verdict.logIndex)", verdict.partnership,
          verdict.certainUpTo.map { "\($0)" } ?? "not known yet",
          verdict.endsAfter.map { "\($0)" } ?? "",
          verdict.decision.map { "settled: the hub's decision \($0) there" } ?? "waits",
        ])
      }
      return table.text
    }
  }
}

struct HubVerdictAccept: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept",
    abstract: "Let count what the hub holds of a log that was continued in two ways.",
    discussion: """
      Everything that the hub holds of the partnership's log counts, and there the log ends. Both \
      machines go on with a log of their own from their next contact; what the hub does not hold is \
      repeated there by the machine that made it, with what its author had in view. So nothing is \
      lost, and what clashes is seen to clash. If a machine was stolen, revoke it instead.

        iscan hub verdict accept GAT
        iscan hub verdict accept GAT --yes
        iscan hub verdict accept GAT --dry-run

      Exit code 1: nothing waits for a decision there, or it was not confirmed.
      """)

  @OptionGroup var home: HomeOptions
  @Argument(help: "The partnership's reference, such as GAT.") var reference: String
  @Flag(help: "Only say what would be done.") var dryRun = false
  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let hub = try home.hub()
    let open = try hub.openForks().filter { $0.partnership == reference }
    let consequences = open.map {
      "In \($0.scope) the log of \(reference) ends after \(changes($0.endsAfter ?? 0)); what another "
        + "machine wrote in place of those after \($0.certainUpTo ?? 0) is repeated by that machine."
    }
    if dryRun { return try output.show(open) { consequences.joined(separator: "\n") } }
    if !open.isEmpty { try confirmation.confirm(reference, consequences) }
    let done = try hub.acceptFork(of: reference)
    try output.show(done) {
      """
      \(counted(done.count, "log", "logs")) of \(reference) \(done.count == 1 ? "is" : "are") settled.
      Next: have every machine of \(reference) run iscan sync run, or take in a bundle of yours: \
      iscan sync export --to \(reference).
      """
    }
  }
}
