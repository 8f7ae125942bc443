internal import HubService
import ArgumentParser
import BusinessCycle
import Foundation
import NodeService
import PartnershipRecords
import ReplicaStore

/// `iscan task`.
struct TaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task", abstract: "Who does what by when, here or shared with others.",
    subcommands: [
      TaskNew.self, TaskShare.self, TaskUpdateCommand.self, TaskList.self, TaskShow.self,
      TaskAttach.self, TaskAttachments.self, TaskAttachmentCommand.self,
    ])
}

/// The fields of a task as options.
struct TaskOptions: ParsableArguments {
  @Option(help: "What is to be done, in a few words.") var title: String?
  @Option(help: "What it is about.") var description: String?
  @Option(help: "Where it stands, such as in-progress.") var status: String?
  @Option(help: "By when, such as 2022-11-30.") var due: String?
  @Option(help: "Who is accountable, by job, such as \"parks manager\".") var owner: String?
  @Option(help: "The agency in the lead, such as council.") var leadAgency: String?
  @Option(help: "1 (first) to 3.") var priority: String?
  @Option(help: "The code of an area.") var area: String?
  @Option(help: "A category, such as burglary.") var category: String?
  @Option(help: "A partner who helps; may be repeated.") var partner: [String] = []
  @Option(help: "A tag; may be repeated.") var tag: [String] = []
  @Option(help: "An entry for the journal.") var note: String?
  @Option(help: "How another's part stands, as PLACE:red, PLACE:amber or PLACE:green.")
  var rating: [String] = []

  func change() throws -> TaskChange {
    let typed: [(TaskField, String?)] = [
      (.title, title), (.description, description), (.status, status), (.due, due),
      (.owner, owner), (.leadAgency, leadAgency), (.priority, priority), (.area, area),
      (.category, category),
    ]
    var change = TaskChange(note: note)
    for (field, text) in typed {
      guard let text else { continue }
      change.values[field] = try TaskWords.parse(text, for: field)
    }
    for text in rating {
      let parts = text.split(separator: ":")
      guard parts.count == 2, let field = TaskField(name: "rating-\(parts[0])") else {
        throw CommandError.valueUnreadable(field: "rating", expected: "PLACE:red|amber|green")
      }
      change.values[field] = try TaskWords.parse(String(parts[1]), for: field)
    }
    if !partner.isEmpty {
      change.additions[.partners] = try partner.map { try TaskWords.parse($0, for: .partners) }
    }
    if !tag.isEmpty {
      change.additions[.tags] = try tag.map { try TaskWords.parse($0, for: .tags) }
    }
    return change
  }
}

/// What partners wrote apart into one field of a task, and a rule decided, as commands show it.
struct RuleDecision: Codable {
  struct Side: Codable {
    let value: String
    let author: String
    let writtenAt: Date
  }

  let field: String
  /// What holds.
  let shown: String?
  let rule: String
  let sides: [Side]

  // For a person, not for programs.
  private var inWords = ""
  private var sidesInWords: [String] = []

  private enum CodingKeys: CodingKey { case field, shown, rule, sides }

  init(_ conflict: TaskView.Conflict) {
    let name = conflict.field
    field = name.name
    shown = conflict.provisional.value.map(TaskWords.value)
    rule = conflict.provisional.explanation
    sides = conflict.sides.map {
      Side(value: TaskWords.value($0.value), author: $0.author, writtenAt: $0.writtenAt)
    }
    inWords =
      "the \(name.inWords): "
      + (conflict.provisional.value.map { TaskWords.inWords($0, name) } ?? "no value")
    sidesInWords = conflict.sides.map { TaskWords.inWords($0.value, name) }
  }

  var lines: [String] {
    ["  ~ a rule decided \(inWords.inOneLine) holds. \(rule)"]
      + zip(sides, sidesInWords).map { side, words in
        "    \(side.author) wrote \(words.inOneLine) on \(plain(side.writtenAt)) by their clock"
      }
  }
}

/// A task as commands show it.
struct TaskLine: Codable {
  struct Entry: Codable {
    let text: String
    let author: String
    let writtenAt: Date
  }

  let reference: String
  /// Its name everywhere.
  let name: String
  /// Whether another task here has the same reference.
  let hasNamesake: Bool
  let isShared: Bool
  let fields: [String: String]
  let sets: [String: [String]]
  let journal: [Entry]
  let attachments: [AttachmentLine]
  let openConflicts: [String]
  /// What partners wrote apart and a rule decided: who wrote what.
  let decidedByRule: [RuleDecision]

  init(_ task: TaskView) {
    reference = task.reference
    name = task.fullName
    hasNamesake = task.hasNamesake
    isShared = task.scope != nil
    fields = Dictionary(
      task.values.map { ($0.key.name, TaskWords.value($0.value)) }, uniquingKeysWith: { $1 })
    sets = Dictionary(
      task.elements.map { ($0.key.name, $0.value.map(TaskWords.value)) },
      uniquingKeysWith: { $1 })
    journal = task.journal.map {
      Entry(text: $0.text, author: $0.author, writtenAt: $0.writtenAt)
    }
    attachments = AttachmentLine.lines(of: task)
    openConflicts = task.openConflicts.map(\.field.name)
    decidedByRule = task.decidedByRule.map(RuleDecision.init)
  }

