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
      SyncConflicts.self, SyncResolve.self,
    ])
}

struct SyncRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Exchange with the hub now.",
    discussion: "Exit code 3: the hub refused. Exit code 4: the hub cannot be reached.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let report = try await home.node().synchronise()
    try output.show(report) {
      var lines = [
        "Level with the hub at \(report.hub): \(report.commitsSent) changes sent, "
          + "\(report.commitsReceived) received."
      ]
      if !report.releasesDelivered.isEmpty {
        lines.append("The hub holds \(report.releasesDelivered.joined(separator: ", ")) now.")
      }
      if report.openConflicts > 0 {
        lines.append("\(report.openConflicts) open conflicts: iscan sync conflicts.")
      }
      return (lines + report.notices).joined(separator: "\n")
    }
    if !report.notices.isEmpty { throw ExitStatus.setAside }
  }
}

struct SyncStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say how this node stands with its region.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let state = try home.node().syncState()
    try output.show(state) {
      var lines = [
        "Region        \(state.region ?? "none yet")",
        "Hub           \(state.hub ?? "-")",
        "Fingerprint   \(state.fingerprint)",
        "Last contact  \(state.lastContact.map(plain) ?? "never")",
        "Last session  \(state.lastOutcome ?? "-") \(state.lastCode ?? "")",
        "Waiting       \(state.waiting)",
        "Conflicts     \(state.openConflicts)",
      ]
      for scope in state.scopes {
        let vector = scope.logs.map { "\($0.partnership):\($0.held)" }.joined(separator: ", ")
        lines += ["", "\(scope.name) (\(scope.kind)): {\(vector)}"]
      }
      return lines.joined(separator: "\n")
    }
  }
}

struct SyncQueue: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queue", abstract: "List what was made here and is not at the hub yet.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let waiting = try home.node().waitingRecords()
    try output.show(waiting) {
      guard !waiting.isEmpty else { return "Nothing waits: the hub holds all of it." }
      var table = TextTable(["Reference", "Kind", "Since", "Why"])
      for record in waiting {
        table.add([record.reference, record.kind, plain(record.since), record.reason])
      }
      return table.text
    }
  }
}

struct SyncExplain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say of a task or release where it is, why it has not left, and what to do.")

  @OptionGroup var home: HomeOptions
  @Argument(help: "Such as GAT-T-0042 or police-2022-03-F.") var reference: String
  @OptionGroup var output: OutputOptions

  func run() throws {
    let lines = try home.node().explain(reference)
    try output.show(lines) { lines.joined(separator: "\n") }
  }
}

struct SyncConflicts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflicts",
    abstract: "Show what people wrote apart from each other, with what all had before.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let conflicts = try home.node().tasksInConflict().flatMap(ConflictLine.lines)
    try output.show(conflicts) {
      guard !conflicts.isEmpty else { return "Nobody disagrees." }
      return conflicts.map(\.text).joined(separator: "\n\n")
    }
  }
}

/// One conflict as commands show it.
struct ConflictLine: Codable {
  struct Side: Codable {
    let value: String
    let author: String
    let writtenAt: Date
  }

  let task: String
  let title: String
  let field: String
  /// Whether a person must decide; otherwise a rule did.
  let needsDecision: Bool
  let base: [String]
  let sides: [Side]
  let shown: String?
  let rule: String

  static func lines(of task: TaskView) -> [ConflictLine] {
    task.conflicts.map { conflict in
      ConflictLine(
        task: task.reference, title: task.values[.title].map(TaskWords.value) ?? "",
        field: conflict.field.name, needsDecision: conflict.provisional.hardness == .hard,
        base: conflict.base.map(TaskWords.value),
        sides: conflict.sides.map {
          Side(value: TaskWords.value($0.value), author: $0.author, writtenAt: $0.writtenAt)
        }, shown: conflict.provisional.value.map(TaskWords.value),
        rule: conflict.provisional.explanation)
    }
  }

  var text: String {
    var lines = ["\(task) \(title): \(field)" + (needsDecision ? " (to be decided)" : "")]
    lines.append("  before   \(base.isEmpty ? "nothing" : base.joined(separator: "; "))")
    for side in sides {
      lines.append("  \(side.author) wrote \(side.value) on \(plain(side.writtenAt))")
    }
    lines.append("  shown    \(shown ?? "nothing"). \(rule)")
    return lines.joined(separator: "\n")
  }
}

struct SyncResolve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve", abstract: "Decide a conflict; the decision holds everywhere.",
    discussion: """
      Whose decision it is: the tactical chair of the partnership that shared the task.

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
    try output.show(["task": task, "field": field, "value": value]) {
      "The \(name.inWords) of \(task) is \(value). Run iscan sync run to tell the others."
    }
  }
}
