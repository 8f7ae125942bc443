import ArgumentParser
import BusinessCycle
import Foundation
import HubService
import HubStore
import NodeService
import PartnershipRecords
import ReplicaStore
import WebPages

struct SyncConflicts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflicts",
    abstract: "Show what people wrote apart from each other, with what all had before.",
    discussion: """
      Those that a person must decide come first, the oldest first, with how long they have waited: \
      "since" is when the last of the sides was written, by its author's clock. At a node they are \
      decided with iscan sync resolve; a hub only shows them. Then those that a rule decided, with the \
      value that did not come to hold, who wrote it and when; iscan task show has them too.

        iscan sync conflicts
        iscan sync conflicts --open --json | jq length
      """)

  @OptionGroup var home: HomeOptions
  @Flag(help: "Only those that a person must decide.") var open = false
  @OptionGroup var output: OutputOptions

  func run() throws {
    let (tasks, names) = try read()
    let all = tasks.flatMap(ConflictLine.lines).sorted { $0.order < $1.order }
    let conflicts = all.filter { !open || $0.needsDecision }
    try output.show(conflicts) {
      guard !conflicts.isEmpty else {
        return all.isEmpty
          ? "There are no parallel updates."
          : "Nothing waits for a person to decide. A rule decided "
            + "\(counted(all.count, "parallel update", "parallel updates")): iscan sync conflicts."
      }
      let deciding = conflicts.filter(\.needsDecision)
      let settled = conflicts.filter { !$0.needsDecision }
      return
        (part("To be decided by a person, the oldest first:", deciding, names)
        + part("Decided by a rule; nobody needs to do anything here:", settled, names))
        .joined(separator: "\n\n")
    }
  }

  /// The tasks, and what partnerships are called, by reference.
  private func read() throws -> (tasks: [TaskView], names: [String: String]) {
    let pairs: [(String, String)]
    let tasks: [TaskView]
    if home.isHub {
      let hub = try home.hub()
      tasks = try hub.tasksInConflict()
      pairs = try hub.members().map { ($0.partnership.reference, $0.partnership.name) }
    } else {
      let node = try home.node()
      tasks = try node.tasksInConflict()
      pairs = try node.sharingScopes().flatMap(\.members).map { ($0.reference, $0.name) }
    }
    return (tasks, Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
  }

  private func part(_ heading: String, _ conflicts: [ConflictLine], _ names: [String: String])
    -> [String]
  {
    conflicts.isEmpty ? [] : [heading] + conflicts.map { $0.text(names) }
  }
}

/// One conflict as commands show it.
struct ConflictLine: Encodable {
  struct Side: Encodable {
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

  // For a person, not for programs.
  private let origin: String
  private let conflict: TaskView.Conflict

  private enum CodingKeys: CodingKey {
    case task, title, field, needsDecision, base, sides, shown, rule, decider, since
  }

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
        since: conflict.sides.map(\.writtenAt).max() ?? .distantPast, origin: task.origin,
        conflict: conflict)
    }
  }

  /// Those to decide first, the oldest first.
  fileprivate var order: (Int, Date, String, String) { (needsDecision ? 0 : 1, since, task, field) }

  /// For a person at a terminal; `names` are the partnerships', by reference.
  func text(_ names: [String: String]) -> String {
    let field = conflict.field
    func name(_ reference: String) -> String { (names[reference] ?? reference).inOneLine }
    func words(_ value: CycleValue) -> String { TaskWords.toChoose(value, field).inOneLine }
    let before = Set(conflict.base.map(words)).sorted()
    var lines = [
      "\(field.label) of \(task) \(title.inOneLine)",
      "  Apart since \(plain(since)) (\(PlainTimes.ago(since, now: Date()))). "
        + (needsDecision
          ? "To be decided by the tactical chair of \(name(origin))."
          : "The rule decided."),
      "  Before: \(before.isEmpty ? "nothing" : before.joined(separator: " or "))",
    ]
    lines += conflict.sides.map { side in
      "  \(name(String(side.author.prefix { $0 != "/" }))): \(words(side.value)) "
        + "(\(side.author), \(plain(side.writtenAt)) by their clock)"
    }
    let holds = conflict.provisional.value.map(words) ?? "no value"
    lines.append(
      needsDecision
        ? "  Until somebody decides, this holds: \(holds)" : "  This holds: \(holds)")
    return (lines + ["  \(rule)"]).joined(separator: "\n")
  }
}
