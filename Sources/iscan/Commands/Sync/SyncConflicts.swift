import ArgumentParser
import BusinessCycle
import Foundation
import HubService
import NodeService
import ReplicaStore

struct SyncConflicts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflicts",
    abstract: "Show what people wrote apart from each other, with what all had before.",
    discussion: """
      Those that a person must decide come first, the oldest first, with how long they have waited: \
      "since" is when the last of the sides was written, by its author's clock. At a node they are \
      decided with iscan sync resolve; a hub only shows them.

        iscan sync conflicts
        iscan sync conflicts --open --json | jq length
      """)

  @OptionGroup var home: HomeOptions
  @Flag(help: "Only those that a person must decide.") var open = false
  @OptionGroup var output: OutputOptions

  func run() throws {
    let tasks =
      home.isHub ? try home.hub().tasksInConflict() : try home.node().tasksInConflict()
    let conflicts = tasks.flatMap(ConflictLine.lines).filter { !open || $0.needsDecision }
      .sorted { $0.order < $1.order }
    try output.show(conflicts) {
      guard !conflicts.isEmpty else { return "Nobody disagrees." }
      return conflicts.map { $0.text(now: Date()) }.joined(separator: "\n\n")
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
  /// Who may decide.
  let decider: String
  /// When the last of the sides was written, by its author's clock: from then on they differ.
  let since: Date

  static func lines(of task: TaskView) -> [ConflictLine] {
    task.conflicts.map { conflict in
      ConflictLine(
        task: task.name, title: task.values[.title].map(TaskWords.value) ?? "",
        field: conflict.field.name, needsDecision: conflict.provisional.hardness == .hard,
        base: conflict.base.map(TaskWords.value),
        sides: conflict.sides.map {
          Side(value: TaskWords.value($0.value), author: $0.author, writtenAt: $0.writtenAt)
        }, shown: conflict.provisional.value.map(TaskWords.value),
        rule: conflict.provisional.explanation, decider: "the tactical chair of \(task.origin)",
        since: conflict.sides.map(\.writtenAt).max() ?? .distantPast)
    }
  }

  /// Those to decide first, the oldest first.
  fileprivate var order: (Int, Date, String, String) { (needsDecision ? 0 : 1, since, task, field) }

  func text(now: Date) -> String {
    var lines = [
      "\(task) \(title.inOneLine): \(field)"
        + (needsDecision ? " (to be decided by \(decider))" : "")
    ]
    lines.append("  before   \(base.isEmpty ? "nothing" : base.joined(separator: "; ").inOneLine)")
    for side in sides {
      lines.append("  \(side.author) wrote \(side.value.inOneLine) on \(plain(side.writtenAt))")
    }
    lines.append("  shown    \((shown ?? "nothing").inOneLine). \(rule)")
    lines.append("  since    \(plain(since)), \(ago(since, now: now))")
    return lines.joined(separator: "\n")
  }
}