  /// What it is called in a text.
  var called: String { hasNamesake ? "\(reference) (\(name))" : reference }

  /// What a list says of it.
  var standing: String {
    guard openConflicts.isEmpty else { return "disagreement" }
    guard isShared else { return "here only" }
    return decidedByRule.isEmpty ? "" : "a rule decided"
  }

  var text: String {
    let title = (fields["title"] ?? "").inOneLine
    var lines = ["\(called) \(title)" + (isShared ? "" : " (here only)")]
    for field in TaskField.named where field != .title {
      if let value = fields[field.name] { lines.append("  \(field.inWords): \(value.inOneLine)") }
      if let values = sets[field.name] {
        lines.append("  \(field.inWords): \(values.joined(separator: ", ").inOneLine)")
      }
    }
    for entry in journal {
      lines.append("  \(plain(entry.writtenAt)) \(entry.author): \(entry.text.inOneLine)")
    }
    for file in attachments {
      if let erased = file.erased {
        lines.append("  attached by \(file.author): \(erased.inOneLine)")
        continue
      }
      let bytes = counted(file.bytes, "byte", "bytes")
      lines.append("  attached by \(file.author): \(file.name.inOneLine), \(bytes)")
    }
    for field in openConflicts { lines.append("  ! partners disagree about the \(field)") }
    lines += decidedByRule.flatMap(\.lines)
    return lines.joined(separator: "\n")
  }
}

struct TaskNew: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Make a task; it stays here until it is shared.",
    discussion: """
        iscan task new --title "Close quarry access" --due 2022-11-30 --owner "parks manager"
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var actor: ActorOptions
  @OptionGroup var fields: TaskOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard fields.title != nil else { throw ValidationError("A task needs a --title.") }
  }

  func run() throws {
    let node = try home.node()
    let person = try actor.actor(of: node, to: .create, .task)
    let reference = try node.createTask(try fields.change(), by: person)
    // Others may call a task of theirs the same.
    try output.show(TaskLine(try node.task("here/\(reference)"))) {
      let made = "\(reference) is made. Share it with iscan task share \(reference)."
      return try node.numberingInWords().map { "\(made) \($0)" } ?? made
    }
  }
}

struct TaskShare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "share", abstract: "Share a task with a group of partnerships.",
    discussion: """
      All of the task goes to every member of the group, and stays in its logs. A task is shared \
      with one group only.

        iscan task share GAT-T-0042
        iscan task share GAT-T-0042 --with "Both Coasts"     # where there are several groups
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var actor: ActorOptions
  @Argument(help: "The task, such as GAT-T-0042.") var task: String
  @Option(help: "The group's name; the only one unless given.") var with: String?
  @OptionGroup var output: OutputOptions

  func run() throws {
    let node = try home.node()
    let person = try actor.actor(of: node, to: .update, .task)
    let shared = try node.shareTask(task, with: with, by: person)
    let leaves = try node.howItLeaves(shared.fullName)
    try output.show(TaskLine(shared)) {
      "\(task) is shared. \(leaves)"
    }
  }
}

struct TaskUpdateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Change a task, or add to its journal.",
    discussion: """
        iscan task update GAT-T-0042 --status done --note "gate fixed"
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var actor: ActorOptions
  @Argument(help: "The task, such as GAT-T-0042.") var task: String
  @OptionGroup var fields: TaskOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let change = try fields.change()
    guard !change.isEmpty else { throw ValidationError("Say what to change.") }
    let node = try home.node()
    try node.updateTask(task, change, by: try actor.person(of: node, for: .update, .task))
    let line = TaskLine(try node.task(task))
    try output.show(line) { line.text }
  }
}

struct TaskList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List tasks: those shared, and those that are here only.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let tasks = (home.isHub ? try home.hub().tasks() : try home.node().tasks()).map(TaskLine.init)
    try output.show(tasks) {
      var table = TextTable(["Task", "Title", "Status", "Due", "Owner", ""])
      for task in tasks {
        table.add([
          task.called, task.fields["title"] ?? "", task.fields["status"] ?? "",
          task.fields["due"] ?? "", task.fields["owner"] ?? "",
          task.standing,
        ])
      }
      return tasks.isEmpty ? "There are no tasks." : table.text
    }
  }
}

struct TaskShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one task with its journal.",
    discussion: """
      Where copies of one machine gave a reference twice, both tasks are shown, each with its name \
      everywhere in brackets, and --json prints an array; commands take that name in place of the \
      reference.

        iscan task show GAT-T-0042
        iscan task show 5d41402abc4b2a76/2.17.0
      """)

  @OptionGroup var home: HomeOptions
  @Argument(help: "The task, such as GAT-T-0042.") var task: String
  @OptionGroup var output: OutputOptions

  func run() throws {
    let found =
      home.isHub ? try home.hub().tasks(called: task) : try home.node().tasks(called: task)
    let lines = found.map(TaskLine.init)
    guard lines.count > 1 else { return try output.show(lines[0]) { lines[0].text } }
    try output.show(lines) {
      (lines.map(\.text) + [
        "\(lines.count) tasks are called \(task). To change, share or explain one of them, give its name "
          + "in brackets."
      ]).joined(separator: "\n\n")
    }
  }
}
