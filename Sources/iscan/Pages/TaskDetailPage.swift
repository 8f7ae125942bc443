import BusinessCycle
import Foundation
import PartnershipRecords
import ReplicaStore
import SignedLogs
import WebPages

extension TaskReader {
  func detail(_ task: TaskView) -> TaskDetail {
    let isHere = task.scope == nil && task.origin == partnership
    return TaskDetail(
      summary: summary(task), fields: fields(of: task),
      journal: task.journal.map {
        JournalEntry(text: $0.text, author: $0.author, writtenAt: $0.writtenAt)
      },
      attachments: task.attachments.map {
        AttachmentEntry(
          digest: $0.file.digest.hex, name: $0.file.name, byteCount: $0.file.byteCount,
          author: $0.author, addedAt: $0.addedAt)
      }
        + task.erasedAttachments.map {
          AttachmentEntry(
            digest: "", name: $0.text, byteCount: 0, author: $0.author, addedAt: $0.writtenAt,
            isErased: true)
        },
      mayAttach: task.scope != nil && mayUpdate(task), mayWriteJournal: mayUpdate(task),
      mayShare: isHere && mayUpdate(task) && !shareTargets.isEmpty,
      wouldShareWith: isHere ? shareTargets : [], seen: task.seen.hex)
  }

  func detail(_ conflict: TaskView.Conflict, of task: TaskView) -> ConflictDetail {
    let field = conflict.field
    let before = Set(conflict.base.map { words($0, field) }).sorted()
    let origin = RecordOrigin.partnership(task.origin)
    let isDecider =
      (try? origin.checkDecider(of: .task, actor: actor, partnership: partnership)) != nil
    return ConflictDetail(
      summary: summary(conflict, of: task),
      base: before.isEmpty ? nil : before.joined(separator: " or "),
      sides: conflict.sides.map { side(of: field, $0) },
      provisional: conflict.provisional.value.map { words($0, field) } ?? "no value",
      rule: conflict.provisional.explanation,
      decider: "the \(TaskReader.words(origin.decider(of: .task))) of \(name(task.origin))",
      mayDecide: isDecider && mayWrite && partnership != nil && !task.needsNewerRelease,
      entry: field == .status ? .choice(decisions(conflict)) : entry(field, of: task),
      seen: task.seen.hex)
  }

  /// When it came to be here is not kept; the later of the sides' own times is the nearest to it.
  func summary(_ conflict: TaskView.Conflict, of task: TaskView) -> ConflictSummary {
    ConflictSummary(
      taskReference: task.name, taskTitle: task.title, fieldName: conflict.field.name,
      fieldLabel: conflict.field.label, needsDecision: conflict.provisional.hardness == .hard,
      partnerships: Set(conflict.sides.map(\.partnership)).sorted(),
      foundAt: conflict.sides.map(\.writtenAt).max() ?? .distantPast)
  }

  /// Every conflict of the tasks that the reader may see: those to decide first, then the oldest.
  func conflicts(_ tasks: [TaskView]) -> [ConflictDetail] {
    tasks.filter(mayRead).flatMap { task in task.conflicts.map { detail($0, of: task) } }
      .sorted { left, right in
        let (left, right) = (left.summary, right.summary)
        return (left.needsDecision ? 0 : 1, left.foundAt, left.taskReference, left.fieldName)
          < (right.needsDecision ? 0 : 1, right.foundAt, right.taskReference, right.fieldName)
      }
  }

  private func side(of field: TaskField, _ side: TaskView.Side) -> ConflictSide {
    ConflictSide(
      value: TaskWords.value(side.value), valueInWords: words(side.value, field),
      author: side.author, partnership: name(side.partnership), writtenAt: side.writtenAt)
  }

  private func decisions(_ conflict: TaskView.Conflict) -> [Choice] {
    func status(_ value: CycleValue?) -> TaskStatus? {
      value?.words.flatMap(TaskStatus.init(rawValue:))
    }
    return TaskLifeCycle.decisions(
      between: conflict.sides.compactMap { status($0.value) }, base: status(conflict.base.last)
    ).map { Choice(value: $0.rawValue, label: $0.inWords) }
  }

  private static func words(_ role: Role) -> String {
    role.rawValue.split(separator: "-").joined(separator: " ")
  }
}

extension TaskView.Side {
  /// The reference of the author's partnership.
  fileprivate var partnership: String { String(author.prefix { $0 != "/" }) }
}
