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
        iscan hub redact GAT-T-0042 --attachment plan.pdf --ground "names a victim"
        iscan hub redact GAT-T-0042 --field description --ground "names a victim" --dry-run

      One change may hold several fields: each can be erased, one after the other. Where the words \
      stood, everybody then reads "erased", the ground and the day.

      Exit code 1: nothing is called so, nothing is left to erase there, or it was not confirmed.
      """)

  @OptionGroup var home: HomeOptions
  @Argument(help: "The task, such as GAT-T-0042.") var reference: String
  @Option(help: "The field, such as description or journal.") var field: String?
  @Option(help: "A file of the task's, by its name: content and name are erased.")
  var attachment: String?
  @Option(help: "Why, in words that say nothing of what is erased.") var ground: String
  @Flag(help: "Only say what would be done.") var dryRun = false
  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (field == nil) != (attachment == nil) else {
      throw ValidationError("Say what: either --field or --attachment.")
    }
  }

  private var target: WithdrawalTarget {
    get throws {
      if let attachment { return .attachment(attachment) }
      guard let name = TaskField(name: field ?? "") else {
        throw CommandError.fieldUnknown(field ?? "")
      }
      return .field(name.number)
    }
  }

  func run() throws {
    let target = try target
    let hub = try home.hub()
    try hub.check(ground: ground)
    let views = try hub.withdrawable(target, of: reference)
    let what = attachment == nil ? "words" : "part of the file"
    let sentences = views.map {
      "In \($0.scope) change \($0.change) of \($0.author) loses its \(what) about \(reference)."
    }
    guard !views.isEmpty else {
      throw HubServiceError.nothingToErase(
        attachment.map { "the file \($0) of \(reference)" }
          ?? "the \(field ?? "field") of \(reference)")
    }
    if dryRun { return try output.show(views) { sentences.joined(separator: "\n") } }
    try confirmation.confirm(reference, sentences)
    let done = try hub.redact(target, of: reference, ground: ground)
    try output.show(done) {
      let what = done.count == 1 ? "1 change is" : "\(done.count) changes are"
      return "\(what) withdrawn. Members erase the words when they next synchronise, or take a "
        + "bundle of yours in: iscan sync status says who has not yet."
    }
  }
}
